package oauth

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/signin"
)

// maxAuthorize is how long the parameters of an authorization request may be, in bytes.
const maxAuthorize = 16 << 10

// serveAuthorize reads an authorization request and hands it to the sign-in service. What is wrong with it is shown to
// the person, as the redirect URI cannot be trusted (RFC 6749 4.1.2.1) and as Microsoft does later too.
func (h *Handler) serveAuthorize(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxAuthorize)
		err := r.ParseForm()
		var a *signin.Ask
		if err != nil || len(r.URL.RawQuery) > maxAuthorize {
			err = problem.New("invalid_request", aadsts.QueryTooLong)
		} else {
			a, err = h.readAsk(r, version)
		}
		switch {
		case err != nil:
			h.refusePage(w, r, r.Form.Get("client_id"), h.explain(r, err).Refusal())
		case a.AppID == directory.AppOfficeHome:
			h.people.Begin(w, r)
		default:
			h.people.BeginFor(w, r, a)
		}
	}
}

// readAsk reads an authorization request (RFC 6749 4.1.1; OpenID Connect Core 3.1.2.1).
func (h *Handler) readAsk(r *http.Request, version string) (*signin.Ask, error) {
	ctx, form, tenant := r.Context(), r.Form, r.PathValue("tenant")
	if consumers(tenant) {
		return nil, h.refuseConsumers(ctx, form.Get("client_id"))
	}
	if err := h.isTenant(ctx, tenant); err != nil {
		return nil, err
	}
	if form.Get("client_id") == "" {
		return nil, problem.Missing("client_id")
	}
	app, err := h.clients.Find(ctx, form.Get("client_id"))
	if err != nil {
		return nil, err
	}
	keep := func(name string) string { return strings.Clone(form.Get(name)) } // not the whole query with it
	a := &signin.Ask{
		AppID:           app.AppID,
		Application:     app.DisplayName,
		State:           keep("state"),
		Nonce:           keep("nonce"),
		ResponseType:    keep("response_type"),
		ResponseMode:    keep("response_mode"),
		Challenge:       keep("code_challenge"),
		ChallengeMethod: keep("code_challenge_method"),
		Prompt:          keep("prompt"),
		LoginHint:       keep("login_hint"),
		DomainHint:      keep("domain_hint"),
		Version:         version,
		ClientInfo:      form.Get("client_info") == "1",
		Resource:        keep("resource"),
		Unnamed:         form.Get("redirect_uri") == "",
		Host:            r.Host,
		CorrelationID:   correlationID(r),
	}
	if a.RedirectURI, err = redirectURI(app, keep("redirect_uri")); err != nil {
		return nil, err
	}
	return a, h.completeAsk(ctx, a, app, form)
}

// completeAsk reads what depends on the application.
func (h *Handler) completeAsk(ctx context.Context, a *signin.Ask, app directory.Application, form url.Values) error {
	if err := responseOf(a, app); err != nil {
		return err
	}
	if err := checkChallenge(a); err != nil {
		return err
	}
	if text := form.Get("max_age"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 0 {
			return problem.New("invalid_request", aadsts.InvalidInput).Because("max_age in seconds", text, "")
		}
		age := time.Duration(min(seconds, 1<<30)) * time.Second
		a.MaxAge = &age
	}
	w, err := h.wantedOf(ctx, a.Version, strings.Clone(form.Get("scope")), a.Resource)
	if err != nil {
		return err
	}
	a.Scopes = w.asked
	return mayAsk(app, w)
}

// wantedOf is what an authorization request or a device flow asks for. At the v1 endpoint the resource may come later,
// with the code: until then it is Graph's.
func (h *Handler) wantedOf(ctx context.Context, version, scope, resource string) (wanted, error) {
	if version != "" {
		return h.parseScope(ctx, scope)
	}
	if resource == "" {
		resource = h.cloud().GraphResource()
	}
	return h.parseResource(ctx, resource, scope)
}

