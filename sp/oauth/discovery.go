package oauth

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4"
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
	HTTPLogout               bool     `json:"http_logout_supported"`
	FrontchannelLogout       bool     `json:"frontchannel_logout_supported"`
	EndSessionEndpoint       string   `json:"end_session_endpoint"`
	Claims                   []string `json:"claims_supported"`
	RegionScope              string   `json:"tenant_region_scope,omitempty"`
	CloudInstance            string   `json:"cloud_instance_name"`
	CloudGraphHost           string   `json:"cloud_graph_host_name"`
	GraphHost                string   `json:"msgraph_host"`
	RBACURL                  string   `json:"rbac_url"`
}

func (h *Handler) serveConfiguration(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("tenant")
	if err := h.isTenant(r.Context(), name); err != nil {
		h.refuse(w, r, request{correlation: correlationID(r)}, err)
		return
	}
	segment, issuer, region := h.Tenant.ID(), h.Tenant.ID(), "NA"
	if everyTenant(name) {
		segment, issuer, region = strings.ToLower(name), "{tenantid}", ""
	}
	base := "https://" + r.Host + "/" + segment
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, configuration{
		TokenEndpoint:            base + "/oauth2/v2.0/token",
		TokenEndpointAuthMethods: []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		JWKSURI:                  base + "/discovery/v2.0/keys",
		ResponseModes:            []string{"query", "fragment", "form_post"},
		SubjectTypes:             []string{"pairwise"},
		IDTokenAlgorithms:        []string{"RS256"},
		ResponseTypes:            []string{"code", "id_token", "code id_token", "id_token token"},
		Scopes:                   []string{"openid", "profile", "email", "offline_access"},
		Issuer:                   "https://" + r.Host + "/" + issuer + "/v2.0",
		UserinfoEndpoint:         graphResource + "/oidc/userinfo",
		AuthorizationEndpoint:    base + "/oauth2/v2.0/authorize",
		DeviceEndpoint:           base + "/oauth2/v2.0/devicecode",
		HTTPLogout:               true,
		FrontchannelLogout:       true,
		EndSessionEndpoint:       base + "/oauth2/v2.0/logout",
		Claims: []string{"sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name",
			"msgraph_host", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver",
			"at_hash", "c_hash", "email"},
		RegionScope:    region,
		CloudInstance:  "microsoftonline.com",
		CloudGraphHost: "graph.windows.net",
		GraphHost:      "graph.microsoft.com",
		RBACURL:        "https://pas.windows.net",
	})
}

// instance is one cloud of the instance discovery document.
type instance struct {
	PreferredNetwork string   `json:"preferred_network"`
	PreferredCache   string   `json:"preferred_cache"`
	Aliases          []string `json:"aliases"`
}

// serveInstance answers instance discovery for the host that was asked, whatever authority the client means.
func (h *Handler) serveInstance(w http.ResponseWriter, r *http.Request) {
	tenant := "common"
	if u, err := url.Parse(r.URL.Query().Get("authorization_endpoint")); err == nil {
		if segment, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/"); segment != "" &&
			!notATenant.MatchString(segment) {
			tenant = segment
		}
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
	var key *madeKey
	if err == nil {
		key, err = h.Keys.get(r.Context(), h.now())
	}
	if err != nil {
		h.refuse(w, r, request{correlation: correlationID(r)}, err)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.public()}})
}
