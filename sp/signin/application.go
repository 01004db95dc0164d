package signin

import (
	"net/http"
	"slices"
	"strings"

	"samlharness/internal/shell"
	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// silentStep answers an application that wants no page shown, when one would have to be.
type silentStep struct{ applications Applications }

func (s *silentStep) due(p *pending) bool {
	return !p.proved() && p.ask != nil && p.ask.Prompt == PromptNone
}

func (s *silentStep) take(req *request, p *pending) (answered bool, err error) {
	return true, s.applications.Refuse(req.w, req.r, p.ask, LoginRequired)
}

const (
	confirmPath = "/appverify"
	consentPath = "/common/Consent/Set"
)

// confirmStep asks whether the person is trying to sign in to the program whose code they typed, since somebody else
// may have sent them the code.
type confirmStep struct {
	*decision
}

func (s *confirmStep) due(p *pending) bool {
	return p.ask != nil && p.ask.UserCode != "" && !p.confirmed
}

func (s *confirmStep) take(req *request, p *pending) (answered bool, err error) {
	s.pages.Confirm(req.w, pages.Confirm{
		Config:      req.question(confirmPath, s.pending.ask(p), p),
		UPN:         p.claims.upn,
		Application: p.ask.Application,
	})
	return true, nil
}

func (s *confirmStep) pattern() (method, path string) { return http.MethodPost, confirmPath }

func (s *confirmStep) answer(req *request) (*pending, error) {
	p, err := s.decided(req)
	if err == nil {
		p.confirmed = true
	}
	return p, err
}

// consentStep asks the person to let the application act for them.
type consentStep struct {
	*decision
}

func (s *consentStep) due(p *pending) bool { return p.ask != nil && !p.consented && !p.declined }

func (s *consentStep) take(req *request, p *pending) (answered bool, err error) {
	needed, err := s.applications.Consent(req.r.Context(), p.ask, p.claims.person())
	switch {
	case err != nil:
		return false, err
	case len(needed.Needed) == 0:
		return false, nil
	case p.ask.Prompt == PromptNone:
		return true, s.applications.Refuse(req.w, req.r, p.ask, ConsentRequired)
	case needed.Forbidden:
		no := refusal(aadsts.AdminConsentNeeded)
		no.Expected, no.Got = "permissions that "+p.claims.upn+" may grant", strings.Join(needed.Needed, ", ")
		no.Fix = "let an administrator grant them to everybody: " +
			shell.Harness(append([]string{"entra", "app", "consent", p.ask.AppID}, needed.Needed...)...)
		return false, &refused{Refusal: no, advice: p.ask.Application +
			" needs permission to access resources in your organization that only an admin can grant. Please ask an admin " +
			"to grant permission to this app before you can use it."}
	}
	s.pages.Consent(req.w, pages.Consent{
		Config:        req.question(consentPath, s.pending.ask(p), p),
		UPN:           p.claims.upn,
		Application:   p.ask.Application,
		AppID:         p.ask.AppID,
		Permissions:   needed.Needed,
		Administrator: needed.Administrator,
	})
	return true, nil
}

func (s *consentStep) pattern() (method, path string) { return http.MethodPost, consentPath }

// answer takes the consent. "Stay signed in?" is not asked after it (Microsoft Learn: Manage the stay signed in
// prompt).
func (s *consentStep) answer(req *request) (*pending, error) {
	p, err := s.decided(req)
	if err != nil || p.declined {
		return p, err
	}
	p.consented, p.stayAnswered = true, true
	everybody := req.r.PostForm.Has("AdminConsent")
	return p, s.applications.Agree(req.r.Context(), p.ask, p.claims.person(), everybody)
}

// decision is what both questions share: the answer is taken once, from the browser that has the session.
type decision struct {
	pages        *pages.Set
	pending      awaiting
	sessions     *sessions
	applications Applications
}

func (d *decision) decided(req *request) (*pending, error) {
	if err := req.form(); err != nil {
		return nil, err
	}
	p, ok := d.pending.kept.Take(req.r.PostForm.Get("ctx"))
	key, found, signedIn := d.sessions.of(req.r)
	if !ok || !signedIn || p.session != key || p.ask == nil {
		return nil, &refused{Refusal: sessionMissing()}
	}
	// Cancel adds to the form's own decision, as No of "Stay signed in?" does.
	p.claims, p.declined = found.claims, !slices.Equal(req.r.PostForm["decision"], []string{"accept"})
	return &p, nil
}

// applicationStep answers the application that asked for the sign-in.
type applicationStep struct{ applications Applications }

func (s *applicationStep) due(p *pending) bool { return p.ask != nil }

func (s *applicationStep) take(req *request, p *pending) (answered bool, err error) {
	return true, s.applications.Answer(req.w, req.r, p.ask, p.claims.person())
}

// declinedStep tells the application that the person pressed Cancel.
type declinedStep struct{ applications Applications }

func (s *declinedStep) due(p *pending) bool { return p.declined }

func (s *declinedStep) take(req *request, p *pending) (answered bool, err error) {
	return true, s.applications.Refuse(req.w, req.r, p.ask, Declined)
}
