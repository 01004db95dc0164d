package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"samlharness/internal/inputfile"
	"samlharness/scenarios"
)

// atWindow is how long a person may take for a page in the window.
const atWindow = 10 * time.Minute

// maxCA bounds a file of authorities, in bytes.
const maxCA = 64 << 10

// window lets the people of a run on a real tenant use Chromium, whose window a person sees.
func (a *app) window(flags given) (*scenarios.Window, error) {
	w := &scenarios.Window{
		Dial:     dialOut,
		Clock:    a.clock,
		Patience: atWindow,
		Tell:     func(line string) { _ = a.say(a.stderr, "harness: "+line+"\n") }, // the window shows it, too
	}
	var err error
	if file := flags.String("ca-file"); file != "" {
		w.CAPEM, err = inputfile.ReadPrefix(file, maxCA)
	}
	return w, err
}

// dialOut connects to a host as this program's requests do: through the proxy that HTTPS_PROXY names, if any.
func dialOut(ctx context.Context, network, address string) (net.Conn, error) {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: address}})
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	if proxy == nil {
		return d.DialContext(ctx, network, address)
	}
	if proxy.Scheme != "http" {
		return nil, fmt.Errorf("HTTPS_PROXY names a proxy of the kind %s: for a window, http://HOST:PORT is expected",
			proxy.Scheme)
	}
	conn, err := d.DialContext(ctx, network, net.JoinHostPort(proxy.Hostname(), cmp.Or(proxy.Port(), "80")))
	if err != nil {
		return nil, err
	}
	if err := connect(ctx, conn, proxy, address); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// connect asks a proxy for a tunnel (RFC 9110 9.3.6).
func connect(ctx context.Context, conn net.Conn, proxy *url.URL, address string) error {
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address,
		Header: http.Header{}}
	if proxy.User != nil {
		password, _ := proxy.User.Password()
		request.Header.Set("Proxy-Authorization",
			"Basic "+base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password)))
	}
	if err := request.Write(conn); err != nil {
		return err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), request) // of a TLS tunnel the client speaks first
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the proxy %s answers %s to CONNECT %s", proxy.Host, answer.Status, address)
	}
	return nil
}
