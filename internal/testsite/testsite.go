// Package testsite serves stand-ins for web sites to the tests of browsers.
package testsite

import (
	"context"
	"crypto/tls"
	"fmt"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Client answers for every host name, over TLS and in the clear, with one handler, until the test ends. It returns a
// client that reaches it under any name.
func Client(t testing.TB, handler http.Handler) *http.Client {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	plain := httptest.NewServer(handler)
	t.Cleanup(plain.Close)
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // one certificate for all names, on loopback
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			to := server.Listener
			if strings.HasSuffix(address, ":80") {
				to = plain.Listener
			}
			return new(net.Dialer).DialContext(ctx, network, to.Addr().String())
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Write writes a page; body is HTML.
func Write(w http.ResponseWriter, title, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<!DOCTYPE html><title>%s</title><main>%s</main>", html.EscapeString(title), body)
}
