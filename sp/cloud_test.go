package sp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/sp"
	"samlharness/sp/directory"
)

// chinese is Microsoft with a tenant in China, whose hosts differ from the global ones in everything.
func chinese(t *testing.T) (*sp.Microsoft, func(method, target, body, bearer string) *httptest.ResponseRecorder) {
	t.Helper()
	m, err := sp.New(sp.Options{
		Directory:    directory.Options{TenantID: tenantID, Cloud: cloud.China},
		Applications: []directory.NewApplication{{AppID: clientID, DisplayName: "harness", Secret: "s3cret"}},
		Clock:        clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	m.Mount(mux)
	return m, func(method, target, body, bearer string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		if body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if bearer != "" {
			r.Header.Set("Authorization", "Bearer "+bearer)
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
}

// The other name of the sign-in host answers programs itself, and leads browsers to the host that has their session.
func TestOtherNameOfTheSignInHost(t *testing.T) {
	_, ask := chinese(t)
	const other = "https://login.chinacloudapi.cn"
	page := ask("GET", other+"/common/login?login_hint=a", "", "")
	assert.Equal(t, http.StatusTemporaryRedirect, page.Code)
	assert.Equal(t, "https://login.partner.microsoftonline.cn/common/login?login_hint=a", page.Header().Get("Location"))
	for _, path := range []string{"/common/UserRealm/a@contoso.com?api-version=1.0", "/common/discovery/keys",
		"/common/v2.0/.well-known/openid-configuration"} {
		assert.Equal(t, http.StatusOK, ask("GET", other+path, "", "").Code, path)
	}
	for _, path := range []string{"token", "devicecode"} {
		answer := ask("POST", other+"/common/oauth2/v2.0/"+path, "client_id=x", "")
		assert.Contains(t, answer.Body.String(), "AADSTS", path)
	}
}

// A token for the management of one cloud is for it alone, and those who have none are sent to its sign-in host.
func TestTokensOfACloud(t *testing.T) {
	m, ask := chinese(t)
	const management, login = "https://management.chinacloudapi.cn", "https://login.partner.microsoftonline.cn/"
	for resource, status := range map[string]int{
		"https://management.core.chinacloudapi.cn/": http.StatusOK,
		management:                            http.StatusOK,
		"https://management.azure.com":        http.StatusBadRequest,
		"https://management.core.windows.net": http.StatusBadRequest,
		"https://graph.microsoft.com":         http.StatusBadRequest,
	} {
		answer := ask("POST", login+tenantID+"/oauth2/token", url.Values{"grant_type": {"client_credentials"},
			"client_id": {clientID}, "client_secret": {"s3cret"}, "resource": {resource}}.Encode(), "")
		assert.Equal(t, status, answer.Code, "%s: %s", resource, answer.Body)
		if status != http.StatusOK {
			assert.Contains(t, answer.Body.String(), "AADSTS500011", resource)
			continue
		}
		var issued struct {
			Token string `json:"access_token"`
		}
		require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &issued))
		assert.Equal(t, http.StatusOK, ask("GET", management+"/tenants?api-version=2022-12-01", "", issued.Token).Code)
	}
	for _, address := range []string{"https://" + m.Tenant.Cloud().Graph() + "/v1.0/domains",
		management + "/tenants?api-version=2022-12-01"} {
		assert.Contains(t, ask("GET", address, "", "").Header().Get("WWW-Authenticate"), `authorization_uri="`+login)
	}
}
