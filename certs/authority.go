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
	// Lifetime is how long the authority and its certificates are valid; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// Hosts are the DNS names that the authority may certify, with their subdomains. "localhost" and the
	// loopback addresses are always among them.
	Hosts []string
	// World is the name of the world, for the certificates' common names.
	World string
}

// Authority is the TLS certificate authority of one world. Its certificate is name-constrained to the
// world's hosts, says TEST, and is short-lived, so that even somebody who trusts it lets in nothing else. Its
// key never leaves memory. It may be used by many goroutines at once.
type Authority struct {
	world       string
	hosts       []string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey

	mu     sync.Mutex
	issued map[string]tls.Certificate // by host names
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
	a := &Authority{world: o.World, hosts: hostNames(o.Hosts), key: key, issued: map[string]tls.Certificate{}}
	template, err := a.authorityTemplate(o)
	if err != nil {
		return nil, fmt.Errorf("certs: authority: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("certs: authority: %w", err)
	}
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("certs: authority: read back: %w", err)
	}
	return a, nil
}

func (a *Authority) authorityTemplate(o AuthorityOptions) (*x509.Certificate, error) {
	serial, err := randomSerial()
	if err != nil {
		return nil, err
	}
	if o.Lifetime == 0 {
		o.Lifetime = DefaultLifetime
	}
	return &x509.Certificate{
		SerialNumber:                serial,
		Subject:                     a.name("authority"),
		NotBefore:                   o.Now.UTC().Add(-clockSlack),
		NotAfter:                    o.Now.UTC().Add(o.Lifetime),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         a.hosts,
		PermittedIPRanges:           loopback(),
	}, nil
}

// ServerCertificate certifies hosts, DNS names or loopback addresses, in one certificate with the chain up to
// the authority; no hosts means all of the world. Asked again, it gives the same certificate. It fails with
// *[HostError] for a host of another world.
func (a *Authority) ServerCertificate(hosts ...string) (tls.Certificate, error) {
	if len(hosts) == 0 {
		hosts = append(slices.Clone(a.hosts), "127.0.0.1", "::1")
	}
	hosts = slices.Clone(hosts)
	for i, host := range hosts {
		hosts[i] = strings.ToLower(strings.TrimSuffix(host, "."))
		if !a.permits(hosts[i]) {
			return tls.Certificate{}, &HostError{Host: host, Permitted: a.hosts}
		}
	}
	slices.Sort(hosts)
	hosts = slices.Compact(hosts)
	cached := strings.Join(hosts, " ")
	a.mu.Lock()
	defer a.mu.Unlock()
	if c, ok := a.issued[cached]; ok {
		return c, nil
	}
	c, err := a.issue(hosts)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("certs: server certificate for %s: %w", cached, err)
	}
	if len(a.issued) >= maxCached {
		clear(a.issued)
	}
	a.issued[cached] = c
	return c, nil
}

func (a *Authority) issue(hosts []string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := randomSerial()
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      a.name("server"),
		NotBefore:    a.certificate.NotBefore,
		NotAfter:     a.certificate.NotAfter,
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
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// TLSConfig is a server's configuration that answers each host of the world with its certificate, and a
// client that names no host with one for all.
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

// CertificatePEM is the authority's certificate, for curl's --cacert and the like.
func (a *Authority) CertificatePEM() []byte { return PEM(a.certificate) }

// Pool is a fresh pool with the authority's certificate alone, for a client's RootCAs.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

func (a *Authority) name(role string) pkix.Name {
	return pkix.Name{
		CommonName:         fmt.Sprintf("TEST %s of world %q", role, a.world),
		OrganizationalUnit: []string{"TEST, an emulation; do not trust"},
	}
}

func (a *Authority) permits(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return slices.ContainsFunc(a.hosts, func(h string) bool { return host == h || strings.HasSuffix(host, "."+h) })
}

// hostNames are the permitted names in lower case, sorted, with localhost.
func hostNames(hosts []string) []string {
	names := []string{"localhost"}
	for _, h := range hosts {
		if h = strings.ToLower(strings.Trim(h, ".")); h != "" && net.ParseIP(h) == nil {
			names = append(names, h)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func loopback() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4(127, 0, 0, 0).To4(), Mask: net.CIDRMask(8, 32)},
		{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
	}
}
