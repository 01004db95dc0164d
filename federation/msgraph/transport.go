package msgraph

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"samlharness/certs"
	"samlharness/internal/exit"
	"samlharness/internal/loopback"
	"samlharness/record"
)

// callTimeout bounds one call, so that a silent server does not keep an operator for ever. A write that got no answer
// is read back.
const callTimeout = 2 * time.Minute

// connectTimeout bounds finding a host and connecting to it, handshakeTimeout TLS: without a network a command ends
// within 15 seconds.
const (
	connectTimeout   = 8 * time.Second
	handshakeTimeout = 6 * time.Second
)

// usual is Go's usual transport, which heeds HTTPS_PROXY.
func usual() *http.Transport {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if base, ok := http.DefaultTransport.(*http.Transport); ok {
		transport = base.Clone()
	}
	transport.DialContext = (&net.Dialer{Timeout: connectTimeout}).DialContext
	transport.TLSHandshakeTimeout = handshakeTimeout
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	return transport
}

// transport is the usual one with the further authorities. To an emulation it reaches nothing else: it connects to
// loopback addresses only, without a proxy, and believes the authorities of worlds alone.
func (t Target) transport(authorities []*x509.Certificate, emulated bool) *http.Client {
	transport := usual()
	switch {
	case emulated:
		transport.Proxy, transport.DialContext = nil, dialLoopback
		transport.TLSClientConfig.RootCAs = poolOf(x509.NewCertPool(), worldsOf(authorities))
	case len(authorities) > 0:
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		transport.TLSClientConfig.RootCAs = poolOf(pool, authorities)
	}
	return &http.Client{Transport: transport, Timeout: callTimeout}
}

// Web reaches the sign-in pages of the target as its credentials do: by the same proxy and the same authorities.
func (t Target) Web() (http.RoundTripper, error) {
	authorities, err := t.authorities()
	if err != nil {
		return nil, err
	}
	named, err := t.cloud()
	if err != nil {
		return nil, err
	}
	o, err := t.credential(named)
	if err != nil {
		return nil, err
	}
	return t.transport(authorities, t.emulated(o, authorities)).Transport, nil
}

// dialLoopback connects to this machine. A name under localhost is this machine too, which not every system's resolver
// knows (RFC 6761 6.3).
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(address); err == nil && !loopback.Address(host) && loopback.Name(host) {
		address = net.JoinHostPort("localhost", port)
	}
	dialer := net.Dialer{Timeout: connectTimeout, Control: onlyLoopback}
	return dialer.DialContext(ctx, network, address)
}

// onlyLoopback decides by the address that is about to be connected to, whatever its name was.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !loopback.Address(host) {
		return fmt.Errorf("%s is not an address of this machine, where the emulation is to be", address)
	}
	return nil
}

func poolOf(pool *x509.CertPool, certificates []*x509.Certificate) *x509.CertPool {
	for _, c := range certificates {
		pool.AddCert(c)
	}
	return pool
}

// worldsOf are those authorities that are of emulated worlds.
func worldsOf(authorities []*x509.Certificate) (worlds []*x509.Certificate) {
	for _, c := range authorities {
		if certs.IsAuthority(c) {
			worlds = append(worlds, c)
		}
	}
	return worlds
}

// authorities are the certificates of the CA file; without a file there are none.
func (t Target) authorities() ([]*x509.Certificate, error) {
	if t.CAFile == "" {
		return nil, nil
	}
	text, err := readSmall(t.CAFile, "CA file")
	if err != nil {
		return nil, err
	}
	var all []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" {
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil, &record.Refusal{
			Code:    CodeCredential,
			Exit:    exit.Usage,
			Message: fmt.Sprintf("The CA file %s holds no certificate in PEM", t.CAFile),
			Fix:     "Give the CA file that the running world printed when it came up.",
		}
	}
	return all, nil
}
