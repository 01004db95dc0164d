package signon

import (
	"net/url"
	"strings"

	"samlharness/idp/org"
)

// contextSSO is the login context of somebody on the way to an application.
const contextSSO = "sso"

// The addresses of the console's pages that a sign-on leads to.
const (
	LoginURL  = "https://" + org.HostConsole + "/login"
	PortalURL = "https://" + org.HostConsole + "/userconsole"
)

// Target is where a sign-in leads.
type Target struct {
	// Slug names the application; "" means the User Portal.
	Slug string
	// Token names a pending request, if one waits.
	Token string
}

// ReadTarget understands the parameters context and redirectTo of the login page and the login API. Whatever does not
// lead to this organization's own sign-on service leads to the portal.
func ReadTarget(context, redirectTo string) Target {
	if context != contextSSO {
		return Target{}
	}
	u, err := url.Parse(redirectTo)
	if err != nil {
		return Target{}
	}
	slug, ok := strings.CutPrefix(u.Path, "saml2/") // with a scheme or a host, a path begins with a slash
	if !ok || !org.IsSlug(slug) {
		return Target{}
	}
	return Target{slug, u.Query().Get("samlToken")}
}

// URL is where the browser goes after the sign-in.
func (t Target) URL() string {
	if t.Slug == "" {
		return PortalURL + "#/"
	}
	return "https://" + org.HostSSO + "/" + t.RedirectTo()
}

// RedirectTo is the value of the parameter redirectTo, which [ReadTarget] understands; the portal has none.
func (t Target) RedirectTo() string {
	if t.Slug == "" {
		return ""
	}
	if t.Token == "" {
		return "saml2/" + t.Slug
	}
	return "saml2/" + t.Slug + "?samlToken=" + url.QueryEscape(t.Token)
}

// Login is the address of the login page that leads there.
func (t Target) Login() string { return LoginURL + t.Query() }

// SecondFactor is the address of the page that asks for the second factor on the way there.
func (t Target) SecondFactor() string {
	if t.Slug == "" {
		return LoginURL + "?" + stepFactor
	}
	return t.Login() + "&" + stepFactor
}

// stepFactor is the query of the login page's step at which the second factor is given.
const stepFactor = "step=mfa"

// TargetOf reads what [Target.RedirectTo] wrote.
func TargetOf(redirectTo string) Target { return ReadTarget(contextSSO, redirectTo) }

// Query is the query of the login page, with its question mark; the portal's login has none.
func (t Target) Query() string {
	if t.Slug == "" {
		return ""
	}
	return "?context=" + contextSSO + "&redirectTo=" + url.QueryEscape(t.RedirectTo())
}
