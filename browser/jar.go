package browser

import (
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"

	"samlharness/internal/loopback"

	"github.com/jonboulle/clockwork"
	"golang.org/x/net/publicsuffix"
)

// jar is a cookie jar that expires by the world's clock and obeys SameSite. [cookiejar.Jar] knows hosts, paths and
// public suffixes, but expires by the wall clock and forgets SameSite; so it is given session cookies only, and the
// rest is kept in front of the value: one letter, the expiry in Unix seconds, a dot.
type jar struct {
	cookies *cookiejar.Jar
	clock   clockwork.Clock // nil: cookies with an expiry live as long as the browser
}

func newJar(clock clockwork.Clock) *jar {
	cookies, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	return &jar{cookies: cookies, clock: clock}
}

// set takes the cookies of an answer from u.
func (j *jar) set(u *url.URL, cookies []*http.Cookie) {
	for _, c := range cookies {
		if c.SameSite == http.SameSiteNoneMode && !c.Secure {
			continue // browsers reject it (RFC 6265bis 5.7)
		}
		if c.Secure && !trustworthy(u) {
			continue
		}
		expiry, gone := j.expiry(c)
		kept := *c
		kept.Expires, kept.MaxAge, kept.RawExpires = time.Time{}, 0, ""
		kept.Value = letter(c.SameSite) + strconv.FormatInt(expiry, 10) + "." + c.Value
		if gone {
			kept.MaxAge = -1
		}
		j.cookies.SetCookies(jarURL(u), []*http.Cookie{&kept})
	}
}

// expiry is the instant at which c ends, 0 for never, and whether it has ended already.
func (j *jar) expiry(c *http.Cookie) (int64, bool) {
	switch {
	case c.MaxAge < 0:
		return 0, true
	case j.clock == nil:
		return 0, false
	case c.MaxAge > 0:
		return j.clock.Now().Unix() + int64(c.MaxAge), false
	case !c.Expires.IsZero():
		return c.Expires.Unix(), !c.Expires.After(j.clock.Now())
	}
	return 0, false
}

// get returns the cookies that go with a request: a navigation by method to u that initiator's page began; a nil
// initiator is the address bar. SameSite withholds the others.
func (j *jar) get(u *url.URL, method string, initiator *url.URL) (sent []*http.Cookie, withheld []string) {
	cross := initiator != nil && !sameSite(u, initiator)
	safe := method == http.MethodGet || method == http.MethodHead
	for _, c := range j.cookies.Cookies(jarURL(u)) {
		meta, value, ok := strings.Cut(c.Value, ".")
		if !ok || meta == "" {
			continue
		}
		if end, err := strconv.ParseInt(meta[1:], 10, 64); err != nil ||
			end != 0 && j.clock != nil && end <= j.clock.Now().Unix() {
			continue
		}
		if cross && (meta[0] == 's' || meta[0] == 'l' && !safe) {
			withheld = append(withheld, c.Name)
			continue
		}
		sent = append(sent, &http.Cookie{Name: c.Name, Value: value, Quoted: c.Quoted})
	}
	return sent, withheld
}

// letter is how strict a cookie is: n for None, s for Strict, l for Lax and for no attribute.
func letter(mode http.SameSite) string {
	switch mode {
	case http.SameSiteNoneMode:
		return "n"
	case http.SameSiteStrictMode:
		return "s"
	}
	return "l"
}

// jarURL is u as the cookie jar shall see it: a trustworthy loopback name counts as https.
func jarURL(u *url.URL) *url.URL {
	if !trustworthy(u) || u.Scheme == "https" {
		return u
	}
	v := *u
	v.Scheme = "https"
	return &v
}

// trustworthy reports whether browsers treat u's origin as a secure context: https, or loopback.
func trustworthy(u *url.URL) bool {
	return u.Scheme == "https" || loopback.Name(u.Hostname())
}

// sameSite reports whether two URLs are of one site: same scheme and registrable domain.
func sameSite(a, b *url.URL) bool { return a.Scheme == b.Scheme && site(a) == site(b) }

func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if net.ParseIP(host) != nil {
		return host
	}
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

// origin is the scheme, host and port of u, default ports left out.
func origin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port != "" && !(u.Scheme == "https" && port == "443") && !(u.Scheme == "http" && port == "80") {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}
