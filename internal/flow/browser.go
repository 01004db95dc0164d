package flow

import (
	"net/http"
	"strings"
)

// cookie is the name of the cookie by which a browser is known. Sites never see it.
const cookie = "harness_browser"

// browserCookie is the cookie: it goes along with forms from other sites too, as those of a sign-in must.
func browserCookie(browser string) *http.Cookie {
	return &http.Cookie{
		Name:     cookie,
		Value:    browser,
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteNoneMode,
	}
}

// browserOf is by what a browser is known, and takes it out of the request: what the world's own browsers say, or the
// cookie.
func browserOf(r *http.Request) string {
	id := r.Header.Get(browserHeader)
	r.Header.Del(browserHeader)
	lines := r.Header["Cookie"]
	for i, line := range lines {
		if !strings.Contains(line, cookie+"=") {
			continue
		}
		var others []string
		for part := range strings.SplitSeq(line, ";") {
			part = strings.TrimSpace(part)
			if value, ours := strings.CutPrefix(part, cookie+"="); !ours {
				others = append(others, part)
			} else if id == "" && len(value) <= maxBrowser {
				id = value
			}
		}
		lines[i] = strings.Join(others, "; ")
	}
	if len(lines) == 1 && lines[0] == "" {
		r.Header.Del("Cookie")
	}
	return id
}

// maxBrowser is how long the value may be, in bytes.
const maxBrowser = 64
