package world_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/world"
)

// Each listener of a world ends a peer that stalls.
func TestEveryListenerHasDeadlines(t *testing.T) {
	t.Parallel()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	w := world.Start(t, world.Options{Address: address, Listeners: world.Limits{
		Header: 2 * time.Second,
		Idle:   2 * time.Second,
		Stall:  2 * time.Second,
	}})
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	site, err := url.Parse(sites["login.microsoftonline.com"])
	require.NoError(t, err)
	control, err := w.OpenControl(t.Context(), "127.0.0.1:0", http.HandlerFunc(
		func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	require.NoError(t, err)
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	plain := func(t *testing.T, address string) net.Conn {
		u, err := url.Parse(address)
		require.NoError(t, err)
		conn, err := net.Dial("tcp", u.Host)
		require.NoError(t, err)
		return conn
	}
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(w.CAPEM()))
	secure := func(conn net.Conn) net.Conn {
		return tls.Client(conn, &tls.Config{RootCAs: roots, ServerName: "login.microsoftonline.com"})
	}
	for name, dial := range map[string]func(*testing.T) (conn net.Conn, host string){
		"TLS": func(t *testing.T) (net.Conn, string) {
			return secure(plain(t, "https://"+address)), "login.microsoftonline.com"
		},
		"tunnel": func(t *testing.T) (net.Conn, string) {
			conn := plain(t, proxy)
			_, err := io.WriteString(conn, "CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
			require.NoError(t, err)
			_, err = conn.Read(make([]byte, 100))
			require.NoError(t, err)
			return secure(conn), "login.microsoftonline.com"
		},
		"localhost": func(t *testing.T) (net.Conn, string) { return plain(t, "http://127.0.0.1:"+site.Port()), site.Host },
		"proxy":     func(t *testing.T) (net.Conn, string) { return plain(t, proxy), "login.microsoftonline.com" },
		"control":   func(t *testing.T) (net.Conn, string) { return plain(t, control), "127.0.0.1" },
	} {
		t.Run(name, func(t *testing.T) {
			conn, host := dial(t)
			defer conn.Close()
			_, err := io.WriteString(conn, "POST /login.srf HTTP/1.1\r\nHost: "+host+
				"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nSAMLResponse=")
			require.NoError(t, err)
			require.NoError(t, conn.SetReadDeadline(machine().Now().Add(20*time.Second)))
			_, err = io.Copy(io.Discard, conn)
			assert.NotErrorIs(t, err, os.ErrDeadlineExceeded, "the connection stays open")
		})
	}
}

func TestRecordIsBoundedAsAsked(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{Record: record.Options{Limit: 2}})
	for range 5 {
		w.Record.Add(t.Context(), record.Exchange{})
	}
	assert.Len(t, w.Record.Since(0), 2)
}

// machine is the clock of the network, on which these tests wait.
func machine() clockwork.Clock { return world.Limits{}.Time() }
