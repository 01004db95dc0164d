package oauth

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
)

// lifetime is how long a token holds, in seconds: our choice, the value in Microsoft's samples.
const lifetime = 3599

// tokenAnswer is what the token endpoint answers. At the v1 endpoint its numbers are strings.
type tokenAnswer struct {
	TokenType    string `json:"token_type"`
	Scope        string `json:"scope,omitempty"`
	ExpiresIn    any    `json:"expires_in"`
	ExtExpiresIn any    `json:"ext_expires_in"`
	ExpiresOn    string `json:"expires_on,omitempty"`
	NotBefore    string `json:"not_before,omitempty"`
	Resource     string `json:"resource,omitempty"`
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token,omitempty"`
	ClientInfo   string `json:"client_info,omitempty"`
}

// newAnswer is the v2 shape, or for a request with a resource the v1 shape.
func (h *Handler) newAnswer(q *request, audience string) tokenAnswer {
	if !q.form.Has("resource") && q.version != "" {
		return tokenAnswer{TokenType: "Bearer", ExpiresIn: lifetime, ExtExpiresIn: lifetime}
	}
	seconds, now := strconv.Itoa(lifetime), h.now().Unix()
	return tokenAnswer{
		TokenType:    "Bearer",
		ExpiresIn:    seconds,
		ExtExpiresIn: seconds,
		ExpiresOn:    strconv.FormatInt(now+lifetime, 10),
		NotBefore:    strconv.FormatInt(now, 10),
		Resource:     audience,
	}
}

// appOnly makes the answer for a client itself.
func (h *Handler) appOnly(ctx context.Context, q *request, w wanted) (tokenAnswer, error) {
	c, err := h.common(ctx, q.client, w.resource)
	if err != nil {
		return tokenAnswer{}, err
	}
	c.IDP, c.IDType = c.Issuer, "app"
	c.ObjectID, c.Subject = q.client.ServicePrincipalID, q.client.ServicePrincipalID
	c.WIDs = []string{}
	if isGraph(w.resource) {
		c.Roles = q.client.Roles
	}
	a := h.newAnswer(q, w.resource)
	a.AccessToken, err = h.o.Keys.Sign(ctx, h.now(), c)
	return a, err
}

// common are the claims that every access token of a client has.
func (h *Handler) common(ctx context.Context, c client.Client, audience string) (token.Claims, error) {
	organization, err := h.o.Tenant.Organization(ctx)
	now := h.now().Unix()
	return token.Claims{
		Audience:       audience,
		Issuer:         h.cloud().IssuerV1(h.o.Tenant.ID()),
		IssuedAt:       now,
		NotBefore:      now,
		Expiry:         now + lifetime,
		AIO:            opaque(),
		AppDisplayName: c.DisplayName,
		AppID:          c.AppID,
		AppIDACR:       c.Proof,
		RH:             opaque(),
		TenantID:       h.o.Tenant.ID(),
		UTI:            opaque(),
		Version:        "1.0",
		TenantCreated:  organization.CreatedAt.Unix(),
	}, err
}

// forPerson makes the answer for a client that a person stands behind.
func (h *Handler) forPerson(ctx context.Context, q *request, g grant) (tokenAnswer, error) {
	user, err := h.stillThere(ctx, g.person)
	if err != nil {
		return tokenAnswer{}, err
	}
	if err := h.mayHave(ctx, q.client.Application, g); err != nil {
		return tokenAnswer{}, err
	}
	scopes, err := h.granted(ctx, q.client.Application, user.ID, g.wanted)
	if err != nil {
		return tokenAnswer{}, err
	}
	a := h.newAnswer(q, g.wanted.resource)
	if a.Scope = answeredScope(g.wanted, scopes); a.Resource != "" {
		a.Scope = strings.Join(scopes, " ")
	}
	if a.AccessToken, err = h.accessToken(ctx, q.client, user, g, scopes); err != nil {
		return tokenAnswer{}, err
	}
	if slices.Contains(g.wanted.openID, "openid") {
		id := h.idClaims(q.client.AppID, user, g, q.at)
		if a.IDToken, err = h.o.Keys.Sign(ctx, h.now(), id); err != nil {
			return tokenAnswer{}, err
		}
	}
	if g.wanted.offline() {
		a.RefreshToken = h.newRefreshToken(g)
	}
	if q.form.Get("client_info") == "1" {
		a.ClientInfo = h.clientInfo(user.ID)
	}
	return a, nil
}

