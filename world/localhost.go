package world

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// localFront serves the world's hosts under *.localhost names over plain HTTP, for a browser without set-up.
// The companies know nothing of it: requests are renamed to production on the way in, and addresses in
// headers and pages are renamed on the way out. SAML messages are left as they are.
type localFront struct {
	handler http.Handler
	port    string

	toLocal, toProduction *strings.Replacer
}

func newLocalFront(handler http.Handler, port int) *localFront {
	f := &localFront{handler: handler, port: strconv.Itoa(port)}
	var out, in []string
	for _, h := range hosts() {
		local := localName(h) + ":" + f.port
		out = append(out, "https://"+h, "http://"+local, "https%3A%2F%2F"+h,
			"http%3A%2F%2F"+strings.ReplaceAll(local, ":", "%3A"))
		in = append(in, "http://"+local, "https://"+h, "http%3A%2F%2F"+strings.ReplaceAll(local, ":", "%3A"),
			"https%3A%2F%2F"+h)
	}
	f.toLocal, f.toProduction = strings.NewReplacer(out...), strings.NewReplacer(in...)
	return f
}

// ServeHTTP answers as the production host that the local name stands for.
func (f *localFront) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, port, err := net.SplitHostPort(r.Host)
	host := productionName(canonicalHost(name))
	if err != nil || port != f.port || host == "" {
		f.index(w)
		return
	}
	inner := r.Clone(r.Context())
	inner.Host = host
	for _, header := range []string{"Origin", "Referer"} {
		if v := inner.Header.Get(header); v != "" {
			inner.Header.Set(header, f.toProduction.Replace(v))
		}
	}
	inner.URL.RawQuery = f.toProduction.Replace(inner.URL.RawQuery)
	answer := &bufferedAnswer{header: http.Header{}, status: http.StatusOK}
	f.handler.ServeHTTP(answer, inner)
	f.write(w, answer)
}

// write passes an answer on with its addresses renamed.
func (f *localFront) write(w http.ResponseWriter, answer *bufferedAnswer) {
	for name, values := range answer.header {
		for _, v := range values {
			v = f.toLocal.Replace(v)
			if name == "Set-Cookie" {
				v = localCookie(v)
			}
			w.Header().Add(name, v)
		}
	}
	body := answer.body.Bytes()
	if kind := answer.header.Get("Content-Type"); strings.HasPrefix(kind, "text/html") ||
		strings.HasPrefix(kind, "application/json") {
		body = []byte(f.toLocal.Replace(string(body)))
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(answer.status)
	_, _ = w.Write(body) // the reader has gone; there is nobody to tell
}

// localCookie renames a cookie's Domain: jumpcloud.com becomes jumpcloud.localhost.
func localCookie(cookie string) string {
	parts := strings.Split(cookie, ";")
	for i, part := range parts {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(name, "Domain") {
			parts[i] = " Domain=" + localName(value)
		}
	}
	return strings.Join(parts, ";")
}

// index tells a reader who came by another name where the sites are.
func (f *localFront) index(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusMisdirectedRequest)
	fmt.Fprintf(w, "No such site in this world. The emulated sites are:\n\n")
	for _, h := range hosts() {
		fmt.Fprintf(w, "  http://%s:%s/   %s\n", localName(h), f.port, h)
	}
}

// bufferedAnswer holds an answer until its addresses are renamed.
type bufferedAnswer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

// Header is the answer's header.
func (a *bufferedAnswer) Header() http.Header { return a.header }

// WriteHeader notes the first status.
func (a *bufferedAnswer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

// Write adds to the body.
func (a *bufferedAnswer) Write(b []byte) (int, error) {
	a.wrote = true
	return a.body.Write(b)
}

// siteURL is a host's address at a local port.
func siteURL(host string, port int) string {
	return "http://" + net.JoinHostPort(localName(host), strconv.Itoa(port))
}
