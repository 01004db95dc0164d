package idp

import (
	"errors"
	"net/http"

	"samlharness/idp/portal"
	"samlharness/record"
)

// maxLoginBody bounds a login form or JSON body in bytes.
const maxLoginBody = 64 << 10

// login serves the login page.
type login struct{ *Organization }

func (h *login) mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+HostConsole+"/login", h.show)
	mux.Handle("POST "+HostConsole+"/login", guarded(h.submit))
	mux.HandleFunc("GET "+HostConsole+"/userconsole/xsrf", h.giveXSRF)
	mux.Handle("POST "+HostConsole+"/userconsole/auth", guarded(h.auth))
}

// show asks for the password, or leads on somebody who is signed in already.
func (h *login) show(w http.ResponseWriter, r *http.Request) {
	to := targetOf(r)
	who, ok, err := h.visitor(r.Context(), r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	waiting, _ := h.parked.look(to.token, h.now())
	if ok && !waiting.wantsPassword(who) {
		http.Redirect(w, r, to.url(), http.StatusFound)
		return
	}
	h.page(w, to, portal.Login{Email: waiting.hint})
}

func targetOf(r *http.Request) target {
	q := r.URL.Query()
	return readTarget(q.Get("context"), q.Get("redirectTo"))
}

func (h *login) page(w http.ResponseWriter, to target, l portal.Login) {
	l.SSO = to.slug != ""
	l.Action = "/login" + to.query()
	if l.PasswordStep {
		l.Action = "/login?step=password"
	}
	l.FormTargets = []string{"https://" + HostSSO}
	h.pages.Login(w, l)
}

// submit takes the form. In the portal's context its first step brings the e-mail address alone.
func (h *login) submit(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxLoginBody)
	if err := r.ParseForm(); err != nil {
		h.pages.Refuse(w, refusalPage(malformed("login form", "form fields of at most 64 KiB", err)))
		return
	}
	to, email := targetOf(r), r.PostForm.Get("email")
	if to.slug == "" && !r.PostForm.Has("password") {
		h.page(w, to, portal.Login{Email: email, PasswordStep: email != ""})
		return
	}
	u, err := h.SignIn(r.Context(), email, r.PostForm.Get("password"))
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		h.page(w, to, portal.Login{Email: email, PasswordStep: to.slug == "", Alert: refusal.Message, Reason: refusal.Code})
		return
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.begin(w, r, u, to)
	http.Redirect(w, r, to.url(), http.StatusSeeOther)
}

// begin starts a session under a new token, and ends the one that the browser had.
func (h *login) begin(w http.ResponseWriter, r *http.Request, u User, to target) {
	if old, err := r.Cookie(CookieSession); err == nil {
		h.sessions.end(old.Value)
	}
	token := h.sessions.start(u.ID, h.now())
	h.parked.refresh(to.token, token)
	http.SetCookie(w, sessionCookie(token))
}