// mayHave refuses what the person has not agreed to.
func (h *Handler) mayHave(ctx context.Context, app directory.Application, g grant) error {
	if err := mayAsk(app, g.wanted); err != nil {
		return err
	}
	lacking, err := h.lacking(ctx, app, g.person.ObjectID, g.wanted)
	if err != nil || len(lacking) == 0 {
		return err
	}
	return problem.Grant(aadsts.ConsentMissing, app.AppID, " named '"+app.DisplayName+"'").Because(
		"consent of "+g.person.UserPrincipalName+" to "+strings.Join(lacking, ", "), "none",
		"sign in interactively once, or `harness entra app consent`")
}

// answeredScope says what was granted, in the form in which it was asked for.
func answeredScope(w wanted, scopes []string) string {
	said := slices.Clone(w.asked)
	for _, scope := range scopes {
		full := scope
		if w.prefixed && !isOpenID(scope) {
			full = strings.TrimRight(w.resource, "/") + "/" + scope
		}
		if !containsFold(said, full) && !containsFold(said, scope) {
			said = append(said, full)
		}
	}
	said = slices.DeleteFunc(said, func(scope string) bool { return strings.EqualFold(scope, "offline_access") })
	return strings.Join(said, " ")
}

func (h *Handler) accessToken(
	ctx context.Context, c client.Client, user directory.User, g grant, scopes []string,
) (string, error) {
	claims, err := h.common(ctx, c, g.wanted.resource)
	if err != nil {
		return "", err
	}
	roles, err := h.o.Tenant.UserRoles(ctx, user.ID)
	if err != nil {
		return "", err
	}
	claims.ACR, claims.AMR, claims.IDType = "1", methods(g), "user"
	claims.GivenName, claims.FamilyName, claims.Name = user.GivenName, user.Surname, user.DisplayName
	claims.ObjectID, claims.Subject = user.ID, h.pairwise(user.ID, g.wanted.resource)
	claims.UPN, claims.UniqueName = user.UserPrincipalName, user.UserPrincipalName
	claims.IPAddress = "127.0.0.1"
	claims.Scopes = strings.Join(scopes, " ")
	claims.WIDs = append(roles, token.MemberRole)
	return h.o.Keys.Sign(ctx, h.now(), claims)
}

// methods are how the person proved who they are (Microsoft Learn: Access token claims reference, amr).
func methods(g grant) []string {
	amr := []string{"pwd"}
	if g.person.Federated {
		amr = []string{"fed"}
	}
	if g.person.MFADone {
		amr = append(amr, "mfa")
	}
	return amr
}

// idClaims are those of the ID token of an endpoint's version; at is its host.
func (h *Handler) idClaims(appID string, user directory.User, g grant, at string) token.IDClaims {
	now := h.now().Unix()
	c := token.IDClaims{
		Audience:  appID,
		IssuedAt:  now,
		NotBefore: now,
		Expiry:    now + lifetime,
		Name:      user.DisplayName,
		Nonce:     g.nonce,
		ObjectID:  user.ID,
		RH:        opaque(),
		Subject:   h.pairwise(user.ID, appID),
		TenantID:  h.o.Tenant.ID(),
		UTI:       opaque(),
	}
	if slices.Contains(g.wanted.openID, "email") {
		c.Email = user.Mail
	}
	if g.version == "" {
		c.Issuer, c.Version, c.AMR = h.cloud().IssuerV1(h.o.Tenant.ID()), "1.0", methods(g)
		c.FamilyName, c.GivenName = user.Surname, user.GivenName
		c.UPN, c.UniqueName = user.UserPrincipalName, user.UserPrincipalName
		return c
	}
	c.Issuer, c.Version = "https://"+at+"/"+h.o.Tenant.ID()+"/v2.0", "2.0"
	c.PreferredUsername, c.AuthTime = user.UserPrincipalName, g.person.At.Unix()
	return c
}

// newRefreshToken keeps a grant under a new refresh token.
func (h *Handler) newRefreshToken(g grant) string {
	g.issued, g.redirectURI, g.challenge, g.nonce = h.now(), "", "", ""
	text := "1." + rand.Text() + rand.Text()
	h.refresh.Put(text, g, refreshLife+remembered)
	return text
}

// clientInfo tells MSAL whose account it is.
func (h *Handler) clientInfo(userID string) string {
	text, _ := json.Marshal(struct { // strings always can
		UID  string `json:"uid"`
		UTID string `json:"utid"`
	}{userID, h.o.Tenant.ID()})
	return base64.RawURLEncoding.EncodeToString(text)
}

// pairwise is a person's subject for one application or resource.
func (h *Handler) pairwise(userID, audience string) string {
	sum := sha256.Sum256([]byte(h.o.Tenant.ID() + "/" + userID + "/" + cmp.Or(audience, h.cloud().GraphResource())))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// opaque is a value that means nothing to anybody, as some claims are.
func opaque() string { return rand.Text()[:22] }
