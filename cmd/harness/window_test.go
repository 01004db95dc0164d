package main

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A window's tunnel is asked of the proxy with its name and password; a refusal names the proxy and not the password.
func TestTunnelOfAWindow(t *testing.T) {
	for answer, refused := range map[string]string{
		"HTTP/1.1 200 OK\r\n\r\n":            "",
		"HTTP/1.1 403 Forbidden\r\n\r\n":     "proxy.contoso.com:8080 answers 403 Forbidden to CONNECT login.example:443",
		"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n": "malformed HTTP",
	} {
		t.Run(answer, func(t *testing.T) {
			near, far := net.Pipe()
			t.Cleanup(func() { _, _ = near.Close(), far.Close() })
			asked := make(chan *http.Request, 1)
			go func() {
				r, err := http.ReadRequest(bufio.NewReader(far))
				assert.NoError(t, err)
				asked <- r
				_, _ = far.Write([]byte(answer))
			}()
			proxy := &url.URL{Scheme: "http", Host: "proxy.contoso.com:8080", User: url.UserPassword("zoë", "s3cret")}
			err := connect(t.Context(), near, proxy, "login.example:443")
			r := <-asked
			assert.Equal(t, "CONNECT login.example:443", r.Method+" "+r.Host)
			assert.Equal(t, "Basic em/DqzpzM2NyZXQ=", r.Header.Get("Proxy-Authorization"))
			if refused != "" {
				require.ErrorContains(t, err, refused)
				assert.NotContains(t, err.Error(), "s3cret")
				return
			}
			require.NoError(t, err)
		})
	}
}

// Whoever interrupts a run does not wait for a proxy that is silent.
func TestTunnelThatIsInterrupted(t *testing.T) {
	near, far := net.Pipe()
	t.Cleanup(func() { _, _ = near.Close(), far.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = http.ReadRequest(bufio.NewReader(far))
		cancel()
	}()
	assert.Error(t, connect(ctx, near, &url.URL{Host: "proxy.contoso.com"}, "login.example:443"))
}
