package oauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"samlharness/internal/random"
	"samlharness/sp/aadsts"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
	"samlharness/sp/pages"
	"samlharness/sp/signin"
)

var _ signin.Applications = (*Handler)(nil)

// Consent tells what a person has yet to agree to before an application is answered.
func (h *Handler) Consent(ctx context.Context, a *signin.Ask, who signin.Person) (signin.Consent, error) {
	app, err := h.clients.Find(ctx, a.AppID)
	if err != nil {
		return signin.Consent{}, refusalOf(err)
	}
	w, err := h.wantedOf(ctx, a.Version, strings.Join(a.Scopes, " "), a.Resource)
	if err != nil {
		return signin.Consent{}, refusalOf(err)
	}
	var c signin.Consent
	if c.Needed = needs(app, w); a.Prompt != signin.PromptConsent {
		if c.Needed, err = h.lacking(ctx, app, who.ObjectID, w); err != nil {
			return c, err
		}
	}
	if c.Administrator, err = h.isAdministrator(ctx, who.ObjectID); err != nil {
		return c, err
	}
	c.Forbidden = !c.Administrator && slices.ContainsFunc(c.Needed, forAdministrators)
	return c, nil
}

// Agree notes that a person agreed to what an application asks for, or an administrator for everybody.
func (h *Handler) Agree(ctx context.Context, a *signin.Ask, who signin.Person, everybody bool) error {
	needed, err := h.Consent(ctx, a, who)
	if err != nil {
		return err
	}
	if needed.Forbidden {
		return problem.Grant(aadsts.AdminConsentNeeded).Refusal()
	}
	userID := who.ObjectID
	if everybody && needed.Administrator {
		userID = ""
	}
	return h.o.Tenant.Consent(ctx, userID, a.AppID, needed.Needed)
}

// Answer answers the application for a person who has signed in: with a code or tokens at its redirect URI, or by
// letting its device have them.
func (h *Handler) Answer(w http.ResponseWriter, r *http.Request, a *signin.Ask, who signin.Person) error {
	if _, err := h.stillThere(r.Context(), who); err != nil {
		return refusalOf(err)
	}
	subject := subject{who.UserPrincipalName, a.CorrelationID}
	if a.UserCode != "" {
		if err := h.approve(r.Context(), a, who); err != nil {
			return err
		}
		h.recordPage(r, subject, nil)
		h.pages.Done(w, pages.Done{
			Config:      pageConfig(r),
			Application: a.Application,
			UPN:         who.UserPrincipalName,
			Message: "You have signed in to the " + a.Application +
				" application on your device. You may now close this window.",
		})
		return nil
	}
	values, err := h.values(r.Context(), a, who)
	if err != nil {
		return refusalOf(err)
	}
	h.recordPage(r, subject, nil)
	h.carry(w, r, a, values)
	return nil
}

// grantOf is what the person lets the application have.
func (h *Handler) grantOf(ctx context.Context, a *signin.Ask, who signin.Person) (grant, error) {
	w, err := h.wantedOf(ctx, a.Version, strings.Join(a.Scopes, " "), a.Resource)
	address := a.RedirectURI
	if a.Unnamed {
		address = ""
	}
	return grant{
		appID:       a.AppID,
		person:      who,
		wanted:      w,
		version:     a.Version,
		nonce:       a.Nonce,
		issued:      h.now(),
		redirectURI: address,
		challenge:   a.Challenge,
		method:      a.ChallengeMethod,
	}, refusalOf(err)
}

// values are the members of the answer that the response type asks for.
func (h *Handler) values(ctx context.Context, a *signin.Ask, who signin.Person) (url.Values, error) {
	g, err := h.grantOf(ctx, a, who)
	if err != nil {
		return nil, err
	}
	words, values := strings.Fields(a.ResponseType), url.Values{"session_state": {uuid.NewString()}}
	var hashes token.IDClaims
	if slices.Contains(words, "code") {
		code := "1." + rand.Text() + rand.Text()
		h.codes.Put(code, g, remembered)
		values.Set("code", code)
		hashes.CodeHash = half(code)
	}
	if slices.Contains(words, "token") {
		if hashes.AccessTokenHash, err = h.frontToken(ctx, a, g, values); err != nil {
			return nil, err
		}
	}
	if slices.Contains(words, "id_token") {
		if err := h.frontIDToken(ctx, a, g, hashes, values); err != nil {
			return nil, err
		}
	}
	if a.ClientInfo {
		values.Set("client_info", h.clientInfo(who.ObjectID))
	}
	return values, nil
}

