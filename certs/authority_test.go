package certs_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

var worldHosts = []string{"login.microsoftonline.com", "Graph.Microsoft.com", "sso.jumpcloud.com"}

func authority(t testing.TB) *certs.Authority {
	t.Helper()
	a, err := certs.NewAuthority(certs.AuthorityOptions{Now: worldStart, Hosts: worldHosts, World: "demo"})
	require.NoError(t, err)
	return a
}

// certificate is the authority's own.
func certificate(t *testing.T, a *certs.Authority) *x509.Certificate {
	t.Helper()
	c, err := certs.ParseCertificate(string(a.CertificatePEM()))
	require.NoError(t, err)
	return c
}

func TestAuthorityServesItsHosts(t *testing.T) {
	a := authority(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.TLS.ServerName))
	}))
	server.TLS = a.TLSConfig()
	server.StartTLS()
	defer server.Close()
	for _, host := range []string{"graph.microsoft.com", "login.microsoftonline.com", "contoso.localhost"} {
		client := &http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: a.Pool(), ServerName: host, Time: func() time.Time { return worldStart }},
		}}
		response, err := client.Get(server.URL)
		require.NoError(t, err, host)
		_ = response.Body.Close()
		assert.Equal(t, host, response.TLS.PeerCertificates[0].DNSNames[0])
		client.CloseIdleConnections()
	}
}

func TestAuthorityCertificates(t *testing.T) {
	a := authority(t)
	ca := certificate(t, a)
	assert.Equal(t, `TEST authority of world "demo"`, ca.Subject.CommonName)
	assert.Equal(t, []string{"graph.microsoft.com", "localhost", "login.microsoftonline.com", "sso.jumpcloud.com"},
		ca.PermittedDNSDomains)
	assert.True(t, ca.PermittedDNSDomainsCritical)
	assert.True(t, ca.IsCA && ca.MaxPathLenZero)
	assert.Equal(t, worldStart.Add(certs.DefaultLifetime), ca.NotAfter)
	assert.Equal(t, elliptic.P256(), ca.PublicKey.(*ecdsa.PublicKey).Curve)

	all, err := a.ServerCertificate()
	require.NoError(t, err)
	assert.Len(t, all.Leaf.IPAddresses, 2)
	assert.Contains(t, all.Leaf.Subject.CommonName, "TEST")
	for _, name := range []string{"sso.jumpcloud.com", "localhost", "127.0.0.1", "::1"} {
		assert.NoError(t, verify(a, all.Leaf, name, worldStart), name)
	}
	assert.Error(t, verify(a, all.Leaf, "localhost", worldStart.Add(certs.DefaultLifetime+time.Second)), "over")
	assert.Error(t, verify(a, all.Leaf, "localhost", worldStart.Add(-2*time.Hour)), "not yet")
}

func verify(a *certs.Authority, leaf *x509.Certificate, name string, at time.Time) error {
	_, err := leaf.Verify(x509.VerifyOptions{Roots: a.Pool(), DNSName: name, CurrentTime: at})
	return err
}

func TestAuthorityIsExtended(t *testing.T) {
	a := authority(t)
	before, first := a.Pool(), string(a.CertificatePEM())
	require.NoError(t, a.Extend("Wiki.example"))
	require.NoError(t, a.Extend("shop.example"))
	assert.Equal(t, 3, strings.Count(string(a.CertificatePEM()), "BEGIN CERTIFICATE"))
	assert.True(t, strings.HasPrefix(string(a.CertificatePEM()), first))

	for _, host := range []string{"wiki.example", "shop.example", "sso.jumpcloud.com"} {
		c, err := a.ServerCertificate(host)
		require.NoError(t, err, host)
		assert.NoError(t, verify(a, c.Leaf, host, worldStart), host)
		_, err = c.Leaf.Verify(x509.VerifyOptions{Roots: before, DNSName: host, CurrentTime: worldStart})
		assert.Equal(t, host == "sso.jumpcloud.com", err == nil, "%s %v", host, err)
		by, err := x509.ParseCertificate(c.Certificate[1])
		require.NoError(t, err)
		assert.Equal(t, c.Leaf.Issuer.String(), by.Subject.String(), "clients find the issuer by its name")
		assert.Len(t, by.PermittedIPRanges, 2, "no other addresses either")
	}
	_, err := a.ServerCertificate("wiki.example", "shop.example")
	var apart *certs.HostError
	require.ErrorAs(t, err, &apart)
	assert.Equal(t, "wiki.example", apart.Host)
}

