package oauth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/uuid"

	"samlharness/record"
	"samlharness/sp/aadsts"
)

const (
	maxTokenRequest = 64 << 10 // bytes
	// lifetime is how long an access token holds, in seconds: our choice, the value in Microsoft's samples.
	lifetime = 3599
)

// request is one request for a token, as far as it was understood.
type request struct {
	correlation string
	form        url.Values
	clientID    string
	secret      string
	hasSecret   bool
}

// audienceRule finds the resource that a token is asked for.
type audienceRule func(h *Handler, form url.Values) (audience string, err error)

// serveToken answers the v2 endpoint (scope) and the v1 endpoint (resource).
func (h *Handler) serveToken(rule audienceRule) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			h.wrongVerb(w, r)
			return
		}
		q := request{correlation: correlationID(r)}
		r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
		if err := r.ParseForm(); err != nil {
			h.refuse(w, r, q, missing("grant_type"))
			return
		}
		q.read(r)
		app, audience, err := h.authorize(r.Context(), r.PathValue("tenant"), q, rule)
		if err != nil {
			h.refuse(w, r, q, err)
			return
		}
		token, err := h.issue(r.Context(), app, audience)
		if err != nil {
			h.refuse(w, r, q, err)
			return
		}
		h.record(r, q, http.StatusOK, nil)
		writeJSON(w, http.StatusOK, answer(q.form, audience, token, h.now().Unix()))
	}
}

func (q *request) read(r *http.Request) {
	q.form = r.PostForm
	q.clientID, q.secret = q.form.Get("client_id"), q.form.Get("client_secret")
	q.hasSecret = q.form.Has("client_secret")
	id, secret, ok := r.BasicAuth()
	if !ok || q.hasSecret {
		return
	}
	// client_secret_basic: both are form-encoded first, RFC 6749 2.3.1
	if unescaped, err := url.QueryUnescape(id); err == nil {
		id = unescaped
	}
	if unescaped, err := url.QueryUnescape(secret); err == nil {
		secret = unescaped
	}
	q.secret, q.hasSecret = secret, true
	if q.clientID == "" {
		q.clientID = id
	}
}

// authorize makes the checks of a client-credentials request in order.
func (h *Handler) authorize(ctx context.Context, tenant string, q request, rule audienceRule) (App, string, error) {
	if err := h.isTenant(ctx, tenant); err != nil {
		return App{}, "", err
	}
	grant := q.form.Get("grant_type")
	switch {
	case grant == "":
		return App{}, "", missing("grant_type")
	case grant != "client_credentials":
		return App{}, "", unsupportedGrant(grant)
	case q.clientID == "":
		return App{}, "", missing("client_id")
	case everyTenant(tenant):
		return App{}, "", noTenant()
	}
	app, err := h.authenticate(q)
	if err != nil {
		return App{}, "", err
	}
	audience, err := rule(h, q.form)
	return app, audience, err
}

// authenticate finds the app and compares its secret in constant time.
func (h *Handler) authenticate(q request) (App, error) {
	if _, err := uuid.Parse(q.clientID); err != nil {
		return App{}, notAnAppID(q.clientID)
	}
	app, ok := h.app(q.clientID)
	if !ok {
		return App{}, unknownApp(q.clientID, h.Tenant.DisplayName())
	}
	if q.form.Has("client_assertion") && !q.hasSecret {
		return App{}, wrongAssertion() // no certificates are registered
	}
	if q.secret == "" {
		return App{}, noSecret()
	}
	got, want := sha256.Sum256([]byte(q.secret)), sha256.Sum256([]byte(app.Secret))
	if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return App{}, wrongSecret(app.ID)
	}
	return app, nil
}

// scopeRule is the v2 endpoint's: one <resource>/.default beside OpenID scopes, which are tolerated.
func scopeRule(h *Handler, form url.Values) (string, error) {
	scope := form.Get("scope")
	resource := ""
	for part := range strings.FieldsSeq(scope) {
		switch strings.ToLower(part) {
		case "openid", "offline_access", "profile", "email":
			continue
		}
		name, ok := strings.CutSuffix(part, "/.default")
		if !ok || resource != "" && resource != name {
			return "", invalidScope(scope)
		}
		resource = name
	}
	switch {
	case strings.TrimSpace(scope) == "":
		return "", missing("scope")
	case resource == "":
		return "", invalidScope(scope)
	}
	return h.audience(resource)
}

// resourceRule is the v1 endpoint's.
func resourceRule(h *Handler, form url.Values) (string, error) {
	if form.Get("resource") == "" {
		return "", missing("resource")
	}
	return h.audience(form.Get("resource"))
}

