package interop_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/persontest"
	"samlharness/sp/directory"
	"samlharness/world"
)

const administrator = "admin@contoso.onmicrosoft.com"

// domainsBy reads Graph's domains with a credential.
func domainsBy(t testing.TB, w *world.World, c azcore.TokenCredential, scopes ...string) []string {
	t.Helper()
	token, err := c.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: scopes, TenantID: w.Entra.ID()})
	require.NoError(t, err)
	return domainNames(t, w.HTTPClient(), token.Token)
}

func clientOptions(w *world.World) azcore.ClientOptions {
	return azcore.ClientOptions{Transport: w.HTTPClient()}
}

var shownCode = regexp.MustCompile(`code ([A-Z0-9]{9}) `)

// TestAzidentityDeviceCode signs a federated person in with the code that azidentity shows.
func TestAzidentityDeviceCode(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	// Graph checks the scope, and alice cannot agree to it herself
	require.NoError(t, w.Entra.Consent(t.Context(), "", directory.AppGraphTools, []string{"Domain.Read.All"}))
	c, err := azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: clientOptions(w),
		TenantID:      w.Entra.ID(),
		ClientID:      directory.AppGraphTools,
		UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
			assert.Equal(t, "https://login.microsoftonline.com/devicelogin", m.VerificationURL)
			page := persontest.Walk(t, w, "alice@contoso.com", "https://login.microsoftonline.com/common/oauth2/deviceauth?otc="+
				m.UserCode, "")
			assert.Contains(t, page.Text(), "You have signed in to the Microsoft Graph Command Line Tools application")
			return nil
		},
	})
	require.NoError(t, err)
	assert.Contains(t, domainsBy(t, w, c, "https://graph.microsoft.com/Domain.Read.All"), "contoso.com")
}

// TestAzidentityBrowser has azidentity open a browser, in which a person signs in; the answer comes by form_post to the
// port at which azidentity listens.
func TestAzidentityBrowser(t *testing.T) {
	w := startWorld(t)
	opened := persontest.Opener(t)
	go func() { persontest.Walk(t, w, administrator, opened(), "http://localhost:") }()
	c, err := azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
		ClientOptions: clientOptions(w),
		TenantID:      w.Entra.ID(),
		ClientID:      directory.AppGraphTools,
	})
	require.NoError(t, err)
	assert.Contains(t, domainsBy(t, w, c, "https://graph.microsoft.com/Domain.ReadWrite.All"), "contoso.com")
}

// TestAzidentityCertificate proves an application by the key of a registered certificate.
func TestAzidentityCertificate(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	certificate, key := clientCertificate(t)
	c, err := azidentity.NewClientCertificateCredential(w.Entra.ID(), w.ClientID, []*x509.Certificate{certificate}, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: clientOptions(w)})
	require.NoError(t, err)
	_, err = c.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{graphScope}})
	require.ErrorContains(t, err, "AADSTS700027", "not registered yet")
	_, err = w.Entra.AddApplicationCertificate(t.Context(), w.ClientID, certificate.Raw)
	require.NoError(t, err)
	assert.Contains(t, domainsBy(t, w, c, graphScope), "contoso.com")
}

func clientCertificate(t testing.TB) (*x509.Certificate, *rsa.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "TEST client"},
		NotBefore:    realClock().Now().Add(-time.Hour),
		NotAfter:     realClock().Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return certificate, key
}