func TestAuthorityRefusesOtherHosts(t *testing.T) {
	a := authority(t)
	for _, host := range []string{"example.com", "microsoftonline.com", "xlogin.microsoftonline.com", "192.0.2.1", "",
		"*"} {
		_, err := a.ServerCertificate(host)
		var other *certs.HostError
		require.ErrorAs(t, err, &other, host)
		assert.Equal(t, host, other.Host)
	}
}

// What the authority would not do itself, a thief of its key cannot do either: clients hold the constraint.
func TestNameConstraintHoldsAtTheClient(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	a := authority(t)
	stolen := *certificate(t, a) // the same content, signed by a key of ours
	stolen.PublicKey = &key.PublicKey
	der, err := x509.CreateCertificate(rand.Reader, &stolen, &stolen, &key.PublicKey, key)
	require.NoError(t, err)
	ca, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	for _, c := range []struct {
		leaf x509.Certificate
		ok   bool
	}{
		{x509.Certificate{DNSNames: []string{"sso.jumpcloud.com"}}, true},
		{x509.Certificate{DNSNames: []string{"bank.example"}}, false},
		{x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}, true},
		{x509.Certificate{IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}, false},
	} {
		public, _, err := ed25519.GenerateKey(rand.Reader)
		require.NoError(t, err)
		c.leaf.SerialNumber, c.leaf.Subject = big.NewInt(1), pkix.Name{CommonName: "x"}
		c.leaf.NotBefore, c.leaf.NotAfter = worldStart, worldStart.Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, &c.leaf, ca, public, key)
		require.NoError(t, err)
		leaf, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: worldStart})
		assert.Equal(t, c.ok, err == nil, "%v %v: %v", leaf.DNSNames, leaf.IPAddresses, err)
	}
}

func TestServerCertificateIsCached(t *testing.T) {
	a := authority(t)
	var users sync.WaitGroup
	serials := make([]*big.Int, 8)
	for i := range serials {
		users.Go(func() {
			c, err := a.ServerCertificate("sso.jumpcloud.com", "LOCALHOST.")
			if assert.NoError(t, err) {
				serials[i] = c.Leaf.SerialNumber
			}
		})
	}
	users.Wait()
	for _, s := range serials {
		assert.Equal(t, serials[0], s)
	}
}

func BenchmarkNewAuthority(b *testing.B) {
	for b.Loop() {
		a := authority(b)
		if _, err := a.ServerCertificate(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkServerCertificateCached(b *testing.B) {
	a := authority(b)
	for b.Loop() {
		if _, err := a.ServerCertificate("localhost"); err != nil {
			b.Fatal(err)
		}
	}
}

// The mark of a world's authority is on nothing else: neither on its servers nor on authorities that others make.
func TestIsAuthority(t *testing.T) {
	a := authority(t)
	require.NoError(t, a.Extend("contoso.example"))
	for block, rest := pem.Decode(a.CertificatePEM()); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		require.NoError(t, err)
		assert.True(t, certs.IsAuthority(c))
	}
	served, err := a.ServerCertificate("graph.microsoft.com")
	require.NoError(t, err)
	assert.False(t, certs.IsAuthority(served.Leaf))
	marked := certificate(t, authority(t))
	for name, spoil := range map[string]func(*x509.Certificate){
		"no mark":     func(c *x509.Certificate) { c.Subject.OrganizationalUnit = nil },
		"any address": func(c *x509.Certificate) { c.PermittedIPRanges = nil },
		"an address elsewhere": func(c *x509.Certificate) {
			c.PermittedIPRanges = []*net.IPNet{{IP: net.IPv4(10, 0, 0, 0)}}
		},
		"any name":              func(c *x509.Certificate) { c.PermittedDNSDomains = nil },
		"constraints as advice": func(c *x509.Certificate) { c.PermittedDNSDomainsCritical = false },
	} {
		c := *marked
		spoil(&c)
		assert.False(t, certs.IsAuthority(&c), name)
	}
}
