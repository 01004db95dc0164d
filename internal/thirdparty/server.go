package thirdparty

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"

	"samlharness/internal/loopback"
)

// AddressError is an address to which a world leads nobody.
type AddressError struct{ Address, Reason string }

func (e *AddressError) Error() string { return fmt.Sprintf("%q: %s", e.Address, e.Reason) }

// Server leads requests to a server of this machine, by its address: http:// or https://, a loopback address or
// localhost, and a port. The server sees the host by which it was called, and X-Forwarded-Proto https. Its certificate,
// if it has one, is for an address and not for the name of the site, so nobody looks at it: the bytes stay on this
// machine. The error is an *[AddressError].
func Server(address string) (http.Handler, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil:
		return nil, &AddressError{address, "expected an address such as http://127.0.0.1:3000 or https://localhost:8443"}
	case !loopback.Bind(u.Hostname()):
		return nil, &AddressError{address, "expected a loopback address, 127.0.0.1, [::1] or localhost: nothing of a world " +
			"leaves this machine"}
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, &AddressError{address, "expected an address without a path: the site's paths are the server's"}
	}
	if u.Hostname() == "localhost" { // a resolver may lead the name elsewhere
		u.Host = "127.0.0.1:" + portOf(u)
	}
	target := &url.URL{Scheme: u.Scheme, Host: u.Host}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.SetXForwarded()
			r.Out.Header.Set("X-Forwarded-Proto", "https")
		},
		Transport: &http.Transport{
			Proxy:           nil, // an HTTPS_PROXY of the environment leads off this machine
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12},
		},
		ErrorLog: log.New(io.Discard, "", 0),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "nobody answers at "+target.String()+", where this site is served from: start the server, or name "+
				"its address by site add", http.StatusBadGateway)
		},
	}, nil
}

// portOf is the port of an address, which may leave the usual one out.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}
