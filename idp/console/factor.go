package console

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
	"samlharness/record"
)

// showFactor asks for the second factor of somebody whose password was right, or leads on who has given it.
func (h *Login) showFactor(w http.ResponseWriter, r *http.Request, to signon.Target) {
	who, demand, ok := h.demanded(w, r, to)
	if !ok {
		return
	}
	view := pages.Factor{}
	if id := r.URL.Query().Get("push"); id != "" {
		if p, ok := h.Organization.Push(who.Token, id); ok && p.Status == org.PushPending {
			view.Push = id
		}
	}
	h.factorPage(w, r, to, who.User, demand, view)
}

// demanded finds whose second factor is asked for; ok is false when the answer is given: nobody is there, or nothing is
// asked of them any more.
func (h *Login) demanded(w http.ResponseWriter, r *http.Request, to signon.Target) (org.Session, org.Demand, bool) {
	who, known, err := session.Known(r, h.Organization)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return who, org.Demand{}, false
	}
	if !known {
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to.Login(), http.StatusSeeOther)
		return who, org.Demand{}, false
	}
	demand, err := h.Organization.Demand(r.Context(), who.User.ID, to.Slug, session.Circumstances(r))
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case !who.Awaits && demand.Met(who):
		http.Redirect(w, r, to.URL(), http.StatusSeeOther)
	default:
		return who, demand, true
	}
	return who, demand, false
}

// factorPage shows what the user may give, first the factor that the form or the query names.
func (h *Login) factorPage(w http.ResponseWriter, r *http.Request, to signon.Target, u org.User, d org.Demand,
	view pages.Factor) {
	view.Email, view.Back = u.Email, to.Login()
	view.Action = "/login/factor" + to.Query()
	view.FormTargets = []string{"https://" + org.HostSSO}
	var err error
	if view.Going, err = h.going(r.Context(), to); err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	if len(d.Offered) == 0 {
		view.Alert, view.Reason = org.TextNoFactor, org.CodeNoFactor
		view.Exchange = h.Organization.RefuseWithoutFactor(session.Context(r), u, d)
		h.Pages.Factor(w, view)
		return
	}
	view.Factor = string(askedFirst(r, d, view.Push != ""))
	for _, f := range d.Offered {
		if string(f) != view.Factor {
			view.Others = append(view.Others, pages.OtherFactor{Factor: string(f),
				URL: to.SecondFactor() + "&factor=" + string(f)})
		}
	}
	h.Pages.Factor(w, view)
}

// askedFirst is the factor that the page asks for, of those that are offered: while a push waits it is that.
func askedFirst(r *http.Request, d org.Demand, waits bool) org.Factor {
	wanted := org.Factor(cmp.Or(r.PostForm.Get("factor"), r.URL.Query().Get("factor")))
	if waits {
		wanted = org.FactorPush
	}
	if slices.Contains(d.Offered, wanted) {
		return wanted
	}
	return d.Offered[0]
}

// submitFactor takes the form of that page: a code, the wish for a push, or the word that it was answered.
func (h *Login) submitFactor(w http.ResponseWriter, r *http.Request) {
	if !h.readForm(w, r) {
		return
	}
	to := targetOf(r)
	who, demand, ok := h.demanded(w, r, to)
	if !ok {
		return
	}
	next, err := "", error(nil)
	switch push := r.PostForm.Get("push"); {
	case push != "":
		if p, ok := h.Organization.Push(who.Token, push); ok && p.Status == org.PushPending {
			h.factorPage(w, r, to, who.User, demand, pages.Factor{Push: push, Unanswered: true})
			return
		}
		next, err = h.Organization.GivePush(session.Context(r), who.Token, push)
	case org.Factor(r.PostForm.Get("factor")) == org.FactorPush:
		var p org.Push
		if p, err = h.Organization.StartPush(session.Context(r), who.Token); err == nil {
			http.Redirect(w, r, to.SecondFactor()+"&push="+p.ID, http.StatusSeeOther)
			return
		}
	default:
		next, err = h.Organization.GiveTOTP(session.Context(r), who.Token, r.PostForm.Get("otp"))
	}
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		h.factorPage(w, r, to, who.User, demand, pages.Factor{
			Alert:    refusal.Message,
			Reason:   refusal.Code,
			Exchange: recordedAs(err),
		})
		return
	}
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	h.proceed(w, to, who.Token, next)
	http.Redirect(w, r, to.URL(), http.StatusSeeOther)
}

// recordedAs is the correlation ID of a refused sign-in, "" when it was not recorded.
func recordedAs(err error) string {
	if no, ok := errors.AsType[*org.NotSignedIn](err); ok {
		return no.CorrelationID
	}
	return ""
}

// proceed gives the browser the session that follows the second factor.
func (h *Login) proceed(w http.ResponseWriter, to signon.Target, before, after string) {
	h.Pending.Continues(to.Token, before, after)
	http.SetCookie(w, session.NewCookie(after))
}
