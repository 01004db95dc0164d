package oauth

import (
	"context"
	"time"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/signin"
)

// Lifetimes on the world's clock (Microsoft Learn: Refresh tokens in the Microsoft identity platform; Authorization
// code flow: about ten minutes).
const (
	codeLife    = 10 * time.Minute
	refreshLife = 90 * 24 * time.Hour // without use
	// remembered is how long a code or refresh token that is over is told from one that never was.
	remembered = 24 * time.Hour
)

// maxGrants is how many codes, and how many refresh tokens, are kept.
const maxGrants = 20_000

// grant is what a person let an application have.
type grant struct {
	appID  string
	person signin.Person
	wanted wanted
	// version is that of the endpoint, "" or "/v2.0"; nonce goes into its ID token.
	version, nonce string
	// issued is when the code or refresh token that leads to it was made.
	issued time.Time
	// redirectURI and the challenge bind a code to the request; used tells that it was redeemed.
	redirectURI, challenge, method string
	used                           bool
}

// stillThere reads the person's account anew: one that was deleted or disabled since, or has a new password, gets no
// tokens.
func (h *Handler) stillThere(ctx context.Context, who signin.Person) (directory.User, error) {
	u, err := h.o.Tenant.User(ctx, who.ObjectID)
	switch {
	case directory.IsNotFound(err):
		return u, problem.Grant(aadsts.UserNotFound, who.UserPrincipalName, h.o.Tenant.ID())
	case err == nil && !u.AccountEnabled:
		return u, problem.Grant(aadsts.UserDisabled)
	case err == nil && who.At.Before(u.SignInSessionsValidFrom):
		return u, problem.Grant(aadsts.GrantRevoked, who.At.UTC().Format(time.RFC3339),
			u.SignInSessionsValidFrom.Format(time.RFC3339))
	}
	return u, err
}

// byCode redeems an authorization code (RFC 6749 4.1.3; RFC 7636 4.6).
func (h *Handler) byCode(ctx context.Context, q *request) (grant, error) {
	code := q.form.Get("code")
	if code == "" {
		return grant{}, problem.Missing("code")
	}
	g, known := h.codes.Get(code)
	if !known || g.appID != q.client.AppID {
		return grant{}, problem.Grant(aadsts.GrantInvalid).Because("an authorization code of this application",
			"one that was not issued to it", "")
	}
	first := false
	h.codes.Change(code, func(g *grant) { first, g.used = !g.used, true })
	switch {
	case !first:
		return grant{}, problem.Grant(aadsts.CodeRedeemed)
	case !h.now().Before(g.issued.Add(codeLife)):
		return grant{}, problem.Grant(aadsts.GrantExpired)
	case q.form.Get("redirect_uri") == "" && g.redirectURI != "":
		return grant{}, problem.New("invalid_request", aadsts.RedirectURIMissing)
	case g.redirectURI != "" && q.form.Get("redirect_uri") != g.redirectURI:
		return grant{}, problem.Grant(aadsts.RedirectURIMismatch, q.form.Get("redirect_uri"), "").Because(
			g.redirectURI, q.form.Get("redirect_uri"), "redeem the code with the redirect_uri that it was asked for with")
	}
	if err := provesChallenge(g, q.form.Get("code_verifier")); err != nil {
		return g, err
	}
	return h.narrowed(ctx, q, g)
}

// byRefreshToken redeems a refresh token. A new one comes with the answer; the old one stays good, as Microsoft's do
// (Microsoft Learn: Refresh tokens in the Microsoft identity platform).
func (h *Handler) byRefreshToken(ctx context.Context, q *request) (grant, error) {
	text := q.form.Get("refresh_token")
	if text == "" {
		return grant{}, problem.Missing("refresh_token")
	}
	g, known := h.refresh.Get(text)
	if !known || g.appID != q.client.AppID {
		return grant{}, problem.Grant(aadsts.GrantInvalid).Because("a refresh token of this application",
			"one that was not issued to it, or in a world that has ended", "sign in again")
	}
	if !h.now().Before(g.issued.Add(refreshLife)) {
		return grant{}, problem.Grant(aadsts.RefreshTokenInactive, g.issued.UTC().Format(time.RFC3339), "90.00:00:00")
	}
	return h.narrowed(ctx, q, g)
}

// narrowed is a grant with what the request asks for now, where it asks for anything; the consent that there is bounds
// it. What it does not say of OpenID Connect is as it was asked for first.
func (h *Handler) narrowed(ctx context.Context, q *request, g grant) (grant, error) {
	if q.form.Get("resource") == "" && (q.version == "" || q.form.Get("scope") == "") {
		return g, nil
	}
	before := g.wanted.openID
	w, err := q.wants(ctx, h)
	if len(w.openID) == 0 {
		w.openID = before
	}
	g.wanted = w
	return g, err
}
