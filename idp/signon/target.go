package idp

import (
	"net/url"
	"strings"
)

// contextSSO is the login context of somebody on the way to an application.
const contextSSO = "sso"

// The addresses of the console's pages.
const (
	urlLogin  = "https://" + HostConsole + "/login"
	urlPortal = "https://" + HostConsole + "/userconsole"
)

// target is where a sign-in leads: an application, perhaps with a parked request, or the portal when slug is "".
type target struct{ slug, token string }

// readTarget understands the parameters context and redirectTo of the login page and the login API. Whatever does not
// lead to this organization's own sign-on service leads to the portal.
func readTarget(context, redirectTo string) target {
	if context != contextSSO {
		return target{}
	}
	u, err := url.Parse(redirectTo)
	if err != nil {
		return target{}
	}
	slug, ok := strings.CutPrefix(u.Path, "saml2/") // with a scheme or a host, a path begins with a slash
	if !ok || !isSlug(slug) {
		return target{}
	}
	return target{slug, u.Query().Get("samlToken")}
}

// url is where the browser goes after the sign-in.
func (t target) url() string {
	if t.slug == "" {
		return urlPortal + "#/"
	}
	return "https://" + HostSSO + "/" + t.path()
}

// path is the value of redirectTo.
func (t target) path() string {
	if t.token == "" {
		return "saml2/" + t.slug
	}
	return "saml2/" + t.slug + "?samlToken=" + url.QueryEscape(t.token)
}

// login is the address of the login page that leads there.
func (t target) login() string { return urlLogin + t.query() }

// query is the query of the login page, with its question mark; the portal's login has none.
func (t target) query() string {
	if t.slug == "" {
		return ""
	}
	return "?context=" + contextSSO + "&redirectTo=" + url.QueryEscape(t.path())
}