// redirectURI is where the answer goes: a registered address, or the only one when the request names none.
func redirectURI(app directory.Application, asked string) (string, error) {
	switch {
	case len(app.RedirectURIs) == 0:
		return "", problem.New("invalid_client", aadsts.NoRedirectURI, "").Because(
			"an application with a redirect URI", app.DisplayName, "`harness entra app create --redirect-uri`")
	case asked == "" && len(app.RedirectURIs) == 1:
		return app.RedirectURIs[0], nil
	case asked == "":
		return "", problem.Missing("redirect_uri")
	case !slices.ContainsFunc(app.RedirectURIs, func(registered string) bool { return sameAddress(registered, asked) }):
		return "", problem.New("invalid_request", aadsts.RedirectURIMismatch, asked, "").Because(
			strings.Join(app.RedirectURIs, ", "), asked, "register the address, or ask for a registered one")
	}
	return asked, nil
}

// sameAddress compares a redirect URI with a registered one: exactly, but that a program on this machine may listen at
// any port (RFC 8252 7.3; Microsoft Learn: Redirect URI restrictions, localhost exceptions).
func sameAddress(registered, asked string) bool {
	if registered == asked {
		return true
	}
	a, errA := url.Parse(registered)
	b, errB := url.Parse(asked)
	if errA != nil || errB != nil || a.Scheme != "http" || b.Scheme != "http" || b.User != nil || b.Fragment != "" {
		return false
	}
	return a.Hostname() == b.Hostname() && strings.TrimSuffix(a.Path, "/") == strings.TrimSuffix(b.Path, "/") &&
		a.RawQuery == b.RawQuery
}

// The response types that the discovery document promises, each with its words in order, and the one of v1.
func responseTypes() []string {
	return []string{"code", "id_token", "code id_token", "id_token token", "token"}
}

// responseOf checks what comes back and how (OAuth 2.0 Multiple Response Type Encoding Practices; OAuth 2.0 Form Post
// Response Mode).
func responseOf(a *signin.Ask, app directory.Application) error {
	if a.ResponseType == "" {
		return problem.Missing("response_type")
	}
	words := strings.Fields(a.ResponseType)
	slices.Sort(words)
	a.ResponseType = strings.Join(words, " ")
	inFront := slices.ContainsFunc(words, func(word string) bool { return word != "code" })
	switch {
	case !slices.Contains(responseTypes(), a.ResponseType):
		return problem.New("unsupported_response_type", aadsts.ResponseTypeUnsupported, a.ResponseType)
	case slices.Contains(words, "id_token") && !app.Implicit:
		return problem.New("unsupported_response_type", aadsts.IDTokenNotEnabled)
	case slices.Contains(words, "token") && !app.Implicit:
		return problem.New("unsupported_response_type", aadsts.TokenNotEnabled)
	case slices.Contains(words, "id_token") && a.Nonce == "":
		return problem.Missing("nonce")
	case a.ResponseMode == "" && inFront:
		a.ResponseMode = "fragment"
	case a.ResponseMode == "":
		a.ResponseMode = "query"
	case !slices.Contains([]string{"query", "fragment", "form_post"}, a.ResponseMode),
		a.ResponseMode == "query" && inFront: // tokens do not belong in a query
		return problem.New("invalid_request", aadsts.ResponseModeUnsupported, a.ResponseMode)
	}
	return nil
}

// serveLogout ends the browser's session (OpenID Connect RP-Initiated Logout 1.0). It leads on to registered addresses
// alone.
func (h *Handler) serveLogout(w http.ResponseWriter, r *http.Request) {
	next := r.FormValue("post_logout_redirect_uri")
	if next == "" {
		h.people.SignOut(w, r, "")
		return
	}
	apps, err := h.o.Tenant.Applications(r.Context())
	known := err == nil && slices.ContainsFunc(apps, func(app directory.Application) bool {
		return slices.ContainsFunc(app.RedirectURIs, func(registered string) bool { return sameAddress(registered, next) })
	})
	if !known {
		h.refusePage(w, r, "", problem.New("invalid_request", aadsts.PostLogoutURIUnknown, next).Refusal())
		return
	}
	if state := r.FormValue("state"); state != "" {
		next = withParameters(next, url.Values{"state": {state}})
	}
	h.people.SignOut(w, r, next)
}

func withParameters(address string, more url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	for name, values := range more {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	return u.String()
}
