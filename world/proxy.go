package world

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
)

// proxy serves CONNECT for the world's hosts, so that any client that knows HTTPS_PROXY reaches them by their
// production names. Every other host is refused.
type proxy struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// ServeHTTP tunnels to the TLS listener.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		http.Error(w, "this proxy serves https:// addresses of the emulated sites by CONNECT, nothing else",
			http.StatusForbidden)
		return
	}
	upstream, err := p.dial(r.Context(), "tcp", r.Host)
	if err != nil {
		status := http.StatusBadGateway
		if _, unknown := errors.AsType[*UnknownHostError](err); unknown {
			status = http.StatusForbidden
		}
		http.Error(w, err.Error(), status)
		return
	}
	defer upstream.Close()
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "CONNECT needs HTTP/1.1", http.StatusHTTPVersionNotSupported)
		return
	}
	defer client.Close()
	if _, err := client.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(upstream, buffered) // either side may go at any time
		if half, ok := upstream.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
	}()
	_, _ = io.Copy(client, upstream) // its end is the tunnel's: a client that stays holds nothing open
}
