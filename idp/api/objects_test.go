package api_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/record"
)

func TestOrganizationByAPI(t *testing.T) {
	c := newClient(t)
	path := "organizations/" + c.ID()
	settings := `{"newSystemUserStateDefaults":{"manualEntry":"STAGED"},"passwordPolicy":{"minLength":12}}`
	put := read[object](c, 200, "PUT", path, `{"displayName":"Contoso 株式会社","settings":`+settings+`}`)
	shown := read[object](c, 200, "GET", path, "")
	assert.Equal(t, put, shown)
	assert.Equal(t, "Contoso 株式会社", shown["displayName"])
	policy := shown["settings"].(object)["passwordPolicy"].(object)
	assert.EqualValues(t, 12, policy["minLength"])
	assert.EqualValues(t, 5, policy["maxLoginAttempts"], "the emulation's rule")
	found := read[object](c, 200, "POST", "search/organizations", `{"searchFilter":{"searchTerm":"contoso"}}`)
	assert.EqualValues(t, 1, found["totalCount"])
	found = read[object](c, 200, "POST", "search/organizations", `{"filter":["displayName:$eq:Fabrikam"]}`)
	assert.EqualValues(t, 0, found["totalCount"])

	user := read[object](c, 200, "POST", "systemusers", `{"email":"d@contoso.com","username":"d","password":"Secret-1!"}`)
	assert.Equal(t, "STAGED", user["state"], "as the settings say")
	id := "systemusers/" + user["_id"].(string)
	for _, action := range []string{"/state/activate", "/mfasync"} {
		a := c.do("POST", root+id+action, `{}`)
		assert.Equal(t, http.StatusOK, a.StatusCode, a.Body)
		assert.Empty(t, a.Body)
	}
	assert.Equal(t, "ACTIVATED", read[object](c, 200, "GET", id, "")["state"])
	_, err := c.EnrolTOTP(t.Context(), "d", "JBSWY3DPEHPK3PXP")
	require.NoError(t, err)
	assert.Equal(t, object{"enrollmentDate": "2026-03-02T09:15:00.000Z"}, read[object](c, 200, "GET", id+"/totpinfo", ""))
}

// A call that is answered, with what the answer says.
type call struct {
	method, path, body string
	status             int
	says               string
}

func (c *client) answers(t *testing.T, calls []call) {
	t.Helper()
	for _, e := range calls {
		a := c.do(e.method, root+e.path, e.body)
		assert.Equal(t, e.status, a.StatusCode, "%s %s: %s", e.method, e.path, a.Body)
		if e.status == http.StatusNoContent {
			assert.Empty(t, a.Body, "%s %s", e.method, e.path)
		}
		assert.Contains(t, a.Body, e.says, "%s %s", e.method, e.path)
	}
}

func TestGroupsByAPI(t *testing.T) {
	c := newClient(t)
	group := "v2/usergroups/" + read[object](c, 201, "POST", "v2/usergroups",
		`{"name":"Sales","email":"sales@contoso.com"}`)["id"].(string)
	bob := c.id(t, "bob")
	c.answers(t, []call{
		{"PUT", group, `{"description":"all who sell"}`, 200, `"email":"sales@contoso.com"`},
		{"GET", group, ``, 200, `"description":"all who sell"`},
		{"POST", group + "/members", `{"op":"add","type":"user","id":"` + bob + `"}`, 204, ""},
		{"GET", group + "/members", ``, 200, `"to":{"id":"` + bob + `","type":"user"`},
		{"GET", group + "/membership", ``, 200, `"id":"` + bob + `"`},
		{"POST", group + "/members", `{"op":"update","type":"user","id":"` + bob + `"}`, 204, ""},
		{"GET", "v2/users/" + bob + "/memberof?filter=id:eq:" + group[len("v2/usergroups/"):], ``, 200,
			`"type":"user_group"`},
		{"POST", group + "/members", `{"op":"remove","type":"user","id":"` + bob + `"}`, 204, ""},
		{"GET", group + "/members", ``, 200, `[]`},
		{"DELETE", group, ``, 200, `"name":"Sales"`},
		{"GET", group, ``, 404, `{"message":"Not Found"}`},
	})
}

func TestDirectoryByAPI(t *testing.T) {
	c := newClient(t)
	path, all := "v2/office365s/"+c.DirectoryID(), groupOf(t, c)
	rule := path + "/translationrules/" + read[object](c, 201, "POST", path+"/translationrules",
		`{"builtIn":"user_city","direction":"export"}`)["id"].(string)
	bind := `{"op":"add","type":"user_group","id":"` + all + `"}`
	c.answers(t, []call{
		{"PATCH", path, `{"name":"Entra","userLockoutAction":"suspend","groupsEnabled":true}`, 200, `"name":"Entra"`},
		{"GET", path, ``, 200, `"userLockoutAction":"suspend","userPasswordExpirationAction":"maintain"`},
		{"GET", path, ``, 200, `"domain":"contoso.com"`},
		{"GET", rule, ``, 200, `"builtIn":"user_city"`},
		{"DELETE", rule, ``, 204, ``},
		{"GET", rule, ``, 404, `{"message":"Not Found"}`},
		{"POST", path + "/associations", bind, 204, ``},
		{"GET", path + "/users?syncStatus=true&limit=1", ``, 200, `"syncStatus":{"code":200,"message":"OK"`},
		{"GET", path + "/import/users", ``, 200, `"users":[]`},
	})
}

