package oauth_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/sp/directory"
)

// startDevice asks for a code as Graph PowerShell does.
func (c *company) startDevice(pairs ...string) (user, device string) {
	c.t.Helper()
	status, code := c.post("/common/oauth2/v2.0/devicecode", append([]string{"client_id", directory.AppGraphTools,
		"scope", "User.Read openid profile offline_access"}, pairs...)...)
	require.Equal(c.t, http.StatusOK, status, "%v", code)
	assert.Equal(c.t, login+"/devicelogin", code["verification_uri"])
	assert.EqualValues(c.t, 900, code["expires_in"])
	assert.EqualValues(c.t, 5, code["interval"])
	assert.Contains(c.t, code["message"], "enter the code "+code["user_code"].(string)+" to authenticate.")
	return code["user_code"].(string), code["device_code"].(string)
}

func (c *company) poll(grant, device string) (int, map[string]any) {
	c.t.Helper()
	return c.post("/common/oauth2/v2.0/token", "grant_type", grant, "device_code", device, "client_id",
		directory.AppGraphTools)
}

const longGrant = "urn:ietf:params:oauth:grant-type:device_code"

func TestDeviceFlow(t *testing.T) {
	c := newCompany(t)
	user, device := c.startDevice()
	for _, grant := range []string{"device_code", longGrant} {
		status, answer := c.poll(grant, device)
		assert.Equal(t, http.StatusBadRequest, status)
		assert.Equal(t, "authorization_pending", answer["error"])
		assert.Equal(t, []any{70016.0}, answer["error_codes"])
		assert.Contains(t, answer["error_description"], "AADSTS70016: OAuth 2.0 device flow error. Authorization is "+
			"pending. Continue polling. Trace ID")
	}
	c.clock.Advance(time.Second)
	_, answer := c.poll(longGrant, device)
	assert.Equal(t, "slow_down", answer["error"])

	b := c.browser()
	page, err := b.Open(t.Context(), login+"/devicelogin")
	require.NoError(t, err)
	require.NoError(t, page.Forms[0].Set("otc", "WRONGCODE"))
	page, err = b.Click(t.Context(), page, "idSIButton9")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "That code didn't work.")
	result := c.walk(b, alice, login+"/common/oauth2/deviceauth?otc="+user)
	assert.Equal(t, alice, result.SignedInAs)
	assert.Contains(t, result.Page.Text(), "You have signed in to the Microsoft Graph Command Line Tools application on "+
		"your device. You may now close this window.")

	status, tokens := c.poll(longGrant, device)
	require.Equal(t, http.StatusOK, status, "%v", tokens)
	access := claims(t, tokens["access_token"])
	assert.Equal(t, alice, access["upn"])
	assert.Equal(t, "0", access["appidacr"])
	assert.Equal(t, "email openid profile User.Read", access["scp"])
	assert.NotEmpty(t, tokens["refresh_token"])
	_, answer = c.poll(longGrant, device)
	assert.Equal(t, "bad_verification_code", answer["error"], "a code is good once")
}

func TestDeviceCodesThatGiveNothing(t *testing.T) {
	c := newCompany(t)
	user, device := c.startDevice()
	b := c.browser()
	arrived(t, c.walk(b, alice, authorize())) // so that a session is there
	page, err := b.Open(t.Context(), login+"/common/oauth2/deviceauth?otc="+user)
	require.NoError(t, err)
	page, err = b.Click(t.Context(), page, "idSIButton9")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "Are you trying to sign in to Microsoft Graph Command Line Tools?")
	page, err = b.Click(t.Context(), page, "idBtn_Back")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "You declined")
	_, answer := c.poll("device_code", device)
	assert.Equal(t, "authorization_declined", answer["error"])

	_, device = c.startDevice()
	c.clock.Advance(15 * time.Minute)
	_, answer = c.poll("device_code", device)
	assert.Equal(t, "expired_token", answer["error"])
	assert.Contains(t, answer["error_description"], "AADSTS70020: The provided value for the input parameter "+
		"'device_code' is not valid. This device code has expired. Trace ID")
	_, answer = c.poll("device_code", "nosuch")
	assert.Equal(t, "bad_verification_code", answer["error"])
	assert.Contains(t, answer["error_description"], "AADSTS7000014: The provided value for the input parameter "+
		"'device_code' is not valid. Trace ID")
	_, answer = c.post("/common/oauth2/v2.0/token", "grant_type", "device_code", "client_id", directory.AppGraphTools)
	assert.Contains(t, answer["error_description"], "AADSTS900144")
	_, answer = c.post("/common/oauth2/v2.0/devicecode", "client_id", webAppID)
	assert.Contains(t, answer["error_description"], "AADSTS900144")
	_, answer = c.post("/consumers/oauth2/v2.0/devicecode", "client_id", webAppID)
	assert.Contains(t, answer["error_description"], "AADSTS9002346")
}

func TestDevicesAreApprovedByVerb(t *testing.T) {
	c := newCompany(t)
	tokens := c.microsoft.Tokens
	_, err := tokens.ApproveDevice(t.Context(), "NOSUCHONE", alice)
	assert.True(t, record.IsCode(err, "AADSTS70018"), "%v", err)
	user, device := c.startDevice("scope", "Domain.ReadWrite.All")
	_, err = tokens.ApproveDevice(t.Context(), user, "nobody@contoso.com")
	assert.True(t, directory.IsNotFound(err), "%v", err)
	_, err = tokens.ApproveDevice(t.Context(), user, alice)
	assert.True(t, record.IsCode(err, "AADSTS90094"), "only an administrator may agree: %v", err)
	application, err := tokens.ApproveDevice(t.Context(), user, admin)
	require.NoError(t, err)
	assert.Equal(t, "Microsoft Graph Command Line Tools", application)
	status, answer := c.poll("device_code", device)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, claims(t, answer["access_token"])["scp"], "Domain.ReadWrite.All")
	assert.Contains(t, claims(t, answer["access_token"])["wids"], directory.GlobalAdministrator)

	user, device = c.startDevice()
	require.NoError(t, tokens.DeclineDevice(user))
	require.Error(t, tokens.DeclineDevice(user))
	_, answer = c.poll("device_code", device)
	assert.Equal(t, "authorization_declined", answer["error"])
}

func TestDeviceFlowV1(t *testing.T) {
	c := newCompany(t)
	status, code := c.post("/common/oauth2/devicecode", "client_id", directory.AppAzureCLI, "resource",
		"https://graph.microsoft.com")
	require.Equal(t, http.StatusOK, status)
	assert.Equal(t, "900", code["expires_in"])
	assert.Equal(t, login+"/devicelogin", code["verification_url"])
	_, err := c.microsoft.Tokens.ApproveDevice(t.Context(), code["user_code"].(string), admin)
	require.NoError(t, err)
	status, answer := c.post("/common/oauth2/token", "grant_type", "device_code", "code", code["device_code"].(string),
		"client_id", directory.AppAzureCLI, "resource", "https://graph.microsoft.com")
	require.Equal(t, http.StatusOK, status, "%v", answer)
	assert.Equal(t, "AuditLog.Read.All Directory.AccessAsUser.All email Group.ReadWrite.All openid profile "+
		"User.ReadWrite.All", answer["scope"])
	assert.Equal(t, "1.0", claims(t, answer["id_token"])["ver"])
	assert.Equal(t, "3599", answer["expires_in"])
}
