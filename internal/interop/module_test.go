package interop_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/persontest"
	"samlharness/sp/directory"
	"samlharness/world"
)

// module sends the requests of JumpCloud.Office365.SSO 0.11.0 (TheJumpCloud/support) in the order of its source, as the
// cmdlets of Microsoft.Graph that it calls put them on the wire: their headers, and a body with the stray DomainName.
type module struct {
	t      *testing.T
	w      *world.World
	bearer string
}

// connect is Connect-MgGraph -Scopes: an administrator signs in to a browser, which returns to the port of MSAL.NET.
func (m *module) connect(scopes string) {
	m.t.Helper()
	answers := make(chan url.Values, 1)
	loopback := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers <- r.URL.Query()
		_, err := io.WriteString(w, "<html><body>Authentication complete.</body></html>")
		assert.NoError(m.t, err)
	}))
	defer loopback.Close()
	redirect := strings.Replace(loopback.URL, "127.0.0.1", "localhost", 1)
	verifier := strings.Repeat("module-", 8)
	sum := sha256.Sum256([]byte(verifier))
	scope := scopes + " openid profile offline_access"
	const endpoint = "https://login.microsoftonline.com/organizations/oauth2/v2.0/"
	persontest.Walk(m.t, m.w, administrator, endpoint+"authorize?"+url.Values{
		"client_id":             {directory.AppGraphTools},
		"response_type":         {"code"},
		"redirect_uri":          {redirect},
		"scope":                 {scope},
		"prompt":                {"select_account"},
		"code_challenge":        {base64.RawURLEncoding.EncodeToString(sum[:])},
		"code_challenge_method": {"S256"},
		"state":                 {"of the module"},
		"client_info":           {"1"},
	}.Encode(), redirect)
	answer := <-answers
	require.Equal(m.t, "of the module", answer.Get("state"), "%v", answer)
	r, err := http.NewRequestWithContext(m.t.Context(), http.MethodPost, endpoint+"token", strings.NewReader(url.Values{
		"client_id":     {directory.AppGraphTools},
		"grant_type":    {"authorization_code"},
		"code":          {answer.Get("code")},
		"code_verifier": {verifier},
		"redirect_uri":  {redirect},
		"scope":         {scope},
		"client_info":   {"1"},
	}.Encode()))
	require.NoError(m.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("x-client-SKU", "MSAL.NetCore")
	m.bearer, _ = answered(m.t, m.w, r, http.StatusOK)["access_token"].(string)
}

// ask sends what a cmdlet sends, and returns the answer's status and the error's message.
func (m *module) ask(method, path string, body map[string]any) (int, string) {
	m.t.Helper()
	var content io.Reader
	version := "v1.0"
	if rest, ok := strings.CutPrefix(path, "/beta"); ok {
		version, path = "beta", rest
	}
	if body != nil {
		raw, err := json.Marshal(body)
		require.NoError(m.t, err)
		content = strings.NewReader(string(raw))
	}
	r, err := http.NewRequestWithContext(m.t.Context(), method, "https://graph.microsoft.com/"+version+path, content)
	require.NoError(m.t, err)
	r.Header.Set("Authorization", "Bearer "+m.bearer)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("FeatureFlag", "00000003")
	r.Header.Set("Cache-Control", "no-store, no-cache")
	r.Header.Set("SdkVersion", "graph-powershell/2.26.0")
	response, err := m.w.HTTPClient().Do(r)
	require.NoError(m.t, err)
	defer response.Body.Close()
	var answer struct{ Error struct{ Message string } }
	if raw, err := io.ReadAll(response.Body); assert.NoError(m.t, err) && len(raw) > 0 {
		require.NoError(m.t, json.Unmarshal(raw, &answer), "%s", raw)
	}
	return response.StatusCode, answer.Error.Message
}

// answers asks and checks what came.
func (m *module) answers(method, path string, body map[string]any, status int, message string) {
	m.t.Helper()
	got, text := m.ask(method, path, body)
	assert.Equal(m.t, status, got, "%s %s: %s", method, path, text)
	assert.Equal(m.t, message, text, "%s %s", method, path)
}

// body is what Enable makes of a metadata file.
func (m *module) body(pairs ...any) map[string]any {
	body := map[string]any{
		"DomainName":                      "contoso.com",
		"displayName":                     "contoso.com",
		"issuerUri":                       "https://contoso.com",
		"signingCertificate":              base64.StdEncoding.EncodeToString(m.certificate()),
		"passiveSignInUri":                "https://sso.jumpcloud.com/saml2/office365",
		"activeSignInUri":                 "https://sso.jumpcloud.com/saml2/office365",
		"signOutUri":                      "https://console.jumpcloud.com/userconsole/",
		"preferredAuthenticationProtocol": "saml",
		"federatedIdpMfaBehavior":         "acceptIfMfaDoneByFederatedIdp",
	}
	for i := 0; i < len(pairs); i += 2 {
		body[pairs[i].(string)] = pairs[i+1]
	}
	return body
}

func (m *module) certificate() []byte {
	certificate, _ := clientCertificate(m.t)
	return certificate.Raw
}

// authentication is a change of a domain's authenticationType.
func authentication(to string) map[string]any { return map[string]any{"authenticationType": to} }