func TestIPListsByAPI(t *testing.T) {
	c := newClient(t)
	list := "v2/iplists/" + read[object](c, 201, "POST", "v2/iplists",
		`{"name":"office","description":"HQ","ips":["203.0.113.0/24"]}`)["id"].(string)
	c.answers(t, []call{
		{"PATCH", list, `{"ips":["198.51.100.1"]}`, 200, `"description":"HQ","ips":["198.51.100.1"]`},
		{"PUT", list, `{"name":"home","ips":["198.51.100.2"]}`, 200, `"name":"home","description":""`},
		{"GET", list, ``, 200, `"ips":["198.51.100.2"]`},
		{"DELETE", list, ``, 200, `"name":"home"`},
		{"GET", list, ``, 404, `{"message":"Not Found"}`},
	})
}

func TestPoliciesByAPI(t *testing.T) {
	c := newClient(t)
	all := groupOf(t, c)
	app, err := c.Application(t.Context(), "office365")
	require.NoError(t, err)
	list := read[object](c, 201, "POST", "v2/iplists", `{"name":"HQ","ips":["203.0.113.0/24"]}`)["id"].(string)
	policy := "v2/authn/policies/" + read[object](c, 201, "POST", "v2/authn/policies", `{"name":"office",`+
		`"type":"application","conditions":{"not":{"ipAddressIn":["`+list+`"]}},`+
		`"effect":{"action":"deny","custom_error_message":`+
		`{"message":"Not from there","primary_help":{"text":"Help","url":"https://help.example"}}},`+
		`"targets":{"resources":[{"type":"application","id":"`+app.ID+`"}],`+
		`"userGroups":{"inclusions":["`+all+`"]}}}`)["id"].(string)
	effect := `{"action":"allow","obligations":{"mfa":{"required":true},"mfaFactors":[{"type":"TOTP"}],` +
		`"userVerification":{"requirement":"none"}}}`
	c.answers(t, []call{
		{"GET", policy, ``, 200, `"custom_error_message":{"enabled":true,"message":"Not from there"`},
		{"GET", policy, ``, 200, `"userGroups":{"inclusions":["` + all + `"]`},
		{"PATCH", policy, `{"disabled":true,"targets":{"users":{"inclusions":["ALL"]}}}`, 200,
			`"users":{"inclusions":["ALL"]}`},
		{"PUT", policy, `{"effect":` + effect + `}`, 200, `"mfaFactors":[{"type":"TOTP"}]`},
		{"GET", policy, ``, 200, `"conditions":{"not":{"ipAddressIn":["` + list + `"]}}`},
		{"DELETE", policy, ``, 200, `"name":"office"`},
		{"GET", policy, ``, 404, `{"message":"Not Found"}`},
		{"PUT", "v2/authn/policy/fallback/userportal", `{"effect":` + effect + `}`, 200, `"mfa":{"required":true}`},
		{"GET", "v2/authn/policy/fallback/userportal", ``, 200, `"mfa":{"required":true}`},
		{"GET", "v2/authn/policy/fallback/application", ``, 200, `"mfa":{"required":false}`},
	})
	var kinds []string
	for _, e := range c.Events() {
		kinds = append(kinds, e.Type)
	}
	assert.Subset(t, kinds, []string{"authnpolicy_create", "authpolicy_update", "authnpolicy_delete"})
}

func TestIdentityProvidersByAPI(t *testing.T) {
	c := newClient(t)
	body := `{"name":"Entra","type":"AZURE",` +
		`"oidc":{"clientId":"a","clientSecret":"Hidden-1","url":"https://login.example"}}`
	provider := "v2/identity-providers/" + read[object](c, 201, "POST", "v2/identity-providers", body)["id"].(string)
	c.answers(t, []call{
		{"POST", "v2/identity-providers", body, 409, `already exists`},
		{"PUT", provider, `{"name":"Microsoft","oidc":{"clientId":"b"}}`, 200,
			`"name":"Microsoft","type":"AZURE","oidc":{"clientId":"b","url":"https://login.example"}`},
		{"GET", "v2/identity-providers?limit=1", ``, 200, `"totalCount":1`},
		{"GET", "v2/identity-providers?skip=1", ``, 200, `{"identityProviders":[],"totalCount":1}`},
	})
	kept, err := c.IdentityProvider(t.Context(), provider[len("v2/identity-providers/"):])
	require.NoError(t, err)
	assert.Equal(t, "Hidden-1", kept.ClientSecret, "a PUT without it leaves it")
	c.answers(t, []call{{"DELETE", provider, ``, 204, ``}, {"GET", provider, ``, 404, `{"message":"Not Found"}`}})
	all, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 100})
	assert.NotContains(t, mustJSON(t, all), "Hidden-1")
}

