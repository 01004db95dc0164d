package world

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"samlharness/certs"
	"samlharness/internal/exit"
	"samlharness/internal/flow"
	"samlharness/internal/listen"
	"samlharness/internal/loopback"
	"samlharness/internal/random"
)

// network is a world's listeners: one for TLS that serves all hosts, and what is opened when asked for.
type network struct {
	sites     *sites
	authority *certs.Authority
	limits    Limits
	ids       io.Reader // of messages and requests; nil is the system's
	log       *slog.Logger

	listener net.Listener // of TLS
	mu       sync.Mutex
	servers  []*http.Server
	served   sync.WaitGroup
}

// Limits bound what the peers of a world's listeners may hold.
type Limits = listen.Limits

// handshakeTimeout is for TLS in the world's own client.
const handshakeTimeout = 10 * time.Second

// bind opens a listener. The address must be loopback: nothing of a world is offered to other machines.
func bind(ctx context.Context, address string) (net.Listener, error) {
	if err := loopbackOnly(address); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, &ListenError{Address: address, Err: err}
	}
	if err := boundToLoopback(address, l); err != nil {
		return nil, err
	}
	return l, nil
}

// boundToLoopback closes a listener that is elsewhere: a resolver may lead even localhost to another address.
func boundToLoopback(address string, l net.Listener) error {
	bound, _, err := net.SplitHostPort(l.Addr().String())
	if err == nil && loopback.Address(bound) {
		return nil
	}
	return errors.Join(notLoopback(address, l.Addr().String()), err, l.Close())
}

// serve answers at a listener until close.
func (n *network) serve(l net.Listener, handler http.Handler, secure bool) {
	server := n.limits.Server(handler, n.log)
	end, ends := context.WithCancel(context.Background())
	server.RegisterOnShutdown(ends)
	server.BaseContext = func(net.Listener) context.Context {
		return random.With(listen.WithEnd(context.Background(), end), n.ids)
	}
	l = n.limits.Listener(l)
	n.mu.Lock()
	n.servers = append(n.servers, server)
	n.mu.Unlock()
	n.served.Go(func() {
		var err error
		if secure {
			server.TLSConfig = n.authority.TLSConfig()
			err = server.ServeTLS(l, "", "")
		} else {
			err = server.Serve(l)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			n.log.Error("listener ended", "address", l.Addr().String(), "err", err)
		}
	})
}

// close ends all listeners and waits for them; requests under way are given until the context ends.
func (n *network) close(ctx context.Context) error {
	n.mu.Lock()
	servers := n.servers
	n.servers = nil
	n.mu.Unlock()
	var errs []error
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			errs = append(errs, s.Close())
		}
	}
	if len(servers) == 0 && n.listener != nil {
		errs = append(errs, n.listener.Close()) // bound, never served
	}
	n.served.Wait()
	return errors.Join(errs...)
}

// ListenError is why a listener could not be opened: most often, another program has the port.
type ListenError struct {
	Address string
	Err     error
}

func (e *ListenError) Error() string { return fmt.Sprintf("listen on %s: %v", e.Address, e.Err) }

// Hint is what to do; the system's error knows more where another program has the port.
func (e *ListenError) Hint() string {
	if e.ofTheMachine() {
		return ""
	}
	return "give a loopback address, as in 127.0.0.1:0"
}

// ExitCode is that of wrong use, or else, 0, that of the system's error.
func (e *ListenError) ExitCode() int {
	if e.ofTheMachine() {
		return 0
	}
	return exit.Usage
}

// ofTheMachine tells an address that is taken or not allowed from one that is wrong.
func (e *ListenError) ofTheMachine() bool {
	return errors.Is(e.Err, syscall.EADDRINUSE) || errors.Is(e.Err, fs.ErrPermission)
}

// Unwrap gives the system's error.
func (e *ListenError) Unwrap() error { return e.Err }

func loopbackOnly(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return &ListenError{Address: address, Err: fmt.Errorf("expected HOST:PORT: %w", err)}
	}
	if !loopback.Bind(host) {
		return notLoopback(address, host)
	}
	return nil
}

func notLoopback(address, host string) error {
	return &ListenError{
		Address: address,
		Err:     fmt.Errorf("%q is not a loopback address; a world is never offered to other machines", host),
	}
}

// UnknownHostError says that a world does not serve a host. Nothing leaves the machine, so nobody does.
type UnknownHostError struct{ Host string }

func (e *UnknownHostError) Error() string {
	return fmt.Sprintf("no host %s in this world: it serves the emulated sites alone, and nothing leaves the machine; "+
		"a client that is to reach the host itself has it on its bypass list: NO_PROXY, --proxy-bypass-list", e.Host)
}

// dial connects to the TLS listener when the address is one of the world's hosts.
func (n *network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || !n.sites.has(canonicalHost(host)) || port != "443" {
		return nil, &UnknownHostError{address}
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", n.listener.Addr().String())
}

// dialTLS connects as dial does, and trusts the authority as it is now: hosts may have been added to it.
func (n *network) dialTLS(ctx context.Context, network, address string) (net.Conn, error) {
	raw, err := n.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	conn := tls.Client(raw, &tls.Config{
		ServerName: canonicalHost(host),
		RootCAs:    n.authority.Pool(),
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
	})
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return conn, nil
}

// transport reaches the sites by their production names, and nothing else.
func (n *network) transport() http.RoundTripper {
	return &http.Transport{
		DialContext:       n.dial, // refuses http:// addresses, which name port 80
		DialTLSContext:    n.dialTLS,
		ForceAttemptHTTP2: true,
	}
}

// clientOf is a client that tells the sites whose it is, by a transport that leads to them alone.
func clientOf(who flow.Client) *http.Client { return &http.Client{Transport: &who} }