// TestRequestsOfJumpCloudsModule sends what Enable, Show and Disable send, Connect-MgGraph included, and walks into
// each branch in which they catch an error.
func TestRequestsOfJumpCloudsModule(t *testing.T) {
	t.Parallel()
	m := &module{t: t, w: startWorld(t)}
	const contoso, denied = "/domains/contoso.com", "Insufficient privileges to complete the operation."
	const configuration = contoso + "/federationConfiguration"
	managed, federated := authentication("Managed"), authentication("Federated")
	m.answers("GET", "/organization", nil, 401, "Access token is empty.") // on an error, Enable connects

	m.connect("Domain.Read.All")
	m.answers("GET", "/domains?$select=id,authenticationType,isVerified", nil, 200, "")
	m.answers("GET", configuration, nil, 404, "Resource 'federationConfiguration' does not exist or one of its queried "+
		"reference-property objects are not present.") // Show connects again, and says that it is not configured
	m.answers("POST", configuration, m.body(), 403, denied)
	m.answers("PATCH", contoso, managed, 403, denied) // Disable connects

	// what the procedure asks for before the module runs
	m.connect("Domain.ReadWrite.All Directory.AccessAsUser.All Organization.ReadWrite.All Directory.ReadWrite.All")
	m.answers("GET", "/organization", nil, 200, "")
	m.answers("POST", "/domains/nowhere.example/federationConfiguration", m.body(), 404, "Resource 'nowhere.example' "+
		"does not exist or one of its queried reference-property objects are not present.")
	m.answers("POST", configuration, m.body("issuerUri", "https:contoso.com"), 400, "Invalid value specified for "+
		"property 'issuerUri' of resource 'InternalDomainFederation'.") // PowerShell 2.26 stripped slashes
	m.answers("POST", configuration, m.body("federatedIdpMfaBehavior", ""), 400, "FederatedIdpMfaBehavior cannot be empty")
	m.answers("PATCH", contoso, federated, 400, "Changing authenticationType from Managed to Federated is currently not "+
		"supported.") // which follows a POST that failed
	m.answers("POST", configuration, m.body(), 201, "")
	m.answers("PATCH", contoso, federated, 204, "")
	m.answers("GET", configuration, nil, 200, "")
	m.answers("POST", configuration, m.body(), 400, "Domain already has Federation Configuration set.")
	m.answers("PATCH", contoso, managed, 204, "")
	m.answers("GET", configuration, nil, 404, "Resource 'federationConfiguration' does not exist or one of its queried "+
		"reference-property objects are not present.")
}

// TestModuleConnectsByItself leaves Connect-MgGraph to the module, which asks for Domain.ReadWrite.All alone. That
// makes a federation; a change of authenticationType needs another scope besides, so that Disable fails after its retry
// too.
func TestModuleConnectsByItself(t *testing.T) {
	t.Parallel()
	m := &module{t: t, w: startWorld(t)}
	const contoso, denied = "/domains/contoso.com", "Insufficient privileges to complete the operation."
	managed, federated := authentication("Managed"), authentication("Federated")
	m.connect("Domain.ReadWrite.All")
	m.answers("POST", contoso+"/federationConfiguration", m.body(), 201, "")
	m.answers("PATCH", contoso, federated, 403, denied)
	for range 2 {
		m.answers("PATCH", contoso, managed, 403, denied)
		m.connect("Domain.ReadWrite.All")
	}
	m.connect("Domain.ReadWrite.All Directory.AccessAsUser.All")
	m.answers("PATCH", contoso, managed, 204, "")
}

// TestRequestsOfTheProceduresCmdlets sends what the cmdlets of the article "SSO with Microsoft 365" send.
func TestRequestsOfTheProceduresCmdlets(t *testing.T) {
	t.Parallel()
	m := &module{t: t, w: startWorld(t)}
	m.connect("Domain.ReadWrite.All Directory.AccessAsUser.All Organization.ReadWrite.All Directory.ReadWrite.All " +
		"User.ReadWrite.All Policy.Read.All")
	organization := "/organization/" + m.w.Entra.ID()
	const contoso = "/domains/contoso.com"
	for _, c := range []struct {
		cmdlet, method, path string
		body                 map[string]any
		status               int
	}{
		{"Get-MgDomain", "GET", "/domains", nil, 200},
		{"Get-MgDomain -DomainId", "GET", contoso, nil, 200},
		{"Get-MgOrganization", "GET", "/organization", nil, 200},
		{"Get-MgOrganization -Property OnPremisesSyncEnabled", "GET", "/organization?$select=onPremisesSyncEnabled", nil,
			200},
		{"Invoke-MgGraphRequest, directory sync off", "PATCH", "/beta" + organization,
			map[string]any{"onPremisesSyncEnabled": false}, 204},
		{"Get-MgUser -Property OnPremisesImmutableId", "GET",
			"/users/alice@contoso.com?$select=id,userPrincipalName,onPremisesImmutableId", nil, 200},
		{"Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy", "GET",
			"/policies/identitySecurityDefaultsEnforcementPolicy", nil, 200},
		{"New-MgDomainFederationConfiguration", "POST", contoso + "/federationConfiguration", m.body(), 201},
		{"Get-MgDomainFederationConfiguration", "GET", contoso + "/federationConfiguration", nil, 200},
		{"Update-MgDomain -AuthenticationType Managed", "PATCH", contoso, authentication("Managed"), 204},
		{"Update-MgUser -UserPrincipalName", "PATCH", "/users/alice@contoso.com",
			map[string]any{"userPrincipalName": "alice@contoso.onmicrosoft.com"}, 204},
	} {
		status, text := m.ask(c.method, c.path, c.body)
		assert.Equal(t, c.status, status, "%s: %s", c.cmdlet, text)
	}
}
