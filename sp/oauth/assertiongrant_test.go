package oauth_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

func TestPasswordGrant(t *testing.T) {
	c := newCompany(t)
	tenant := c.microsoft.Tenant
	_, err := tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: otherID, DisplayName: "Script",
		Public: true, Scopes: []string{"User.Read"}, AdminConsent: true})
	require.NoError(t, err)
	ask := func(pairs ...string) (int, map[string]any) {
		return c.post("/organizations/oauth2/v2.0/token", append([]string{"grant_type", "password", "client_id", otherID,
			"username", alice, "password", password, "scope", "User.Read"}, pairs...)...)
	}
	status, answer := ask()
	require.Equal(t, http.StatusOK, status, "%v", answer)
	assert.Equal(t, alice, claims(t, answer["access_token"])["upn"])
	for _, no := range []struct {
		name  string
		pairs []string
		code  string
	}{
		{"wrong password", []string{"password", "x"}, "AADSTS50126"},
		{"nobody", []string{"username", "nobody@contoso.com"}, "AADSTS50034"},
		{"no name", []string{"username", ""}, "AADSTS900144"},
		{"no consent", []string{"scope", "Mail.Send"}, "AADSTS65001"},
		{"confidential client", []string{"client_id", webAppID}, "AADSTS7000218"},
		{"public client with a secret", []string{"client_id", directory.AppAzureCLI, "client_secret", "x"}, "AADSTS700025"},
	} {
		t.Run(no.name, func(t *testing.T) {
			_, answer := ask(no.pairs...)
			assert.Contains(t, answer["error_description"], no.code)
		})
	}
	_, err = tenant.CreateFederation(t.Context(), "contoso.com", federation(t))
	require.NoError(t, err)
	_, answer = ask()
	assert.Contains(t, answer["error_description"], "AADSTS50056")
}

// A web application that has the token of another for itself exchanges it for one of Graph.
func TestOnBehalfOf(t *testing.T) {
	c := newCompany(t)
	tenant := c.microsoft.Tenant
	_, err := tenant.CreateApplication(t.Context(), directory.NewApplication{AppID: otherID, DisplayName: "Middle tier",
		Secret: webSecret, Scopes: []string{"User.Read"}, AdminConsent: true})
	require.NoError(t, err)
	_, first := c.redeem(c.code(alice, "scope", "openid api://"+otherID+"/access_as_user"))
	own := claims(t, first["access_token"])
	assert.Equal(t, "api://"+otherID, own["aud"])
	assert.Equal(t, "access_as_user", own["scp"])
	exchange := func(pairs ...string) (int, map[string]any) {
		return c.post("/"+tenantID+"/oauth2/v2.0/token", append([]string{"grant_type",
			"urn:ietf:params:oauth:grant-type:jwt-bearer", "requested_token_use", "on_behalf_of", "client_id", otherID,
			"client_secret", webSecret, "assertion", first["access_token"].(string), "scope", "User.Read"}, pairs...)...)
	}
	status, answer := exchange()
	require.Equal(t, http.StatusOK, status, "%v", answer)
	assert.Equal(t, alice, claims(t, answer["access_token"])["upn"])
	assert.Equal(t, otherID, claims(t, answer["access_token"])["appid"])
	_, graph := c.redeem(c.code(alice))
	_, idToken := c.redeem(c.code(alice))
	for _, no := range []struct {
		name  string
		pairs []string
		code  string
	}{
		{"a token for Graph", []string{"assertion", graph["access_token"].(string)}, "AADSTS50013"},
		{"an ID token", []string{"assertion", idToken["id_token"].(string), "client_id", webAppID}, "AADSTS50013"},
		{"no consent", []string{"scope", "Mail.Send"}, "AADSTS65001"},
		{"no secret", []string{"client_secret", ""}, "AADSTS7000218"},
		{"no assertion", []string{"assertion", ""}, "AADSTS900144"},
		{"another use", []string{"requested_token_use", ""}, "AADSTS900144"},
	} {
		t.Run(no.name, func(t *testing.T) {
			_, answer := exchange(no.pairs...)
			assert.Contains(t, answer["error_description"], no.code)
		})
	}
	c.clock.Advance(time.Hour)
	_, answer = exchange()
	assert.Contains(t, answer["error_description"], "AADSTS500133")
}
