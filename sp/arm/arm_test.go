package arm_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/sp/arm"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/token"
)

func TestWhatProgramsAskWhileTheySignIn(t *testing.T) {
	clock := clockwork.NewFakeClock()
	tenant, err := directory.New(directory.Options{Clock: clock})
	require.NoError(t, err)
	keys, mux := &token.SigningKey{}, http.NewServeMux()
	(&arm.Handler{Tenant: tenant, Clock: clock, Keys: keys}).Mount(mux)
	signed := func(audience string) string {
		now := clock.Now()
		text, err := keys.Sign(t.Context(), now, token.Claims{Audience: audience, Issuer: cloud.Global.IssuerV1(tenant.ID()),
			NotBefore: now.Unix(), Expiry: now.Unix() + 60})
		require.NoError(t, err)
		return text
	}
	for _, c := range []struct {
		path, token string
		status      int
		want        string
	}{
		{"/metadata/endpoints?api-version=2022-09-01", "", 200, `"resourceManager":"https://management.azure.com/"`},
		{"/metadata/endpoints?api-version=2019-05-01", "", 200, `[{"name":"AzureCloud"`},
		{"/metadata/endpoints?api-version=2015-01-01", "", 200, `"portalEndpoint"`},
		{"/metadata/endpoints", "", 400, "MissingApiVersionParameter"},
		{"/tenants?api-version=2022-12-01", "", 401, "AuthenticationFailed"},
		{"/tenants?api-version=2022-12-01", signed("https://graph.microsoft.com"), 401, "Invalid audience"},
		{"/tenants?api-version=2022-12-01", signed("https://management.azure.com/"), 200, tenant.ID()},
		{"/subscriptions?api-version=2022-12-01", signed("https://management.core.windows.net/"), 200, `"value":[]`},
	} {
		r := httptest.NewRequest(http.MethodGet, "https://management.azure.com"+c.path, nil)
		if c.token != "" {
			r.Header.Set("Authorization", "Bearer "+c.token)
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		assert.Equal(t, c.status, w.Code, c.path)
		assert.Contains(t, w.Body.String(), c.want, c.path)
	}
}
