package browser

import (
	"net/url"
	"strings"
)

// mayPost reports whether the page's Content-Security-Policy lets one of its forms go to u, and the form-action list
// that forbids it.
func (p *Page) mayPost(u *url.URL) (bool, string) {
	for _, header := range p.Header.Values("Content-Security-Policy") {
		for policy := range strings.SplitSeq(header, ",") {
			for directive := range strings.SplitSeq(policy, ";") {
				words := strings.Fields(directive)
				if len(words) > 0 && strings.EqualFold(words[0], "form-action") {
					if !anyMatches(words[1:], p.URL, u) {
						return false, strings.Join(words, " ")
					}
					break // only the first of a policy counts
				}
			}
		}
	}
	return true, ""
}

func anyMatches(sources []string, self, u *url.URL) bool {
	for _, s := range sources {
		switch {
		case s == "*":
			return u.Scheme == "http" || u.Scheme == "https"
		case strings.EqualFold(s, "'self'"):
			if origin(self) == origin(u) {
				return true
			}
		case strings.HasSuffix(s, ":"):
			if strings.EqualFold(s, u.Scheme+":") {
				return true
			}
		case matches(s, self, u):
			return true
		}
	}
	return false
}

// matches compares a host source such as "https://sso.jumpcloud.com", "*.jumpcloud.com:8443" or "https://h/path/" with
// u (CSP level 3, 6.7.2.8).
func matches(source string, self, u *url.URL) bool {
	if !strings.Contains(source, "://") {
		source = self.Scheme + "://" + source
	}
	s, err := url.Parse(source)
	if err != nil || s.Scheme != u.Scheme && !(s.Scheme == "http" && u.Scheme == "https") {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if suffix, wild := strings.CutPrefix(strings.ToLower(s.Hostname()), "*"); wild {
		if !strings.HasSuffix(host, suffix) {
			return false
		}
	} else if host != strings.ToLower(s.Hostname()) {
		return false
	}
	if s.Port() != "*" && port(s) != port(u) {
		return false
	}
	if strings.HasSuffix(s.Path, "/") {
		return strings.HasPrefix(u.Path, s.Path)
	}
	return s.Path == "" || s.Path == u.Path
}

func port(u *url.URL) string {
	if u.Port() != "" {
		return u.Port()
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}
