package console

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
	"samlharness/record"
)

// maxLoginBody bounds a login form or JSON body in bytes.
const maxLoginBody = 64 << 10

// Login serves the login page and the login API.
type Login struct {
	Organization *org.Organization
	// Pending holds the requests for which people sign in.
	Pending *signon.PendingRequests
	Pages   *pages.Pages
	// XSRF makes the tokens of the login API.
	XSRF  *XSRF
	Clock clockwork.Clock
	// DemoPassword is what people of a demo world have as password: the page offers them, where a desk is served. ""
	// offers nobody.
	DemoPassword string
}

// show asks for the password or the second factor, or leads on somebody who is signed in already.
func (h *Login) show(w http.ResponseWriter, r *http.Request) {
	to := targetOf(r)
	if r.URL.Query().Get("step") == "mfa" {
		h.showFactor(w, r, to)
		return
	}
	who, ok, err := session.Of(r, h.Organization)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	waiting, _ := h.Pending.Look(to.Token)
	if ok && !waiting.WantsPassword(who.Token) {
		http.Redirect(w, r, to.URL(), http.StatusFound)
		return
	}
	email := cmp.Or(r.URL.Query().Get(offered), waiting.Hint)
	h.page(w, r, to, pages.Login{Email: email, PasswordStep: to.Slug == "" && email != "",
		LoggedOut: r.URL.Query().Has("loggedOut")})
}

// offered is the parameter with the address of somebody whom the page offers.
const offered = "email"

func targetOf(r *http.Request) signon.Target {
	q := r.URL.Query()
	return signon.ReadTarget(q.Get("context"), q.Get("redirectTo"))
}

func (h *Login) page(w http.ResponseWriter, r *http.Request, to signon.Target, l pages.Login) {
	l.SSO = to.Slug != ""
	l.Action, l.Offer = "/login"+to.Query(), "/login?"+offered+"="
	if l.SSO {
		l.Offer = l.Action + "&" + offered + "="
	}
	if l.PasswordStep {
		l.Action = "/login?step=password"
	}
	l.FormTargets = []string{"https://" + org.HostSSO}
	var err error
	if l.Going, err = h.going(r.Context(), to); err == nil {
		l.People, err = h.people(r.Context())
	}
	if err == nil {
		l.DemoPassword, l.DemoNote, err = h.demoPassword(r.Context(), l.People, l.Email)
	}
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	h.Pages.Login(w, l)
}

// going says where a person is going, "" when it is to no application that is known.
func (h *Login) going(ctx context.Context, to signon.Target) (string, error) {
	if to.Slug == "" {
		return "User Portal", nil
	}
	a, err := h.Organization.Application(ctx, to.Slug)
	switch {
	case record.IsCode(err, org.CodeNotFound):
		return "", nil
	case err != nil:
		return "", err
	}
	if domain, ok := strings.CutPrefix(a.EntityID, "https://"); ok && a.Name == org.TemplateOffice365 {
		return a.Label + " at " + domain, nil
	}
	return a.Label, nil
}

// submit takes the form. In the portal's context its first step brings the e-mail address alone.
func (h *Login) submit(w http.ResponseWriter, r *http.Request) {
	if !h.readForm(w, r) {
		return
	}
	to, email := targetOf(r), r.PostForm.Get("email")
	if to.Slug == "" && !r.PostForm.Has("password") {
		h.page(w, r, to, pages.Login{Email: email, PasswordStep: email != ""})
		return
	}
	u, err := h.Organization.SignIn(session.Context(r), email, r.PostForm.Get("password"))
	if no, ok := errors.AsType[*org.NotSignedIn](err); ok {
		h.page(w, r, to, pages.Login{
			Email:        email,
			PasswordStep: to.Slug == "",
			Alert:        no.Message,
			Reason:       no.Code,
			Exchange:     no.CorrelationID,
		})
		return
	}
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	demand, _, err := h.begin(w, r, u, to)
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case demand.RequireMFA:
		http.Redirect(w, r, to.SecondFactor(), http.StatusSeeOther)
	default:
		http.Redirect(w, r, to.URL(), http.StatusSeeOther)
	}
}

// readForm reads the form of a login page, or answers.
func (h *Login) readForm(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxLoginBody)
	err := r.ParseForm()
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		h.Pages.TooLarge(w, r)
		return false
	}
	if err != nil {
		refusal := signon.Malformed("login form", "form fields of at most 64 KiB", err)
		h.Pages.Refuse(w, signon.RefusalPage(refusal, ""))
	}
	return err == nil
}

// begin starts a session under a new token, and ends the one that the browser had. Where a second factor is demanded,
// nobody is signed in before it.
func (h *Login) begin(w http.ResponseWriter, r *http.Request, u org.User, to signon.Target) (demand org.Demand,
	token string, err error) {
	demand, err = h.Organization.Demand(r.Context(), u.ID, to.Slug, session.Circumstances(r))
	if err != nil {
		return org.Demand{}, "", err
	}
	h.Organization.EndSession(session.Token(r))
	if demand.RequireMFA {
		token = h.Organization.AwaitFactor(u.ID, to.RedirectTo())
	} else {
		token = h.Organization.StartSession(session.Context(r), u)
	}
	h.Pending.SignedIn(to.Token, token)
	http.SetCookie(w, session.NewCookie(token))
	return demand, token, nil
}