func TestCredentialsOfServiceAccounts(t *testing.T) {
	c := newClient(t)
	a, _, err := c.CreateServiceAccount(t.Context(), "ci", c.Roles()[0].ID,
		org.NewCredential{Type: org.AuthAPIKey, Lifetime: "30 Days"})
	require.NoError(t, err)
	path := "v2/service-accounts/" + a.ID
	added := read[struct {
		AuthConfig struct {
			ObjectID     string `json:"objectId"`
			APIKeyConfig struct{ APIKey string }
		}
	}](c, 201, "POST", path+"/auth-config", `{"authType":"API_KEY","apiKeyConfig":{"lifetime":"90 Days"}}`).AuthConfig
	administrator := c.key
	c.key = added.APIKeyConfig.APIKey
	c.answers(t, []call{{"GET", path, ``, 200, `"expiresAt":"2026-05-31T09:15:00.000Z"`}})
	c.key = administrator
	c.answers(t, []call{
		{"DELETE", path + "/auth-config/" + added.ObjectID, ``, 204, ``},
		{"DELETE", path + "/auth-config/" + a.Credentials[0].ID, ``, 204, ``},
		{"GET", path, ``, 200, `"status":"EXPIRED"`},
		{"DELETE", path, ``, 204, ``},
		{"GET", path, ``, 404, `{"message":"Not Found"}`},
	})
	c.key = added.APIKeyConfig.APIKey
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", root+"systemusers", "").StatusCode)
}

// An uploaded pair signs from then on, and its key stands in no answer and no record.
func TestUploadedPair(t *testing.T) {
	c := newClient(t)
	pair, err := c.NewPair(t.Context(), "office365")
	require.NoError(t, err)
	app := read[object](c, 200, "GET", "application-templates/saml2", "")
	assert.Equal(t, "saml2", app["name"])
	raw, err := x509.MarshalPKCS8PrivateKey(pair.Key)
	require.NoError(t, err)
	inPEM := func(kind string, der []byte) string {
		return mustJSON(t, string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
	}
	key, certificate := inPEM("PRIVATE KEY", raw), inPEM("CERTIFICATE", pair.Certificate.Raw)
	made := read[object](c, 200, "POST", "applications", `{"name":"saml2","displayLabel":"Wiki","config":{`+
		`"idpEntityId":{"value":"https://a.example"},"spEntityId":{"value":"https://wiki.example"},`+
		`"acsUrl":{"value":"https://wiki.example/acs"},"signatureAlgorithm":{"value":"RSA-SHA1"},`+
		`"authClaimConfiguration":{"singleAuthnContextValue":{"value":"urn:example:class"}},`+
		`"idpPrivateKey":{"value":`+key+`},"idpCertificate":{"value":`+certificate+`}}}`)
	stored, err := c.Application(t.Context(), made["_id"].(string))
	require.NoError(t, err)
	assert.Equal(t, pair.Certificate.Raw, stored.Certificate)
	assert.Equal(t, "urn:example:class", stored.ClassRef)
	assert.Equal(t, "RSA-SHA1", made["config"].(object)["signatureAlgorithm"].(object)["value"])
	all, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 100})
	assert.NotContains(t, mustJSON(t, all), "PRIVATE KEY")
	assert.NotContains(t, mustJSON(t, made), "PRIVATE KEY")
}

// microsoftRefuses is a directory integration that Microsoft refuses bob.
type microsoftRefuses struct{ org.DirectorySync }

func (microsoftRefuses) Bind(_ context.Context, a org.Account) error {
	if a.UserPrincipalName == "bob@contoso.com" {
		return errors.New("no such user")
	}
	return nil
}

// What Microsoft refused stands as it was asked for at JumpCloud, and in the record.
func TestBindingThatMicrosoftRefuses(t *testing.T) {
	c := newClient(t, func(o *org.Options) { o.Sync = microsoftRefuses{} })
	bob := "v2/users/" + c.id(t, "bob") + "/associations"
	c.answers(t, []call{
		{"POST", bob, `{"op":"add","type":"office_365","id":"` + c.DirectoryID() + `"}`, 204, ``},
		{"GET", bob + "?targets=office_365", ``, 200, c.DirectoryID()},
	})
	all, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 2})
	assert.Contains(t, mustJSON(t, all), "no such user")
}
