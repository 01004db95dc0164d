package oauth

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samlharness/internal/domainname"
	"samlharness/internal/wire"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
	"samlharness/sp/signin"
)

// byPassword is the resource owner password grant (RFC 6749 4.3). A person of a federated domain has no password here
// that it could check (Microsoft Learn: Sign in with resource owner password credentials grant).
func (h *Handler) byPassword(ctx context.Context, q *request) (grant, error) {
	name := strings.TrimSpace(q.form.Get("username"))
	for _, parameter := range []string{"username", "password"} {
		if q.form.Get(parameter) == "" {
			return grant{}, problem.Missing(parameter)
		}
	}
	w, err := q.wants(ctx, h)
	if err != nil {
		return grant{}, err
	}
	domain, _, err := h.o.Tenant.SignInDomain(ctx, domainname.Of(name))
	if err != nil {
		return grant{}, err
	}
	if domain.AuthenticationType() == directory.Federated {
		return grant{}, problem.Grant(aadsts.PasswordMissing).Because("a person of a managed domain", name,
			"a federated person signs in at their identity provider: use the browser or the device flow")
	}
	u, err := h.o.Tenant.VerifyPassword(ctx, name, q.form.Get("password"))
	switch {
	case errors.Is(err, directory.ErrUnknownUser):
		return grant{}, problem.Grant(aadsts.UserNotFound, name, h.o.Tenant.ID())
	case errors.Is(err, directory.ErrWrongPassword):
		return grant{}, problem.Grant(aadsts.WrongPassword)
	case errors.Is(err, directory.ErrAccountDisabled):
		return grant{}, problem.Grant(aadsts.UserDisabled)
	}
	return h.newGrant(q, u, w), err
}

// newGrant is a grant that comes with the request itself.
func (h *Handler) newGrant(q *request, u directory.User, w wanted) grant {
	return grant{appID: q.client.AppID, wanted: w, version: q.version, issued: h.now(), person: signin.Person{
		ObjectID:          u.ID,
		UserPrincipalName: u.UserPrincipalName,
		DisplayName:       u.DisplayName,
		At:                h.now(),
	}}
}

// onBehalfOf exchanges a token that a person's client sent to this application for one of another resource (Microsoft
// Learn: OAuth 2.0 On-Behalf-Of flow).
func (h *Handler) onBehalfOf(ctx context.Context, q *request) (grant, error) {
	switch {
	case !q.proved():
		return grant{}, client.NoCredential()
	case q.form.Get("requested_token_use") != "on_behalf_of":
		return grant{}, problem.Missing("requested_token_use")
	case q.form.Get("assertion") == "":
		return grant{}, problem.Missing("assertion")
	}
	verifier := token.Verifier{Keys: h.o.Keys, TenantID: h.o.Tenant.ID(), Clock: h.o.Clock, Cloud: h.cloud(),
		Audiences: []string{"api://" + q.client.AppID, q.client.AppID}}
	c, err := verifier.Claims(ctx, q.form.Get("assertion"))
	if refused, ok := errors.AsType[*token.Error](err); ok {
		return grant{}, h.badAssertion(refused, c)
	}
	if err != nil {
		return grant{}, err
	}
	if c.IDType != "user" { // an app-only token, or an ID token
		return grant{}, problem.Grant(aadsts.UserAssertionInvalid).Because("an access token of a person",
			"a token of another kind", "")
	}
	w, err := q.wants(ctx, h)
	if err != nil {
		return grant{}, err
	}
	u, err := h.stillThere(ctx, signin.Person{
		ObjectID:          c.ObjectID,
		UserPrincipalName: c.UPN,
		At:                time.Unix(c.IssuedAt, 0),
	})
	return h.newGrant(q, u, w), err
}

func (h *Handler) badAssertion(why *token.Error, c token.Claims) error {
	if why.Message == token.TextExpired {
		return problem.Grant(aadsts.UserAssertionExpired, h.now().UTC().Format(time.RFC3339),
			time.Unix(c.Expiry, 0).UTC().Format(time.RFC3339))
	}
	return problem.Grant(aadsts.UserAssertionInvalid).Because("an access token for this application", why.Message,
		"ask for the scope api://<client id>/… when the person signs in")
}

// bySAMLAssertion takes an assertion of a federated domain's identity provider (RFC 7522 2.1). It is judged as
// login.srf judges it.
func (h *Handler) bySAMLAssertion(ctx context.Context, q *request) (grant, error) {
	w, err := q.wants(ctx, h)
	if err != nil {
		return grant{}, err
	}
	assertion, err := q.assertion()
	if err != nil {
		return grant{}, err
	}
	verdict := loginsrf.Evaluate(ctx, loginsrf.Input{
		Method:      http.MethodPost,
		ContentType: "application/x-www-form-urlencoded",
		Values:      url.Values{"SAMLResponse": {wire.EncodePost(enveloped(assertion, h.now()))}},
		Now:         h.now(),
		Cloud:       h.cloud(),
		Directory:   signin.Realms{Tenant: h.o.Tenant},
	})
	switch {
	case verdict.Err != nil:
		return grant{}, verdict.Err
	case !verdict.Accepted():
		return grant{}, verdict.Refusal
	}
	u, err := h.o.Tenant.User(ctx, verdict.User.ID)
	g := h.newGrant(q, u, w)
	g.person.Federated, g.person.MFADone = true, verdict.Response.MFADone()
	return g, err
}

// bySAML11Assertion refuses what AD FS and other identity providers of WS-Federation issue: domains that do not sign in
// by SAML 2.0 are refused at login.srf too.
func (h *Handler) bySAML11Assertion(_ context.Context, q *request) (grant, error) {
	if _, err := q.assertion(); err != nil {
		return grant{}, err
	}
	return grant{}, problem.Grant(aadsts.UnsupportedVersion, "1.1").Because("an assertion of SAML 2.0, by the grant "+
		"urn:ietf:params:oauth:grant-type:saml2-bearer", "one by the grant for SAML 1.1",
		"this emulation signs in by SAML 2.0 alone: let the identity provider issue that")
}

// assertion is the request's assertion, in base64 of URLs or the usual one.
func (q *request) assertion() ([]byte, error) {
	encoded := q.form.Get("assertion")
	if encoded == "" {
		return nil, problem.Missing("assertion")
	}
	encoded = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_", "\r", "", "\n", "").Replace(encoded), "=")
	assertion, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return nil, problem.Grant(aadsts.NotBase64)
	}
	return assertion, nil
}

// enveloped is a response with an assertion in it, for checks that read responses.
func enveloped(assertion []byte, now time.Time) []byte {
	head := `<samlp:Response xmlns:samlp="` + wire.NamespaceProtocol + `" ID="` + wire.NewID(nil) +
		`" IssueInstant="` + wire.TimeFormat(now) + `" Version="2.0"><samlp:Status><samlp:StatusCode Value="` +
		wire.StatusSuccess + `"/></samlp:Status>`
	text := string(assertion)
	if strings.HasPrefix(strings.TrimSpace(text), "<?xml") {
		_, text, _ = strings.Cut(text, "?>")
	}
	return []byte(head + text + "</samlp:Response>")
}
