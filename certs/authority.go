package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"samlharness/internal/loopback"

	"github.com/jonboulle/clockwork"
)

// DefaultLifetime is how long an [Authority] and its certificates are valid.
const DefaultLifetime = 7 * 24 * time.Hour

// clockSlack is how long before Now the validity begins, for clients whose clock is behind.
const clockSlack = time.Hour

// maxCached bounds the certificates that an Authority remembers.
const maxCached = 1000

// AuthorityOptions configure an [Authority].
type AuthorityOptions struct {
	// Now is the present by the clock of the TLS clients: the machine's for curl and browsers.
	Now time.Time
	// Clock is that clock, for an authority that may outlive its certificates: it issues them anew when half of their life
	// is over. Now is not looked at then. With nil nothing is issued anew.
	Clock clockwork.Clock
	// Lifetime is how long the authority and its certificates are valid; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// Hosts are the DNS names that the authority may certify, with their subdomains. "localhost" and the loopback
	// addresses are always among them.
	Hosts []string
	// World is the name of the world, for the certificates' common names.
	World string
}

// Authority is the TLS certificate authority of one world. Its certificates are name-constrained to the world's hosts,
// say TEST, and are short-lived, so that even somebody who trusts them lets in nothing else. Its key never leaves
// memory. It may be used by many goroutines at once.
type Authority struct {
	options AuthorityOptions
	key     *ecdsa.PrivateKey

	mu     sync.Mutex
	roots  []root                     // the first is that of the hosts of the options
	issued map[string]tls.Certificate // by host names
}

// root is a certificate of the authority's key, and the names that it permits.
type root struct {
	role        string
	hosts       []string
	certificate *x509.Certificate
}

// HostError says that an [Authority] was asked for a host outside its world.
type HostError struct {
	Host      string
	Permitted []string
}

// Error names the host and those that are permitted.
func (e *HostError) Error() string {
	return fmt.Sprintf("certs: host %q is not of this world: expected one of %s, or below", e.Host,
		strings.Join(e.Permitted, ", "))
}

// NewAuthority makes an authority with a fresh P-256 key.
func NewAuthority(o AuthorityOptions) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certs: authority: %w", err)
	}
	if o.Lifetime == 0 {
		o.Lifetime = DefaultLifetime
	}
	a := &Authority{options: o, key: key, issued: map[string]tls.Certificate{}}
	return a, a.extend("authority", hostNames(append([]string{"localhost"}, o.Hosts...)))
}

// Extend lets the authority certify further hosts, with their subdomains. The constraint of a certificate cannot be
// widened, so these hosts get a certificate of their own beside the first, with the same key.
// [Authority.CertificatePEM] and [Authority.Pool] then have both; a client that took them before does not trust the new
// hosts.
func (a *Authority) Extend(hosts ...string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	// each has a name of its own, by which a client finds the one that issued a certificate
	return a.extend(fmt.Sprintf("authority %d", len(a.roots)+1), hostNames(hosts))
}

func (a *Authority) extend(role string, hosts []string) error {
	r, err := a.certify(role, hosts)
	if err == nil {
		a.roots = append(a.roots, r)
	}
	return err
}

