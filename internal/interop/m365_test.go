package interop_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/persontest"
	"samlharness/sp/directory"
	"samlharness/world"
)

// m365 sends what CLI for Microsoft 365 11.11.0 sent when it was run, unmodified, by `m365 login --authType deviceCode`
// and `m365 request` against a world on 27 November 2026: its headers, and its forms in their order.
type m365 struct {
	world *world.World
	app   string
}

func (m m365) send(t *testing.T, method, address, body, bearer string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("User-Agent", "NONISV|SharePointPnP|CLIMicrosoft365/11.11.0")
	r.Header.Set("X-Clientservice-Clienttag", "M365CLI:11.11.0")
	r.Header.Set("Accept", "application/json")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != "" {
		r.Header.Set("Accept", "application/json, text/plain, */*")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	}
	response, err := m.world.HTTPClient().Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	var answer map[string]any
	require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
	return response.StatusCode, answer
}

// TestCLIForMicrosoft365DeviceCode replays the sign-in by device code: the first poll comes too early, as MSAL's does.
func TestCLIForMicrosoft365DeviceCode(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	app, err := w.Entra.CreateApplication(t.Context(), directory.NewApplication{
		DisplayName:  "PnP Management Shell",
		Public:       true,
		RedirectURIs: []string{"http://localhost"},
		Scopes:       []string{"User.Read", "Domain.Read.All"},
		AdminConsent: true,
	})
	require.NoError(t, err)
	m := m365{w, app.AppID}
	endpoint := "https://login.microsoftonline.com/" + w.Entra.ID() + "/oauth2/v2.0/"
	const scope = "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default%20openid%20profile%20offline_access&client_id="
	status, device := m.send(t, http.MethodPost, endpoint+"devicecode", scope+m.app, "")
	require.Equal(t, http.StatusOK, status, "%v", device)
	const id = "804db26b-2661-4874-9a35-bd1eb67b6087"
	poll := func() (int, map[string]any) {
		return m.send(t, http.MethodPost, endpoint+"token?client-request-id="+id, scope+m.app+"&grant_type=device_code"+
			"&device_code="+url.QueryEscape(device["device_code"].(string))+"&client-request-id="+id+"&client_info=1"+
			"&x-client-SKU=msal.js.node&x-client-VER=5.6.0&x-client-OS=linux&x-client-CPU=x64"+
			"&x-ms-lib-capability=retry-after%2C%20h429&x-client-current-telemetry=5%7C671%2C0%2C%2C%2C%7C%2C"+
			"&x-client-last-telemetry=5%7C0%7C%7C%7C0%2C0", "")
	}
	status, pending := poll()
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, "authorization_pending", pending["error"])

	page := persontest.Walk(t, w, administrator, "https://login.microsoftonline.com/common/oauth2/deviceauth?otc="+
		device["user_code"].(string), "")
	assert.Contains(t, page.Text(), "You have signed in to the PnP Management Shell application")
	w.Clock.Advance(10 * time.Second)
	status, tokens := poll()
	require.Equal(t, http.StatusOK, status, "%v", tokens)
	for _, name := range []string{"access_token", "id_token", "refresh_token", "client_info"} {
		assert.NotEmpty(t, tokens[name], name)
	}
	status, domains := m.send(t, http.MethodGet, "https://graph.microsoft.com/v1.0/domains", "",
		tokens["access_token"].(string))
	require.Equal(t, http.StatusOK, status, "%v", domains)
	assert.NotEmpty(t, domains["value"])
}
