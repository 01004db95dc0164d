package oauth

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"

	"samlharness/sp/aadsts"
	"samlharness/sp/oauth/client"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
)

const maxTokenRequest = 256 << 10 // bytes; an assertion of the SAML bearer grant may be large

// request is one request for a token, as far as it was understood.
type request struct {
	correlation         string
	form                url.Values
	version, tenant, at string // of the endpoint; at is its host
	clientID, secret    string
	hasSecret           bool
	client              client.Client // once it is known
}

// granting makes a grant of a request whose client is known.
type granting func(h *Handler, ctx context.Context, q *request) (grant, error)

// The grants that a person stands behind, by grant_type. MSAL writes device_code short.
func grants() map[string]granting {
	return map[string]granting{
		"authorization_code": (*Handler).byCode,
		"refresh_token":      (*Handler).byRefreshToken,
		"device_code":        (*Handler).byDeviceCode,
		"urn:ietf:params:oauth:grant-type:device_code": (*Handler).byDeviceCode,
		"password": (*Handler).byPassword,
		"urn:ietf:params:oauth:grant-type:jwt-bearer":     (*Handler).onBehalfOf,
		"urn:ietf:params:oauth:grant-type:saml2-bearer":   (*Handler).bySAMLAssertion,
		"urn:ietf:params:oauth:grant-type:saml1_1-bearer": (*Handler).bySAML11Assertion,
	}
}

const grantClientCredentials = "client_credentials"

// serveToken answers the token endpoint of a version.
func (h *Handler) serveToken(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			wrongVerb(w, r)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		q := &request{correlation: correlationID(r), version: version, tenant: r.PathValue("tenant"), at: r.Host}
		r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
		if err := r.ParseForm(); err != nil {
			h.refuse(w, r, subject{"", q.correlation}, problem.Missing("grant_type"))
			return
		}
		q.read(r)
		answer, who, err := h.answerToken(r.Context(), q)
		if err != nil {
			h.refuse(w, r, subject{q.clientID, q.correlation}, err)
			return
		}
		h.record(r, subject{who, q.correlation}, http.StatusOK, nil)
		writeJSON(w, http.StatusOK, answer)
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

// answerToken makes the tokens that a request is due; who is whom the record names.
func (h *Handler) answerToken(ctx context.Context, q *request) (answer tokenAnswer, who string, err error) {
	if consumers(q.tenant) {
		return answer, "", h.refuseConsumers(ctx, q.clientID)
	}
	if err := h.isTenant(ctx, q.tenant); err != nil {
		return answer, "", err
	}
	kind := q.form.Get("grant_type")
	grantOf, known := grants()[kind]
	switch {
	case kind == "":
		return answer, "", problem.Missing("grant_type")
	case kind != grantClientCredentials && !known:
		return answer, "", problem.UnsupportedGrant(kind)
	case q.clientID == "":
		return answer, "", problem.Missing("client_id")
	case kind == grantClientCredentials && everyTenant(q.tenant):
		return answer, "", problem.New("invalid_request", aadsts.TenantMissing)
	}
	if q.client, err = h.clients.Authenticate(ctx, q.claimed()); err != nil {
		return answer, "", err
	}
	if kind == grantClientCredentials {
		answer, err = h.forApplication(ctx, q)
		return answer, q.client.AppID, err
	}
	g, err := grantOf(h, ctx, q)
	if err != nil {
		return answer, "", err
	}
	answer, err = h.forPerson(ctx, q, g)
	return answer, g.person.UserPrincipalName, err
}

func (h *Handler) refuseConsumers(ctx context.Context, clientID string) error {
	app, err := h.clients.Find(ctx, clientID)
	if err != nil {
		return err
	}
	return workOnly(app)
}

// claimed is what the request says of its client.
func (q *request) claimed() client.Request {
	return client.Request{
		ID:           q.clientID,
		Secret:       q.secret,
		HasSecret:    q.hasSecret,
		Assertion:    q.form.Get("client_assertion"),
		HasAssertion: q.form.Has("client_assertion"),
		Host:         q.at,
		Tenant:       q.tenant,
	}
}

// proved tells whether the client proved who it is.
func (q *request) proved() bool { return q.client.Proof != token.ClientPublic }

// wants is what the request asks for: by scope at the v2 endpoint, by resource at the v1 endpoint.
func (q *request) wants(ctx context.Context, h *Handler) (wanted, error) {
	if q.version == "" {
		return h.parseResource(ctx, q.form.Get("resource"), q.form.Get("scope"))
	}
	return h.parseScope(ctx, q.form.Get("scope"))
}

// wrongVerb answers with a page, as Microsoft does for [aadsts.VerbNotAllowed].
func wrongVerb(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", http.MethodPost)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusMethodNotAllowed)
	_, _ = w.Write([]byte("<!DOCTYPE html><title>Emulation</title><p>" + aadsts.VerbNotAllowed.String() + ": " +
		html.EscapeString(aadsts.Text(aadsts.VerbNotAllowed, http.MethodPost, r.Method))))
}

// forApplication makes the token of the client itself.
func (h *Handler) forApplication(ctx context.Context, q *request) (tokenAnswer, error) {
	if !q.proved() {
		return tokenAnswer{}, client.NoCredential()
	}
	if q.version == "" && q.form.Get("resource") == "" {
		return tokenAnswer{}, problem.Missing("resource")
	}
	w, err := q.wants(ctx, h)
	switch {
	case err != nil:
		return tokenAnswer{}, err
	case !w.every || len(w.names) > 0:
		return tokenAnswer{}, problem.Scope(strings.Join(w.asked, " "))
	}
	return h.appOnly(ctx, q, w)
}
