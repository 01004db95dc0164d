package federation_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/sp/directory"
)

type token struct{}

func (token) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "t", ExpiresOn: time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
}

func (w *tenant) serve(t *testing.T) {
	mux := http.NewServeMux()
	send := func(rw http.ResponseWriter, status int, v any, err error) {
		var e *directory.Error
		if errors.As(err, &e) {
			answer(e.Status, e.Code, e.Message)(rw, nil, nil)
			return
		}
		rw.WriteHeader(status)
		if v != nil {
			_ = json.NewEncoder(rw).Encode(v)
		}
	}
	show := func(d directory.Domain) federation.Domain {
		return federation.Domain{ID: d.Name, AuthenticationType: d.AuthenticationType(), IsVerified: d.Verified, IsDefault: d.Default, IsInitial: d.Initial, IsRoot: d.Root}
	}
	config := func(f directory.Federation) map[string]any {
		return map[string]any{"id": f.ID, "displayName": f.DisplayName, "issuerUri": f.IssuerURI, "passiveSignInUri": f.PassiveSignInURI, "activeSignInUri": f.ActiveSignInURI,
			"signOutUri": f.SignOutURI, "signingCertificate": f.SigningCertificate, "nextSigningCertificate": f.NextSigningCertificate,
			"preferredAuthenticationProtocol": f.PreferredAuthenticationProtocol, "federatedIdpMfaBehavior": f.FederatedIdpMfaBehavior}
	}
	mux.HandleFunc("GET /v1.0/domains", func(rw http.ResponseWriter, r *http.Request) {
		all, err := w.Domains(r.Context())
		var out []federation.Domain
		for _, d := range all {
			out = append(out, show(d))
		}
		send(rw, 200, map[string]any{"value": out}, err)
	})
	mux.HandleFunc("GET /v1.0/domains/{d}", func(rw http.ResponseWriter, r *http.Request) {
		d, err := w.Domain(r.Context(), r.PathValue("d"))
		send(rw, 200, show(d), err)
	})
	mux.HandleFunc("PATCH /v1.0/domains/{d}", func(rw http.ResponseWriter, r *http.Request) {
		send(rw, 204, nil, w.SetManaged(r.Context(), r.PathValue("d")))
	})
	mux.HandleFunc("GET /v1.0/domains/{d}/federationConfiguration", func(rw http.ResponseWriter, r *http.Request) {
		d, err := w.Domain(r.Context(), r.PathValue("d"))
		if err == nil && d.Federation == nil {
			err = directory.NotFound("federationConfiguration")
		}
		if err != nil {
			send(rw, 0, nil, err)
			return
		}
		send(rw, 200, map[string]any{"value": []any{config(*d.Federation)}}, err)
	})
	mux.HandleFunc("POST /v1.0/domains/{d}/federationConfiguration", func(rw http.ResponseWriter, r *http.Request) {
		var c federation.Configuration
		require.NoError(t, json.NewDecoder(r.Body).Decode(&c))
		f, err := w.CreateFederation(r.Context(), r.PathValue("d"), directory.Federation{DisplayName: c.DisplayName, IssuerURI: c.IssuerURI, PassiveSignInURI: c.PassiveSignInURI,
			ActiveSignInURI: c.ActiveSignInURI, SignOutURI: c.SignOutURI, SigningCertificate: c.SigningCertificate, NextSigningCertificate: c.NextSigningCertificate,
			PreferredAuthenticationProtocol: c.PreferredAuthenticationProtocol, FederatedIdpMfaBehavior: c.FederatedIDPMFABehavior})
		send(rw, 201, config(f), err)
	})
	mux.HandleFunc("GET /v1.0/organization", func(rw http.ResponseWriter, r *http.Request) {
		o, err := w.Organization(r.Context())
		send(rw, 200, map[string]any{"value": []any{map[string]any{"id": tenantID, "onPremisesSyncEnabled": o.OnPremisesSyncEnabled}}}, err)
	})
	mux.HandleFunc("GET /v1.0/roleManagement/directory/roleAssignments", func(rw http.ResponseWriter, r *http.Request) {
		users, err := w.RoleMembers(r.Context(), directory.GlobalAdministrator)
		var out []any
		for _, u := range users {
			out = append(out, map[string]any{"principal": map[string]any{"@odata.type": "#microsoft.graph.user", "id": u.ID, "userPrincipalName": u.UserPrincipalName, "accountEnabled": u.AccountEnabled}})
		}
		send(rw, 200, map[string]any{"value": out}, err)
	})
	w.faults.next = mux
	w.server = httptest.NewTLSServer(&w.faults)
	t.Cleanup(w.server.Close)
	w.graph = w.client(t, w.server.URL, false)
}

func (w *tenant) client(t *testing.T, endpoint string, emulated bool) *federation.Graph {
	client := w.server.Client()
	transport := client.Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, w.server.Listener.Addr().String())
	}
	transport.TLSClientConfig.ServerName = "example.com"
	t.Cleanup(transport.CloseIdleConnections)
	g, err := federation.NewGraph(federation.GraphOptions{Endpoint: endpoint, Credential: token{}, Transport: &http.Client{Transport: transport}, Emulated: emulated, Retry: w.quick()})
	require.NoError(t, err)
	return g
}