func (h *Handler) audience(resource string) (string, error) {
	switch strings.ToLower(strings.TrimRight(resource, "/")) {
	case graphResource:
		return graphResource, nil
	case graphAppID:
		return graphAppID, nil
	}
	return "", unknownResource(resource, h.Tenant.DisplayName())
}

// claims are those of a Graph access token in v1 format (Microsoft Learn: Access token claims reference).
type claims struct {
	Audience       string   `json:"aud"`
	Issuer         string   `json:"iss"`
	IssuedAt       int64    `json:"iat"`
	NotBefore      int64    `json:"nbf"`
	Expiry         int64    `json:"exp"`
	AIO            string   `json:"aio"`
	AppDisplayName string   `json:"app_displayname"`
	AppID          string   `json:"appid"`
	AppIDACR       string   `json:"appidacr"`
	IDP            string   `json:"idp"`
	IDType         string   `json:"idtyp"`
	ObjectID       string   `json:"oid"`
	RH             string   `json:"rh"`
	Roles          []string `json:"roles"`
	Subject        string   `json:"sub"`
	TenantID       string   `json:"tid"`
	UTI            string   `json:"uti"`
	Version        string   `json:"ver"`
	WIDs           []string `json:"wids"`
	TenantCreated  int64    `json:"xms_tcdt"`
}

func (h *Handler) issue(ctx context.Context, app App, audience string) (string, error) {
	now := h.now()
	key, err := h.Keys.get(ctx, now)
	if err != nil {
		return "", err
	}
	organization, err := h.Tenant.Organization(ctx)
	if err != nil {
		return "", err
	}
	tenant, roles, name := h.Tenant.ID(), app.Roles, app.DisplayName
	if roles == nil {
		roles = defaultRoles()
	}
	if name == "" {
		name = "harness"
	}
	// the same for each token
	principal := uuid.NewSHA1(uuid.NameSpaceOID, []byte(tenant+"/"+strings.ToLower(app.ID))).String()
	issuer := issuerOf(tenant)
	return jwt.Signed(key.signer).Claims(claims{
		Audience:       audience,
		Issuer:         issuer,
		IssuedAt:       now.Unix(),
		NotBefore:      now.Unix(),
		Expiry:         now.Unix() + lifetime,
		AIO:            opaque(),
		AppDisplayName: name,
		AppID:          strings.ToLower(app.ID),
		AppIDACR:       "1",
		IDP:            issuer,
		IDType:         "app",
		ObjectID:       principal,
		RH:             opaque(),
		Roles:          roles,
		Subject:        principal,
		TenantID:       tenant,
		UTI:            opaque(),
		Version:        "1.0",
		WIDs:           []string{},
		TenantCreated:  organization.CreatedAt.Unix(),
	}).Serialize()
}

func issuerOf(tenant string) string { return "https://sts.windows.net/" + tenant + "/" }

// answer is the v2 shape, or with a resource parameter the v1 shape, whose numbers are strings.
func answer(form url.Values, audience, token string, now int64) map[string]any {
	if !form.Has("resource") {
		return map[string]any{
			"token_type":     "Bearer",
			"expires_in":     lifetime,
			"ext_expires_in": lifetime,
			"access_token":   token,
		}
	}
	seconds := strconv.Itoa(lifetime)
	return map[string]any{
		"token_type":     "Bearer",
		"expires_in":     seconds,
		"ext_expires_in": seconds,
		"expires_on":     strconv.FormatInt(now+lifetime, 10),
		"not_before":     strconv.FormatInt(now, 10),
		"resource":       audience,
		"access_token":   token,
	}
}

// wrongVerb answers with a page, as Microsoft does for [aadsts.VerbNotAllowed].
func (h *Handler) wrongVerb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", http.MethodPost)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusMethodNotAllowed)
	_, _ = w.Write([]byte("<!DOCTYPE html><title>Emulation</title><p>" + aadsts.VerbNotAllowed.String() + ": " +
		html.EscapeString(aadsts.Text(aadsts.VerbNotAllowed, http.MethodPost, r.Method))))
}

// record writes down that a token was asked for: neither the secret nor the token.
func (h *Handler) record(r *http.Request, q request, status int, refusal *record.Refusal) {
	e := record.Exchange{
		At:            h.now(),
		By:            record.Microsoft,
		Kind:          record.TokenRequest,
		HTTP:          &record.HTTP{Method: r.Method, URL: "https://" + r.Host + r.URL.Path, Status: status},
		From:          record.Operator,
		To:            record.Microsoft,
		Subject:       q.clientID,
		CorrelationID: q.correlation,
		Verdict:       record.Accepted,
	}
	if refusal != nil {
		e.Verdict, e.Refusal = record.Refused, refusal
	}
	h.Record.Add(r.Context(), e)
}
