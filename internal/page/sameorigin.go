package page

import "net/http"

// SameOrigin refuses state-changing requests that another site's page makes a browser send, so that a web page cannot
// drive the emulation. Endpoints that other sites are meant to post to, those of SAML, do without.
func SameOrigin(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}

// SameOriginOr is SameOrigin with an answer of the site's own to what is refused.
func SameOriginOr(next, refused http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(refused)
	return protection.Handler(next)
}
