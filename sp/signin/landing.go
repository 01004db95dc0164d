package signin

import (
	"net/http"
	"net/url"
	"strings"

	"samlharness/internal/expiring"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// cookieLanding is the landing hosts' own cookie.
const cookieLanding = "OhpAuth"

// landingPage is the page where a user arrives who asked for no application.
type landingPage struct {
	pages    *pages.Set
	tenant   *directory.Tenant
	sessions *sessions
	codes    *expiring.Map[string] // one-time codes: the session
	visitors *expiring.Map[string] // by the cookie: the session
}

func (l *landingPage) mount(mux *http.ServeMux, host string) {
	mux.HandleFunc("GET "+host+"/{$}", l.show)
	mux.HandleFunc("GET "+host+"/landingv2", l.redeem)
}

// redeem turns the one-time code into the cookie.
func (l *landingPage) redeem(w http.ResponseWriter, r *http.Request) {
	key, ok := l.codes.Take(r.URL.Query().Get("code"))
	if !ok {
		http.Redirect(w, r, "https://"+l.tenant.Cloud().Login()+"/", http.StatusSeeOther)
		return
	}
	c := &http.Cookie{
		Name:     cookieLanding,
		Value:    l.visitors.Add(key, persistentLife),
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	http.SetCookie(w, c)
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// show says who is signed in, or begins a sign-in.
func (l *landingPage) show(w http.ResponseWriter, r *http.Request) {
	req := newRequest(w, r)
	if c, err := r.Cookie(cookieLanding); err == nil {
		key, _ := l.visitors.Get(c.Value)
		if found, ok := l.sessions.kept.Get(key); ok {
			l.welcome(req, *found.claims)
			return
		}
	}
	target := "https://" + l.tenant.Cloud().Login() + "/common/oauth2/v2.0/authorize?" + url.Values{
		"client_id":     {directory.AppOfficeHome},
		"redirect_uri":  {"https://" + r.Host + "/landingv2"},
		"response_type": {"code"},
		"scope":         {"openid profile"},
	}.Encode()
	if q := r.URL.Query(); q.Get("login_hint") != "" || q.Get("domain_hint") != "" || q.Get("whr") != "" {
		target += "&" + q.Encode()
	}
	http.Redirect(w, r, target, http.StatusFound)
}

func (l *landingPage) welcome(req *request, c claims) {
	l.pages.Landing(req.w, pages.Landing{
		UPN:         c.upn,
		DisplayName: c.displayName,
		Tenant:      l.tenant.DisplayName(),
		TenantID:    l.tenant.ID(),
		Claims:      rows(c),
	})
}

// rows are the claims as the page lists them.
func rows(c claims) []pages.Row {
	a := c.assertion
	if a == nil {
		return []pages.Row{
			{Name: "Signed in by", Value: "password at Microsoft"},
			{Name: "Domain", Value: c.domain + " (" + directory.Managed + ")"},
		}
	}
	mfa := "not proved"
	if a.mfaDone {
		mfa = "done by the identity provider"
	}
	all := []pages.Row{
		{Name: "Signed in by", Value: a.issuer},
		{Name: "Domain", Value: c.domain + " (" + directory.Federated + ")"},
		{Name: "NameID", Value: a.nameID},
		{Name: "NameID format", Value: a.nameIDFormat},
		{Name: "AuthnContextClassRef", Value: a.authnContext},
		{Name: "Multifactor authentication", Value: mfa},
		{Name: "AuthnInstant", Value: a.authnInstant.UTC().Format("2006-01-02T15:04:05.000Z")},
		{Name: "SessionIndex", Value: a.sessionIndex},
	}
	for _, attribute := range a.attributes {
		joined := record.Clip(strings.Join(attribute.Values, betweenValues), maxValue)
		all = append(all, pages.Row{Name: attribute.Name, Value: joined})
	}
	return all
}
