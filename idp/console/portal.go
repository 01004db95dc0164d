package console

import (
	"cmp"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
	"samlharness/record"
)

// Portal serves the User Portal.
type Portal struct {
	Organization *org.Organization
	Pages        *pages.Pages
	Clock        clockwork.Clock
}

// logoutURL is where the form "Logout" goes.
const logoutURL = "/userconsole/logout"

// entry finds who is there and may be, or leads to the login page; then ok is false.
func (h *Portal) entry(w http.ResponseWriter, r *http.Request) (org.Session, bool) {
	who, ok, err := session.Of(r, h.Organization)
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case !ok:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, signon.LoginURL, http.StatusFound)
	default:
		return who, h.admitted(w, r, who)
	}
	return who, false
}

// admitted says whether the policies for the User Portal let somebody in, or answers.
func (h *Portal) admitted(w http.ResponseWriter, r *http.Request, who org.Session) bool {
	demand, err := h.Organization.Demand(r.Context(), who.User.ID, "", session.Circumstances(r))
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case demand.Denied:
		h.Pages.Refuse(w, pages.Refusal{
			Title:     "Access denied",
			Text:      cmp.Or(demand.Message.Text, org.TextPortalDenied),
			Reason:    org.CodePolicyDenied,
			Help:      helpOf(demand.Message),
			LogoutURL: logoutURL,
			Exchange:  h.Organization.RefusePortal(session.Context(r), who.User, demand),
		})
	case !demand.Met(who):
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, signon.Target{}.SecondFactor(), http.StatusFound)
	default:
		return true
	}
	return false
}

// applicationsPage is where the portal begins: what the person may use.
func (h *Portal) applicationsPage(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	apps, err := h.Organization.Tiles(r.Context(), who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	p := h.of(who.User)
	if d, denied := h.Organization.Denied(who.Token); denied {
		p.Denied = denied
		p.DeniedText = cmp.Or(d.Message.Text, signon.TextPolicyDenied)
		p.Exchange = d.Exchange
		p.Help = helpOf(d.Message)
	}
	for _, a := range apps {
		p.Tiles = append(p.Tiles, pages.Tile{Label: a.Label, Description: a.Description, URL: a.TileURL(),
			Image: imageOf(a), Color: a.Color})
	}
	h.Pages.Portal(w, pages.Applications, p)
}

// helpOf are the links that a policy has for whoever it denies.
func helpOf(m org.PolicyMessage) (links []pages.Help) {
	for _, help := range []org.PolicyHelp{m.Primary, m.Secondary} {
		if help.URL != "" {
			links = append(links, pages.Help{Text: cmp.Or(help.Text, help.URL), URL: help.URL})
		}
	}
	return links
}

// page serves a page of the portal that shows the person alone.
func (h *Portal) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if who, ok := h.entry(w, r); ok {
			h.Pages.Portal(w, name, h.of(who.User))
		}
	}
}

func (h *Portal) of(u org.User) pages.Portal {
	return pages.Portal{
		Name:           u.Name(),
		Username:       u.Username,
		Email:          u.Email,
		PasswordStatus: string(u.PasswordStatus(h.Clock.Now())),
		Factors:        factorTitles(u),
		URL:            "/userconsole",
		LogoutURL:      logoutURL,
	}
}

// factorTitles are the user's second factors in the words of the portal.
func factorTitles(u org.User) (titles []string) {
	for _, e := range u.MFA.Enrolled {
		titles = append(titles, map[org.Factor]string{
			org.FactorTOTP:     "Authenticator app (TOTP)",
			org.FactorPush:     "JumpCloud Protect push",
			org.FactorWebAuthn: "Security key (WebAuthn)",
			org.FactorDuo:      "Duo",
		}[e.Factor])
	}
	return titles
}

// logout ends the session at JumpCloud. There is no single logout: service providers receive nothing.
func (h *Portal) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie(session.Cookie); err == nil {
		h.Organization.EndSession(c.Value)
	}
	http.SetCookie(w, session.NewCookie(""))
	http.Redirect(w, r, signon.LoginURL+"?loggedOut=true", http.StatusSeeOther)
}

// security shows the person's password and factors, and the pushes that wait on their phone.
func (h *Portal) security(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	waiting, err := h.Organization.Pushes(r.Context(), who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	p := h.of(who.User)
	p.Pushes, p.PushURL = len(waiting), "/userconsole/push"
	h.Pages.Portal(w, pages.Security, p)
}

// answerPush takes the person's answer to the pushes that wait on their phone: in this emulation the portal is the
// phone.
func (h *Portal) answerPush(w http.ResponseWriter, r *http.Request) {
	who, ok := h.entry(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxLoginBody)
	_, err := h.Organization.AnswerPush(session.Context(r), who.User.ID, r.PostFormValue("answer") == "approve")
	if err != nil && !record.IsCode(err, org.CodeNotFound) { // somebody answered before, or it expired
		h.Pages.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/userconsole/security", http.StatusSeeOther)
}
