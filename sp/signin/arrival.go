package signin

import (
	"net/http"
	"net/url"

	"samlharness/internal/cloud"
	"samlharness/internal/expiring"
)

// arrivalStep takes a signed-in user to the landing page. Its host is another, so a code that can be used once carries
// the session there.
type arrivalStep struct {
	codes *expiring.Map[string]
	cloud cloud.Cloud
}

func (a *arrivalStep) due(*pending) bool { return true }

func (a *arrivalStep) take(req *request, p *pending) (answered bool, err error) {
	code := a.codes.Add(p.session, codeLife)
	next := "https://" + a.cloud.Office() + "/landingv2?code=" + url.QueryEscape(code)
	http.Redirect(req.w, req.r, next, http.StatusSeeOther)
	return true, nil
}
