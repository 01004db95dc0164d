package page

import "net/http"

// SameOrigin refuses state-changing requests that another site's page makes a browser send, so that a web
// page cannot drive the emulation. The open patterns (in [http.ServeMux] form) are those that other sites
// are meant to post to: the SAML endpoints.
func SameOrigin(next http.Handler, open ...string) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, pattern := range open {
		protection.AddInsecureBypassPattern(pattern)
	}
	return protection.Handler(next)
}
