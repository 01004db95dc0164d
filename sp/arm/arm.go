// Package arm is Azure Resource Manager as far as programs ask it while they sign in: the metadata of the cloud, and
// the tenants and subscriptions of whoever has a token. The tenant has no subscriptions.
package arm

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/token"
)

// Handler serves Azure Resource Manager.
type Handler struct {
	// Tenant is whose tokens are taken.
	Tenant *directory.Tenant
	// Clock is the world's clock, Keys what the tokens are signed with.
	Clock clockwork.Clock
	Keys  *token.SigningKey
	// Host is the host name that Mount registers; "" means that of the tenant's cloud.
	Host string
}

// Mount registers the endpoints.
func (h *Handler) Mount(mux *http.ServeMux) {
	host := cmp.Or(h.Host, h.Tenant.Cloud().Management())
	mux.HandleFunc("GET "+host+"/metadata/endpoints", h.serveMetadata)
	mux.HandleFunc("GET "+host+"/tenants", h.serveTenants)
	mux.HandleFunc("GET "+host+"/subscriptions", h.serveSubscriptions)
}

// audiences are the names of Azure Resource Manager as a resource.
func audiences(c cloud.Cloud) []string {
	names := []string{directory.AppAzureManagement}
	for _, resource := range c.ManagementResources() {
		names = append(names, resource, resource+"/")
	}
	return names
}

// bearer checks the token of a request; without a good one it answers 401.
func (h *Handler) bearer(w http.ResponseWriter, r *http.Request) bool {
	verifier := token.Verifier{
		Keys: h.Keys, TenantID: h.Tenant.ID(), Clock: h.Clock, Cloud: h.Tenant.Cloud(),
		Audiences: audiences(h.Tenant.Cloud()),
	}
	_, err := verifier.Verify(r)
	if err == nil {
		return true
	}
	refused, ok := errors.AsType[*token.Error](err)
	if !ok {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return false
	}
	w.Header().Set("WWW-Authenticate", `Bearer authorization_uri="https://`+h.Tenant.Cloud().Login()+"/"+h.Tenant.ID()+
		`", error="invalid_token", error_description="`+refused.Message+`"`)
	write(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{
		"code":    "AuthenticationFailed",
		"message": "Authentication failed. " + refused.Message,
	}})
	return false
}

func (h *Handler) serveTenants(w http.ResponseWriter, r *http.Request) {
	if !h.bearer(w, r) {
		return
	}
	o, err := h.Tenant.Organization(r.Context())
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	standard, domains := "", []string{}
	for _, d := range o.VerifiedDomains {
		domains = append(domains, d.Name)
		if d.Default {
			standard = d.Name
		}
	}
	write(w, http.StatusOK, map[string]any{"value": []any{map[string]any{
		"id":             "/tenants/" + o.ID,
		"tenantId":       o.ID,
		"countryCode":    "US",
		"displayName":    o.DisplayName,
		"domains":        domains,
		"defaultDomain":  standard,
		"tenantType":     "AAD",
		"tenantCategory": "Home",
	}}})
}

func (h *Handler) serveSubscriptions(w http.ResponseWriter, r *http.Request) {
	if h.bearer(w, r) {
		write(w, http.StatusOK, map[string]any{
			"value": []any{},
			"count": map[string]any{"type": "Total", "value": 0},
		})
	}
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that is gone needs no answer
}
