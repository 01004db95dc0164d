package interop_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/confidential"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/needs"
	"samlharness/world"
)

const (
	graphScope   = "https://graph.microsoft.com/.default"
	graphDomains = "https://graph.microsoft.com/v1.0/domains"
)

// watched notes which addresses a client asks.
type watched struct {
	http.RoundTripper
	mu    sync.Mutex
	asked []string
}

// RoundTrip passes the request on.
func (w *watched) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, r.URL.Scheme+"://"+r.URL.Host+r.URL.Path)
	return w.RoundTripper.RoundTrip(r)
}

// TestMSALGoWithInstanceDiscovery has MSAL for Go discover cloud and tenant by itself, as it does unless it is told not
// to, and read Graph with the token.
func TestMSALGoWithInstanceDiscovery(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	credential, err := confidential.NewCredFromSecret(w.ClientSecret)
	require.NoError(t, err)
	for _, tenant := range []string{w.Entra.ID(), "contoso.com"} {
		transport := &watched{RoundTripper: w.HTTPClient().Transport}
		client, err := confidential.New("https://login.microsoftonline.com/"+tenant, w.ClientID, credential,
			confidential.WithHTTPClient(&http.Client{Transport: transport}), confidential.WithInstanceDiscovery(true))
		require.NoError(t, err)
		token, err := client.AcquireTokenByCredential(t.Context(), []string{graphScope})
		require.NoError(t, err)
		assert.Contains(t, transport.asked, "https://login.microsoftonline.com/common/discovery/instance")
		assert.Contains(t, transport.asked, "https://login.microsoftonline.com/"+tenant+
			"/v2.0/.well-known/openid-configuration")
		assert.Contains(t, transport.asked, "https://login.microsoftonline.com/"+w.Entra.ID()+"/oauth2/v2.0/token")
		assert.Contains(t, domainNames(t, w.HTTPClient(), token.AccessToken), "contoso.com")

		again, err := client.AcquireTokenByCredential(t.Context(), []string{graphScope})
		require.NoError(t, err)
		assert.Equal(t, token.AccessToken, again.AccessToken, "from its cache")
	}
}

// domainNames reads Graph's domains with a bearer token.
func domainNames(t testing.TB, client *http.Client, token string) []string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, graphDomains, nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	return readDomainNames(t, json.NewDecoder(response.Body))
}

func readDomainNames(t testing.TB, d *json.Decoder) (names []string) {
	t.Helper()
	var list struct{ Value []struct{ ID string } }
	require.NoError(t, d.Decode(&list))
	for _, domain := range list.Value {
		names = append(names, domain.ID)
	}
	return names
}

// proxied is what a program of its own needs to reach a world: the proxy's address and the authority's file.
func proxied(t testing.TB, w *world.World) (proxy, authority string) {
	t.Helper()
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	return proxy, needs.File(t, "ca.pem", w.CAPEM())
}

// TestCurlAsksGraphThroughTheProxy gets a token and reads and writes Graph with curl alone, by the production names.
func TestCurlAsksGraphThroughTheProxy(t *testing.T) {
	t.Parallel()
	program := needs.Program(t, "curl")
	w := startWorld(t)
	proxy, authority := proxied(t, w)
	curl := func(arguments ...string) (string, string) {
		t.Helper()
		out, err := needs.Run(t, program, append([]string{"--silent", "--show-error", "--max-time", "30", "--proxy", proxy,
			"--cacert", authority, "--write-out", "\n%{http_code}"}, arguments...)...)
		require.NoError(t, err)
		end := strings.LastIndexByte(string(out), '\n')
		return string(out[:end]), string(out[end+1:])
	}
	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {w.ClientID},
		"client_secret": {w.ClientSecret},
		"scope":         {graphScope},
	}.Encode()
	body, status := curl("--data", form, "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token")
	require.Equal(t, "200", status, body)
	var token struct {
		Access string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal([]byte(body), &token))
	bearer := "Authorization: Bearer " + token.Access

	body, status = curl("--header", bearer, graphDomains)
	require.Equal(t, "200", status, body)
	assert.Contains(t, readDomainNames(t, json.NewDecoder(strings.NewReader(body))), "staging.contoso.net")

	body, status = curl("--header", bearer, "--request", "PATCH", "--json", `{"onPremisesImmutableId":"abc=="}`,
		"https://graph.microsoft.com/v1.0/users/alice@contoso.com")
	require.Equal(t, "204", status, body)
	body, status = curl("--header", bearer, "--get", "--data-urlencode", "$select=onPremisesImmutableId",
		"https://graph.microsoft.com/v1.0/users/alice@contoso.com")
	require.Equal(t, "200", status, body)
	assert.Contains(t, body, `"onPremisesImmutableId":"abc=="`)

	body, status = curl("--header", bearer+"x", graphDomains)
	assert.Equal(t, "401", status)
	assert.Contains(t, body, "InvalidAuthenticationToken")
}