// TestMSALNodePeople has MSAL for Node sign people in: by device code, and by authorization code with PKCE in a
// browser.
func TestMSALNodePeople(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	proxy, authority := proxied(t, w)
	app, err := w.Entra.CreateApplication(t.Context(), directory.NewApplication{DisplayName: "Node", Public: true,
		RedirectURIs: []string{"http://localhost"}, Scopes: []string{"User.Read"}})
	require.NoError(t, err)
	for _, flow := range []string{"device", "code"} {
		t.Run(flow, func(t *testing.T) {
			t.Parallel()
			c := node(t, nodeFolder, "people.mjs", map[string]string{"proxy": proxy, "authority": authority,
				"tenant": w.Entra.ID(), "clientId": app.AppID, "flow": flow})
			stdout, err := c.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, c.Start())
			lines := bufio.NewScanner(stdout)
			require.True(t, lines.Scan())
			if flow == "device" {
				found := shownCode.FindStringSubmatch(lines.Text())
				require.NotNil(t, found, lines.Text())
				_, err := w.Tokens.ApproveDevice(t.Context(), found[1], administrator)
				require.NoError(t, err)
			} else {
				persontest.Walk(t, w, administrator, lines.Text(), "http://localhost:")
			}
			require.True(t, lines.Scan())
			var said struct {
				Username, Error string
				Domains         []string
				Silent          bool
			}
			require.NoError(t, json.Unmarshal(lines.Bytes(), &said), lines.Text())
			require.Empty(t, said.Error)
			assert.Equal(t, administrator, said.Username)
			assert.Contains(t, said.Domains, "contoso.com")
			assert.True(t, said.Silent, "a refresh token brought another access token")
			require.NoError(t, c.Wait())
		})
	}
}

// TestAzureCLI replays what az 2.45 sends for "az login --use-device-code --allow-no-subscriptions" and "az rest",
// which were run against a world.
func TestAzureCLI(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	const host = "https://login.microsoftonline.com"
	const management = "https://management.core.windows.net//.default offline_access openid profile"
	get := func(address, bearer string) map[string]any {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+bearer)
		return answered(t, w, r, http.StatusOK)
	}
	post := func(address string, status int, pairs ...string) map[string]any {
		form := url.Values{"client_id": {directory.AppAzureCLI}, "client_info": {"1"}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("x-client-sku", "MSAL.Python")
		return answered(t, w, r, status)
	}
	metadata := get("https://management.azure.com/metadata/endpoints?api-version=2022-09-01", "")
	assert.Equal(t, "https://graph.microsoft.com/", metadata["microsoftGraphResourceId"])

	code := post(host+"/organizations/oauth2/v2.0/devicecode", http.StatusOK, "scope", management)
	poll := []string{"grant_type", "device_code", "device_code", code["device_code"].(string), "scope", management}
	pending := post(host+"/organizations/oauth2/v2.0/token", http.StatusBadRequest, poll...)
	assert.Equal(t, "authorization_pending", pending["error"])
	_, err := w.Tokens.ApproveDevice(t.Context(), code["user_code"].(string), administrator)
	require.NoError(t, err)
	tokens := post(host+"/organizations/oauth2/v2.0/token", http.StatusOK, poll...)
	tenants := get("https://management.azure.com/tenants?api-version=2019-11-01", tokens["access_token"].(string))
	assert.Equal(t, w.Entra.ID(), tenants["value"].([]any)[0].(map[string]any)["tenantId"])
	own := post(host+"/"+w.Entra.ID()+"/oauth2/v2.0/token", http.StatusOK, "grant_type", "refresh_token", "refresh_token",
		tokens["refresh_token"].(string), "scope", management)
	subscriptions := get("https://management.azure.com/subscriptions?api-version=2019-11-01", own["access_token"].(string))
	assert.Empty(t, subscriptions["value"])
	graph := post(host+"/"+w.Entra.ID()+"/oauth2/v2.0/token", http.StatusOK, "grant_type", "refresh_token",
		"refresh_token", own["refresh_token"].(string), "scope",
		"https://graph.microsoft.com//.default offline_access openid profile")
	assert.Contains(t, graph["scope"], "https://graph.microsoft.com/Directory.AccessAsUser.All")
	assert.Contains(t, domainNames(t, w.HTTPClient(), graph["access_token"].(string)), "contoso.com")
}

// answered is the JSON that the world answers a request with.
func answered(t testing.TB, w *world.World, r *http.Request, status int) map[string]any {
	t.Helper()
	response, err := w.HTTPClient().Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	var body map[string]any
	require.NoError(t, json.NewDecoder(response.Body).Decode(&body))
	require.Equal(t, status, response.StatusCode, "%v", body)
	return body
}
