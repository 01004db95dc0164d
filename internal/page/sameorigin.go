package page

import "net/http"

// SameOrigin refuses state-changing requests that another site's page makes a browser send, so that a web page cannot
// drive the emulation. Endpoints that other sites are meant to post to, those of SAML, do without.
func SameOrigin(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}
