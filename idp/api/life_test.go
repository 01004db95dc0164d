package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

func TestUserByAPI(t *testing.T) {
	c := newClient(t)
	dora := read[object](c, 200, "POST", "systemusers",
		`{"email":"dora@contoso.com","username":"dora","password":"Secret-1!",`+
			`"firstname":"Dora","alternateEmail":"d@home.example","phoneNumbers":[{"type":"work","number":"1"}],"sudo":true}`)
	id := dora["_id"].(string)
	assert.Equal(t, "ACTIVATED", dora["state"])
	assert.Equal(t, true, dora["activated"])
	assert.NotContains(t, mustJSON(t, dora), "Secret-1!")
	put := func(body string) object { return read[object](c, 200, "PUT", "systemusers/"+id, body) }
	assert.Equal(t, true, put(`{"account_locked":true}`)["account_locked"])
	assert.Equal(t, http.StatusOK, c.do("POST", root+"systemusers/"+id+"/unlock", "").StatusCode)
	assert.Equal(t, http.StatusOK, c.do("POST", root+"systemusers/"+id+"/expire", "").StatusCode)
	shown := read[object](c, 200, "GET", "systemusers/"+id, "")
	assert.Equal(t, false, shown["account_locked"])
	assert.Equal(t, true, shown["password_expired"])
	shown = put(`{"suspended":true,"department":"Sales"}`)
	assert.Equal(t, "SUSPENDED", shown["state"])
	assert.Equal(t, "d@home.example", shown["alternateEmail"], "what is left out stays")
	assert.Equal(t, "ACTIVATED", put(`{"suspended":false}`)["state"])
	assert.Equal(t, http.StatusBadRequest, c.do("PUT", root+"systemusers/"+id, `{"state":"STAGED"}`).StatusCode)
	excluded := `{"exclusion":true,"exclusionDays":2}`
	assert.Equal(t, http.StatusOK, c.do("POST", root+"systemusers/"+id+"/resetmfa", excluded).StatusCode)
	assert.Equal(t, true, read[object](c, 200, "GET", "systemusers/"+id, "")["mfa"].(object)["exclusion"])
	read[object](c, 200, "DELETE", "systemusers/"+id, "")
	assert.Equal(t, http.StatusNotFound, c.do("GET", root+"systemusers/"+id, "").StatusCode)
	all, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 100})
	assert.NotContains(t, mustJSON(t, all), "Secret-1!")
	assert.Contains(t, mustJSON(t, all), "without effect in this emulation: sudo")
	var types []string
	for _, e := range c.Events() {
		types = append(types, e.Type)
	}
	for _, want := range []string{"user_create", "user_lockout", "user_unlocked", "user_password_expired",
		"user_suspended",
		"user_unsuspended", "user_update", "user_delete"} {
		assert.Contains(t, types, want)
	}
}

// wiki is a custom application as newriverstrat/terraform-provider-jumpcloud sends it.
const wiki = `{"name":"saml2","displayLabel":"Wiki","ssoUrl":"https://sso.jumpcloud.com/saml2/wiki","active":true,` +
	`"config":{"idpEntityId":{"value":"https://jumpcloud.contoso.com"},"spEntityId":{"value":"https://wiki.example"},` +
	`"acsUrl":{"value":"https://wiki.example/acs"},"subjectField":{"value":"email"},` +
	`"databaseAttributes":{"value":[{"name":"mail","value":"email"}]},` +
	`"constantAttributes":{"value":[{"name":"c","value":"1"}]},` +
	`"includeGroups":{"value":true},"groupsAttributeName":{"value":"memberOf"},"declareRedirectEndpoint":{"value":true}}}`

func TestCustomApplicationByAPI(t *testing.T) {
	c := newClient(t)
	assert.Equal(t, http.StatusBadRequest, c.do("POST", root+"applications", `{"name":"saml2"}`).StatusCode)
	app := read[object](c, 200, "POST", "applications", wiki)
	id := app["_id"].(string)
	config := app["config"].(object)
	assert.Equal(t, "", config["idpPrivateKey"].(object)["value"])
	assert.Contains(t, config["idpCertificate"].(object)["value"], "BEGIN CERTIFICATE")
	assert.Equal(t, "https://sso.jumpcloud.com/saml2/wiki", app["ssoUrl"])
	metadata := c.do("GET", root+"organizations/"+c.ID()+"/applications/"+id+"/metadata.xml", "")
	public := c.do("GET", app["sso"].(object)["metadataUrl"].(string), "")
	assert.Equal(t, metadata.Body, public.Body)
	assert.Contains(t, metadata.Body, `entityID="https://jumpcloud.contoso.com"`)

	group, err := c.Group(t.Context(), org.AllUsers)
	require.NoError(t, err)
	bind := `{"op":"add","type":"user_group","id":"` + group.ID + `"}`
	assert.Equal(t, http.StatusNoContent, c.do("POST", root+"v2/applications/"+id+"/associations", bind).StatusCode)
	assert.Equal(t, http.StatusConflict, c.do("POST", root+"v2/applications/"+id+"/associations", bind).StatusCode)
	page := c.SignedIn("alice@contoso.com").Get("https://sso.jumpcloud.com/saml2/wiki")
	assert.Equal(t, "https://wiki.example/acs", page.Action, page.Body)
	assert.NotEmpty(t, page.Fields["SAMLResponse"])

	// a partial PUT resets what it leaves out; the certificate stays
	after := read[object](c, 200, "PUT", "applications/"+id,
		`{"name":"saml2","ssoUrl":"https://sso.jumpcloud.com/saml2/wiki",`+
			`"config":{"idpEntityId":{"value":"https://other.example"},"spEntityId":{"value":"https://wiki.example"},`+
			`"acsUrl":{"value":"https://wiki.example/acs"}}}`)
	assert.Equal(t, false, after["active"])
	assert.Equal(t, []any{}, after["config"].(object)["databaseAttributes"].(object)["value"])
	assert.Equal(t, config["idpCertificate"], after["config"].(object)["idpCertificate"])
	assert.Equal(t, http.StatusBadRequest, c.do("PUT", root+"applications/"+id,
		strings.Replace(wiki, "saml2/wiki", "saml2/other", 1)).StatusCode, "the SSO URL stays")
	read[object](c, 200, "DELETE", "applications/"+id, "")
	assert.Empty(t, c.do("GET", root+"applications/"+id, "").Body)
}

