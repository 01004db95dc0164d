package certs_test

import (
	"crypto/x509"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

// An authority that is held longer than its certificates live issues them anew, and whoever has the former certificate
// trusts the new ones while that lasts.
func TestAuthorityIsRenewed(t *testing.T) {
	clock := clockwork.NewFakeClock()
	a, err := certs.NewAuthority(certs.AuthorityOptions{Clock: clock, Hosts: []string{"login.example"}, World: "w"})
	require.NoError(t, err)
	require.NoError(t, a.Extend("other.example"))
	verify := func(pool *x509.CertPool, host string) error {
		c, err := a.ServerCertificate(host)
		require.NoError(t, err)
		_, err = c.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: pool, CurrentTime: clock.Now()})
		return err
	}
	first, pem := a.Pool(), string(a.CertificatePEM())
	again, err := a.ServerCertificate("login.example")
	require.NoError(t, err)
	clock.Advance(certs.DefaultLifetime/2 - time.Second)
	same, err := a.ServerCertificate("login.example")
	require.NoError(t, err)
	assert.Equal(t, again.Certificate, same.Certificate)
	assert.Equal(t, pem, string(a.CertificatePEM()))

	clock.Advance(2 * time.Second)
	for _, host := range []string{"login.example", "other.example", "localhost"} {
		assert.NoError(t, verify(first, host), "until it ends")
		assert.NoError(t, verify(a.Pool(), host))
	}
	assert.NotEqual(t, pem, string(a.CertificatePEM()))
	for range 10 {
		clock.Advance(certs.DefaultLifetime / 3)
		assert.NoError(t, verify(a.Pool(), "login.example"))
		assert.NoError(t, verify(a.Pool(), "other.example"))
	}
	assert.Error(t, verify(first, "login.example"), "it has ended")
	_, err = a.ServerCertificate("stranger.example")
	assert.Error(t, err)

	clock.Advance(10 * certs.DefaultLifetime)
	assert.NoError(t, verify(a.Pool(), "login.example"), "nobody asked meanwhile")
}
