package world

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"sync"

	"samlharness/internal/loopback"
)

// localFront serves the world's hosts under *.localhost names over plain HTTP, for a browser without set-up. The sites
// know nothing of it: requests are renamed to production on the way in, and addresses in headers and pages are renamed
// on the way out. SAML messages are left as they are.
type localFront struct {
	sites *sites
	port  string
	proxy httputil.ReverseProxy
	own   *frontPages

	mu    sync.Mutex
	names *translation
}

// newLocalFront makes the front of a port; requests go on by upstream.
func newLocalFront(s *sites, port int, upstream http.RoundTripper, log *slog.Logger) *localFront {
	f := &localFront{sites: s, port: strconv.Itoa(port), names: &translation{}, own: newFrontPages(s.desk)}
	f.proxy = httputil.ReverseProxy{
		Rewrite:        f.toProduction,
		ModifyResponse: f.toLocal,
		Transport:      upstream,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return f
}

// translation is that of the hosts that are served now.
func (f *localFront) translation() *translation {
	hosts := f.sites.hosts()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.names.hosts) != len(hosts) { // hosts are only added
		f.names = newTranslation(hosts, f.port)
	}
	return f.names
}

// host is the production host that a request means; "" when it came by another name or port.
func (f *localFront) host(r *http.Request) string {
	name, port, err := net.SplitHostPort(r.Host)
	if err != nil || port != f.port {
		return ""
	}
	return f.translation().production(canonicalHost(name))
}

// ServeHTTP answers as the production host that the local name stands for, or as the home of the bare address.
func (f *localFront) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	home := f.sites.homeSite()
	switch {
	case home != nil && f.isBare(r.Host):
		home.ServeHTTP(w, r)
	case f.isOwn(r):
		f.own.ServeHTTP(w, r)
	case f.host(r) == "":
		f.index(w, r)
	default:
		f.proxy.ServeHTTP(w, r)
	}
}

// isOwn says whether a request is for what the front has itself: the page that warns before a browser would leave the
// world, and what goes with its pages.
func (f *localFront) isOwn(r *http.Request) bool {
	_, own := f.own.Handler(r)
	return own != ""
}

// isBare says whether a request came by the listener's own address: by localhost or a loopback address, and its port. A
// rebound DNS name is neither.
func (f *localFront) isBare(host string) bool {
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == f.port && loopback.Bind(canonicalHost(name))
}

func (f *localFront) toProduction(r *httputil.ProxyRequest) {
	names, out := f.translation(), r.Out
	out.Host = f.host(r.In)
	out.URL.Scheme, out.URL.Host = "https", out.Host
	out.URL.RawQuery = names.toProduction.Replace(r.In.URL.RawQuery)
	for _, header := range []string{"Origin", "Referer"} {
		if v := out.Header.Get(header); v != "" {
			out.Header.Set(header, names.toProduction.Replace(v))
		}
	}
	out.Header.Del("Accept-Encoding") // addresses in a compressed page could not be renamed
	names.form(out)
}

func (f *localFront) toLocal(answer *http.Response) error {
	names := f.translation()
	for name, values := range answer.Header {
		for i, v := range values {
			switch name {
			case "Set-Cookie":
				values[i] = names.cookie(v)
			case "Location":
				values[i] = names.stay(names.toLocal.Replace(v))
			case "Refresh":
				values[i] = names.refresh(names.toLocal.Replace(v))
			default:
				values[i] = names.toLocal.Replace(v)
			}
		}
	}
	if kind := answer.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") &&
		!strings.HasPrefix(kind, "application/json") {
		return nil
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || len(body) == 0 { // the answer to HEAD has none
		return err
	}
	body = []byte(names.toLocal.Replace(string(body)))
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		body = names.links(body)
	}
	answer.Body = io.NopCloser(bytes.NewReader(body)) // read to its end, the old one is closed
	answer.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}

// index tells a reader who came by another name where the sites are.
func (f *localFront) index(w http.ResponseWriter, r *http.Request) {
	var all []localSite
	for _, h := range f.sites.hosts() {
		all = append(all, localSite{h, siteURL(h, f.port) + "/"})
	}
	f.own.writeIndex(w, r, all)
}