func TestPathsOfTheGraph(t *testing.T) {
	c := newClient(t)
	app, err := c.Application(t.Context(), "office365")
	require.NoError(t, err)
	bob := c.id(t, "bob")
	assert.Equal(t, http.StatusNoContent, c.do("POST", root+"v2/users/"+bob+"/associations",
		`{"op":"add","type":"application","id":"`+app.ID+`"}`).StatusCode)
	reached := read[[]object](c, 200, "GET", "v2/users/"+bob+"/applications", "")
	require.Len(t, reached, 1)
	paths := reached[0]["paths"].([]any)
	require.Len(t, paths, 2, "his own, and by the group")
	assert.Len(t, paths[0], 1)
	assert.Len(t, paths[1], 2)
	assert.Len(t, read[[]object](c, 200, "GET", "v2/applications/"+app.ID+"/users?limit=2&skip=1", ""), 2)
	require.NoError(t, c.UnbindGroup(t.Context(), org.AllUsers, "office365"))
	b := c.Browser()
	b.Login(b.Get(idptest.SSOLogin), "bob@contoso.com", idptest.Password)
	assert.NotEmpty(t, b.Get(idptest.SSOURL).Fields["SAMLResponse"], "an association of the user gives access")
	assert.Equal(t, http.StatusBadRequest, c.do("GET", root+"v2/users/"+bob+"/associations", "").StatusCode)
	assert.Equal(t, "[]", c.do("GET", root+"v2/users/"+bob+"/associations?targets=system", "").Body)
	missing := `{"op":"remove","type":"application","id":"` + c.ID() + `"}`
	assert.Equal(t, http.StatusNotFound, c.do("POST", root+"v2/users/"+bob+"/associations", missing).StatusCode)
}

func TestServiceAccounts(t *testing.T) {
	c := newClient(t)
	roles := map[string]string{}
	for _, r := range read[struct{ Results []struct{ ID, Name string } }](c, 200, "GET", "v2/roles", "").Results {
		roles[r.Name] = r.ID
	}
	type account struct {
		ServiceAccount struct {
			ObjectID       string `json:"objectId"`
			AuthConfigList []struct {
				APIKeyConfig       struct{ APIKey string }
				ClientSecretConfig struct{ ClientID, ClientSecret string }
			}
		}
	}
	create := func(role, kind, config string) account {
		return read[account](c, 201, "POST", "v2/service-accounts", `{"name":"ci","roleId":"`+roles[role]+
			`","authConfig":{"authType":"`+kind+`","`+config+`":{"lifetime":"30 Days"}}}`)
	}
	reader := create(org.RoleReadOnly, org.AuthAPIKey, "apiKeyConfig").ServiceAccount
	secret := create(org.RoleAdministrator, org.AuthClientSecret, "clientSecretConfig").ServiceAccount.
		AuthConfigList[0].ClientSecretConfig
	administrator, key := c.key, reader.AuthConfigList[0].APIKeyConfig.APIKey
	require.NotEmpty(t, key)
	assert.NotContains(t, c.do("GET", root+"v2/service-accounts/"+reader.ObjectID, "").Body, key, "shown once")
	c.key = key
	assert.Equal(t, http.StatusOK, c.do("GET", root+"systemusers", "").StatusCode)
	assert.Equal(t, http.StatusOK, c.do("POST", root+"search/systemusers", "{}").StatusCode)
	assert.Equal(t, `{"message":"Forbidden"}`, c.do("POST", root+"v2/usergroups", `{"name":"x"}`).Body)

	c.key = ""
	token := func(password string) *idptest.Answer {
		form := url.Values{"grant_type": {"client_credentials"}, "scope": {"api"}}
		r, err := http.NewRequestWithContext(t.Context(), "POST", "https://admin-oauth.id.jumpcloud.com/oauth2/token",
			strings.NewReader(form.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(secret.ClientID, password)
		return c.Browser().Do(r)
	}
	assert.JSONEq(t, `{"error":"invalid_client","error_description":"HTTP Basic must have the client id of a service `+
		`account and its secret, both alive"}`, token("wrong").Body)
	granted := token(secret.ClientSecret)
	bearer, _, _ := strings.Cut(strings.TrimPrefix(granted.Body, `{"access_token":"`), `"`)
	call := func() int { return c.do("GET", root+"systemusers", "", "Authorization", "Bearer "+bearer).StatusCode }
	assert.Equal(t, http.StatusOK, call(), granted.Body)
	c.Clock.Advance(61 * time.Minute)
	assert.Equal(t, http.StatusUnauthorized, call())
	c.key = key
	c.Clock.Advance(31 * 24 * time.Hour)
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", root+"systemusers", "").StatusCode)
	c.key = administrator
	all, _ := c.Log.Find(record.Query{Limit: 100})
	for _, s := range []string{key, secret.ClientSecret, bearer, administrator} {
		assert.NotContains(t, mustJSON(t, all), s)
	}
}