// frontToken puts an access token into the answer of the authorization endpoint (RFC 6749 4.2.2).
func (h *Handler) frontToken(ctx context.Context, a *signin.Ask, g grant, values url.Values) (hash string, err error) {
	user, err := h.stillThere(ctx, g.person)
	if err != nil {
		return "", err
	}
	app, err := h.clients.Find(ctx, a.AppID)
	if err != nil {
		return "", err
	}
	scopes, err := h.granted(ctx, app, user.ID, g.wanted)
	if err != nil {
		return "", err
	}
	access, err := h.accessToken(ctx, client.Client{Application: app, Proof: token.ClientPublic}, user, g, scopes)
	if err != nil {
		return "", err
	}
	values.Set("access_token", access)
	values.Set("token_type", "Bearer")
	values.Set("expires_in", strconv.Itoa(lifetime))
	values.Set("scope", answeredScope(g.wanted, scopes))
	return half(access), nil
}

// frontIDToken puts an ID token into the answer of the authorization endpoint.
func (h *Handler) frontIDToken(
	ctx context.Context, a *signin.Ask, g grant, hashes token.IDClaims, values url.Values,
) error {
	user, err := h.stillThere(ctx, g.person)
	if err != nil {
		return err
	}
	c := h.idClaims(a.AppID, user, g, a.Host)
	c.AccessTokenHash, c.CodeHash = hashes.AccessTokenHash, hashes.CodeHash
	signed, err := h.o.Keys.Sign(ctx, h.now(), c)
	values.Set("id_token", signed)
	return err
}

// half is the left half of a digest, as at_hash and c_hash have it (OpenID Connect Core 3.3.2.11).
func half(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}

// carry brings values to the application's redirect URI in the way that it asked for.
func (h *Handler) carry(w http.ResponseWriter, r *http.Request, a *signin.Ask, values url.Values) {
	if a.State != "" {
		values.Set("state", a.State)
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	switch a.ResponseMode {
	case "form_post":
		form := pages.FormPost{Action: a.RedirectURI}
		for name := range values {
			form.Fields = append(form.Fields, pages.Row{Name: name, Value: values.Get(name)})
		}
		slices.SortFunc(form.Fields, func(a, b pages.Row) int { return strings.Compare(a.Name, b.Name) })
		h.pages.FormPost(w, form)
	case "fragment":
		http.Redirect(w, r, a.RedirectURI+"#"+values.Encode(), http.StatusFound)
	default:
		http.Redirect(w, r, withParameters(a.RedirectURI, values), http.StatusFound)
	}
}

// Refuse tells an application that it gets no answer (RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6).
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, a *signin.Ask, why signin.Reason) error {
	no := reasons(why, a)
	h.recordPage(r, subject{a.AppID, a.CorrelationID}, no.Refusal())
	if a.UserCode != "" {
		if err := h.DeclineDevice(a.UserCode); err != nil {
			return err
		}
		h.pages.Done(w, pages.Done{Config: pageConfig(r), Application: a.Application, Message: "You declined to sign in " +
			"to the " + a.Application + " application on your device. You may now close this window."})
		return nil
	}
	body := no.Body(random.Of(r.Context()), h.cloud().Login(), a.CorrelationID, h.now())
	values := url.Values{"error": {body.Error}, "error_description": {body.Description}}
	if body.URI != "" {
		values.Set("error_uri", body.URI)
	}
	if why == signin.Declined {
		values.Set("error_subcode", "cancel")
	}
	h.carry(w, r, a, values)
	return nil
}

func reasons(why signin.Reason, a *signin.Ask) *problem.Error {
	switch why {
	case signin.LoginRequired:
		return problem.New("login_required", aadsts.SessionMissing)
	case signin.ConsentRequired:
		return problem.New("consent_required", aadsts.ConsentMissing, a.AppID, " named '"+a.Application+"'")
	}
	return problem.New("access_denied", aadsts.ConsentDeclined)
}

// refusalOf turns a problem into the refusal that a page shows.
func refusalOf(err error) error {
	if err == nil {
		return nil
	}
	if no, explained := problem.Of(err); explained {
		return no.Refusal()
	}
	return err
}
