// Package noredirect is the policy of every HTTP client that carries a credential: it goes where it was sent, and
// nowhere else. Go's client follows redirects, repeats the body of a write for 307 and 308, and takes the Authorization
// header along to the same host under another port or scheme.
package noredirect

import "net/http"

// Client is a copy of c, or of [http.DefaultClient] when c is nil, that returns a redirect as the answer that it is
// (RFC 9110 15.4).
func Client(c *http.Client) *http.Client {
	if c == nil {
		c = http.DefaultClient
	}
	own := *c
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Status reports whether an answer's status sends a client elsewhere.
func Status(status int) bool { return status/100 == 3 && status != http.StatusNotModified }
