package oauth

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"samlharness/sp/aadsts"
	"samlharness/sp/oauth/problem"
)

// configuration is the OpenID discovery document, in the order of the real one.
type configuration struct {
	TokenEndpoint            string   `json:"token_endpoint"`
	TokenEndpointAuthMethods []string `json:"token_endpoint_auth_methods_supported"`
	JWKSURI                  string   `json:"jwks_uri"`
	ResponseModes            []string `json:"response_modes_supported"`
	SubjectTypes             []string `json:"subject_types_supported"`
	IDTokenAlgorithms        []string `json:"id_token_signing_alg_values_supported"`
	ResponseTypes            []string `json:"response_types_supported"`
	Scopes                   []string `json:"scopes_supported"`
	Issuer                   string   `json:"issuer"`
	RequestURIParameter      bool     `json:"request_uri_parameter_supported"`
	UserinfoEndpoint         string   `json:"userinfo_endpoint"`
	AuthorizationEndpoint    string   `json:"authorization_endpoint"`
	DeviceEndpoint           string   `json:"device_authorization_endpoint"`
	EndSessionEndpoint       string   `json:"end_session_endpoint"`
	Claims                   []string `json:"claims_supported"`
	RegionScope              string   `json:"tenant_region_scope,omitempty"`
	CloudInstance            string   `json:"cloud_instance_name"`
	CloudGraphHost           string   `json:"cloud_graph_host_name"`
	GraphHost                string   `json:"msgraph_host"`
}

// serveConfiguration answers OpenID discovery of a version: it promises what the handler serves and nothing else, which
// is less than the real one. MSAL demands an authorization endpoint, so it stands there even where there are no people.
func (h *Handler) serveConfiguration(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("tenant")
		if err := h.isTenant(r.Context(), name); err != nil {
			h.refuse(w, r, subject{"", correlationID(r)}, err)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "*")
		writeJSON(w, http.StatusOK, h.configuration(r.Host, name, version))
	}
}

// configuration is the discovery document of a tenant's name at a host.
func (h *Handler) configuration(host, name, version string) configuration {
	segment, id, region := h.o.Tenant.ID(), h.o.Tenant.ID(), h.cloud().Region()
	if everyTenant(name) {
		segment, id, region = strings.ToLower(name), "{tenantid}", ""
	}
	base := "https://" + host + "/" + segment
	c := configuration{
		TokenEndpoint:            base + "/oauth2" + version + "/token",
		TokenEndpointAuthMethods: []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		JWKSURI:                  base + "/discovery" + version + "/keys",
		ResponseModes:            []string{"query", "fragment", "form_post"},
		SubjectTypes:             []string{"pairwise"},
		IDTokenAlgorithms:        []string{"RS256"},
		ResponseTypes:            []string{"code", "id_token", "code id_token", "id_token token"},
		Scopes:                   []string{"openid", "profile", "email", "offline_access"},
		Issuer:                   "https://" + host + "/" + id + "/v2.0",
		Claims: []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid", "ver",
			"at_hash", "c_hash", "email"},
		AuthorizationEndpoint: base + "/oauth2" + version + "/authorize",
		DeviceEndpoint:        base + "/oauth2" + version + "/devicecode",
		EndSessionEndpoint:    base + "/oauth2" + version + "/logout",

		RegionScope:    region,
		CloudInstance:  h.cloud().Instance(),
		CloudGraphHost: h.cloud().AzureGraph(),
		GraphHost:      h.cloud().Graph(),
	}
	if version == "" {
		c.Issuer, c.Scopes = h.cloud().IssuerV1(id), []string{"openid"}
		c.ResponseTypes = append(c.ResponseTypes, "token")
	}
	if c.UserinfoEndpoint = h.cloud().GraphResource() + "/oidc/userinfo"; version == "" {
		c.UserinfoEndpoint = base + "/openid/userinfo"
	}
	return c
}

// instance is one cloud of the instance discovery document.
type instance struct {
	PreferredNetwork string   `json:"preferred_network"`
	PreferredCache   string   `json:"preferred_cache"`
	Aliases          []string `json:"aliases"`
}

// serveInstance answers instance discovery: whether an authority is the cloud's. For any other host it does not vouch.
func (h *Handler) serveInstance(w http.ResponseWriter, r *http.Request) {
	u, err := url.Parse(r.URL.Query().Get("authorization_endpoint"))
	if err != nil || u.Scheme != "https" ||
		!strings.EqualFold(u.Host, r.Host) && !slices.Contains(h.cloud().LoginNames(), strings.ToLower(u.Host)) {
		h.refuse(w, r, subject{"", correlationID(r)}, problem.New("invalid_instance", aadsts.InstanceUnknown).Because(
			"an authority at "+r.Host, r.URL.Query().Get("authorization_endpoint"),
			"a client of another host has to declare its authority known, or not to ask"))
		return
	}
	tenant := "common"
	if segment, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/"); segment != "" &&
		!notATenant.MatchString(segment) {
		tenant = segment
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, struct {
		Endpoint   string     `json:"tenant_discovery_endpoint"`
		APIVersion string     `json:"api-version"`
		Metadata   []instance `json:"metadata"`
	}{"https://" + r.Host + "/" + tenant + "/v2.0/.well-known/openid-configuration", "1.1",
		[]instance{{r.Host, r.Host, []string{r.Host}}}})
}

// serveKeys publishes the key that tokens are signed with.
func (h *Handler) serveKeys(w http.ResponseWriter, r *http.Request) {
	err := h.isTenant(r.Context(), r.PathValue("tenant"))
	var key jose.JSONWebKey
	if err == nil {
		key, err = h.o.Keys.Public(r.Context(), h.now())
	}
	if err != nil {
		h.refuse(w, r, subject{"", correlationID(r)}, err)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key}})
}