// certify issues a certificate of the authority's key.
func (a *Authority) certify(role string, hosts []string) (root, error) {
	template, err := a.authorityTemplate(role, hosts)
	if err != nil {
		return root{}, fmt.Errorf("certs: authority: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		return root{}, fmt.Errorf("certs: authority: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return root{}, fmt.Errorf("certs: authority: read back: %w", err)
	}
	return root{role, hosts, certificate}, nil
}

// renew issues anew what has lived half of its life, with the same key and names: until the former certificate ends,
// who trusts it trusts what is issued from now on.
func (a *Authority) renew() error {
	if a.options.Clock == nil {
		return nil
	}
	for i, r := range a.roots {
		if a.now().Before(r.certificate.NotAfter.Add(-a.options.Lifetime / 2)) {
			continue
		}
		fresh, err := a.certify(r.role, r.hosts)
		if err != nil {
			return err
		}
		a.roots[i] = fresh
		clear(a.issued)
	}
	return nil
}

func (a *Authority) now() time.Time {
	if a.options.Clock != nil {
		return a.options.Clock.Now().UTC()
	}
	return a.options.Now.UTC()
}

func (a *Authority) authorityTemplate(role string, hosts []string) (*x509.Certificate, error) {
	serial, err := randomSerial(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{
		SerialNumber:                serial,
		Subject:                     a.name(role),
		NotBefore:                   a.now().Add(-clockSlack),
		NotAfter:                    a.now().Add(a.options.Lifetime),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         hosts,
		PermittedIPRanges:           loopbackNetworks(),
	}, nil
}

// ServerCertificate certifies hosts, DNS names or loopback addresses, in one certificate with the chain up to the
// authority; no hosts means those of its options. Asked again, it gives the same certificate until that is renewed. It
// fails with *[HostError] for a host of another world, and for hosts that were not permitted together.
func (a *Authority) ServerCertificate(hosts ...string) (tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.renew(); err != nil {
		return tls.Certificate{}, err
	}
	if len(hosts) == 0 {
		hosts = append(slices.Clone(a.roots[0].hosts), "127.0.0.1", "::1")
	}
	by, err := a.issuer(hosts)
	if err != nil {
		return tls.Certificate{}, err
	}
	names := make([]string, len(hosts))
	for i, host := range hosts {
		names[i] = canonical(host)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	cached := strings.Join(names, " ")
	if c, ok := a.issued[cached]; ok {
		return c, nil
	}
	c, err := a.issue(by, names)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certs: server certificate for %s: %w", cached, err)
	}
	if len(a.issued) >= maxCached {
		clear(a.issued)
	}
	a.issued[cached] = c
	return c, nil
}

// issuer is the root that permits all of the hosts.
func (a *Authority) issuer(hosts []string) (root, error) {
	var permitted []string
	for _, r := range a.roots {
		if !slices.ContainsFunc(hosts, func(host string) bool { return !r.permits(canonical(host)) }) {
			return r, nil
		}
		permitted = append(permitted, r.hosts...)
	}
	first := slices.IndexFunc(hosts, func(host string) bool { return !a.roots[0].permits(canonical(host)) })
	return root{}, &HostError{Host: hosts[first], Permitted: permitted}
}

func (a *Authority) issue(by root, hosts []string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := randomSerial(rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      a.name("server"),
		NotBefore:    by.certificate.NotBefore,
		NotAfter:     by.certificate.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.certificate, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der, by.certificate.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// TLSConfig is a server's configuration that answers each host of the world with its certificate, and a client that
// names no host with one for all.
func (a *Authority) TLSConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			var hosts []string
			if hello.ServerName != "" {
				hosts = []string{hello.ServerName}
			}
			c, err := a.ServerCertificate(hosts...)
			return &c, err
		},
	}
}

// CertificatePEM is the authority's certificate, for curl's --cacert and the like, followed by those of
// [Authority.Extend].
func (a *Authority) CertificatePEM() []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	_ = a.renew() // what cannot be renewed stays as it is; issuing tells
	var all []byte
	for _, r := range a.roots {
		all = append(all, PEM(r.certificate)...)
	}
	return all
}

// Pool is a fresh pool with the authority's certificates alone, for a client's RootCAs.
func (a *Authority) Pool() *x509.CertPool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_ = a.renew() // as in CertificatePEM
	pool := x509.NewCertPool()
	for _, r := range a.roots {
		pool.AddCert(r.certificate)
	}
	return pool
}

func (a *Authority) name(role string) pkix.Name {
	return pkix.Name{
		CommonName:         fmt.Sprintf("TEST %s of world %q", role, a.options.World),
		OrganizationalUnit: []string{emulation},
	}
}

// emulation marks every certificate of an [Authority].
const emulation = "TEST, an emulation; do not trust"

// IsAuthority reports whether a certificate is that of an [Authority]: it bears its mark, and may certify this machine
// and named hosts only. Since the key never leaves the world's memory, a server that proves by such a certificate who
// it is belongs to an emulated world: neither a service of Microsoft, nor a proxy with an authority of its own, does.
func IsAuthority(c *x509.Certificate) bool {
	return c.IsCA && c.MaxPathLenZero && slices.Contains(c.Subject.OrganizationalUnit, emulation) &&
		c.PermittedDNSDomainsCritical && len(c.PermittedDNSDomains) > 0 && len(c.PermittedIPRanges) > 0 &&
		!slices.ContainsFunc(c.PermittedIPRanges, func(n *net.IPNet) bool { return !loopback.Address(n.IP.String()) })
}

func (r root) permits(host string) bool {
	if net.ParseIP(host) != nil {
		return loopback.Address(host)
	}
	return slices.ContainsFunc(r.hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// canonical is a host without the dot that may end it, in lower case.
func canonical(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// hostNames are the permitted names in lower case, sorted.
func hostNames(hosts []string) (names []string) {
	for _, h := range hosts {
		if h = strings.ToLower(strings.Trim(h, ".")); h != "" && net.ParseIP(h) == nil {
			names = append(names, h)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func loopbackNetworks() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
		{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
	}
}
