package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/record"
)

// refusal is a call that is refused: with a status, a code in the record, and a text in the record, which the answer
// has too where JumpCloud's answers have one.
type refusal struct {
	method, path, body string
	status             int
	code, text         string
}

const (
	bad     = "ApiBadRequest"
	nowhere = "64b1f0c2a9d3e45f6a7b8c9d" // an id that nothing has
)

func (c *client) refuses(t *testing.T, refusals []refusal) {
	t.Helper()
	for _, r := range refusals {
		name := r.method + " " + r.path + " " + r.body[:min(len(r.body), 90)]
		address := r.path
		if !strings.HasPrefix(address, "https:") {
			address = root + address
		}
		a := c.do(r.method, address, r.body)
		assert.Equal(t, r.status, a.StatusCode, "%s: %s", name, a.Body)
		last, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 1})
		require.Len(t, last, 1)
		if assert.NotNil(t, last[0].Refusal, name) {
			assert.Equal(t, r.code, last[0].Refusal.Code, name)
			assert.Equal(t, r.text, last[0].Refusal.Message, name)
		}
		if r.status == 400 || r.status == 409 {
			quoted, err := json.Marshal(r.text)
			require.NoError(t, err)
			assert.Contains(t, a.Body, strings.Trim(string(quoted), `"`), name)
		}
	}
}

func TestRefusedUsers(t *testing.T) {
	c := newClient(t)
	alice := "systemusers/" + c.id(t, "alice")
	long := `{"email":"` + strings.Repeat("a", 1<<20) + `"}`
	missing := `there is no user "` + nowhere + `" in the organization`
	c.refuses(t, []refusal{
		{"GET", "systemusers?limit=many", "", 400, bad, "limit must be a number from 0"},
		{"GET", "systemusers?search=%7B", "", 400, bad, "search must be an object with searchTerm and fields"},
		{"GET", "systemusers?filter=email", "", 400, bad, "filter must be field:operator:value with one of the operators " +
			"$eq, $ne, $gt, $gte, $lt, $lte, $in, $nin"},
		{"GET", alice + "?sort=email", "", 400, bad, "the query must be of the options limit, skip, filter, fields"},
		{"GET", alice + "/sshkeys?limit=1", "", 400, bad, "the query must be without the option limit"},
		{"POST", "systemusers", "{", 400, bad, "the body must be a JSON object"},
		{"POST", "systemusers", "null", 400, bad, "the body must be a JSON object"},
		{"POST", "systemusers", "{\"email\":\"\xff\"}", 400, bad, "the body must be a JSON object in UTF-8"},
		{"POST", "systemusers", long, 400, bad, "the body must be at most 1048576 bytes"},
		{"POST", "systemusers", `{"email":"x@contoso.com"}`, 400, bad, "username must be a text that is not empty"},
		{"POST", "systemusers", `{"email":"alice@contoso.com","username":"a2"}`, 409, org.CodeAlreadyExists,
			`a user with the email "alice@contoso.com" already exists`},
		{"PUT", alice, `{"department":"a\u0007b"}`, 400, org.CodeInvalid,
			"department must be at most 1024 bytes of printable characters"},
		{"PUT", alice, `{"manager":"bob"}`, 400, org.CodeInvalid, "manager must be the id of a user"},
		{"PUT", alice, `{"phoneNumbers":[` + strings.Repeat(`{"type":"work"},`, 100) + `{}]}`, 400, org.CodeInvalid,
			"phoneNumbers must be a list of at most 100"},
		{"PUT", alice, `{"suspended":"yes"}`, 400, bad, "suspended must be a JSON boolean"},
		{"PUT", alice, `{"mfa":{"exclusion":true,"exclusionDays":400}}`, 400, bad,
			"exclusionDays must be a number from 1 to 365"},
		{"POST", alice + "/resetmfa", `{"exclusion":true}`, 400, bad,
			"exclusionDays must be a number from 1 to 365, or exclusionUntil an instant"},
		{"PUT", "systemusers/" + nowhere, `{}`, 404, org.CodeNotFound, missing},
		{"DELETE", "systemusers/" + nowhere, "", 404, org.CodeNotFound, missing},
		{"POST", "systemusers/" + nowhere + "/mfasync", "", 404, org.CodeNotFound, missing},
		{"GET", "systemusers/alice", "", 404, org.CodeNotFound, `there is no user "alice" in the organization`},
		{"POST", "search/systemusers", `{"limit":-1}`, 400, bad, "limit must be a number from 0"},
		{"POST", "search/systemusers", `{"filter":7}`, 400, bad, "filter must be a list of field:$op:value, or an object"},
		{"POST", "search/systemusers", `{"filter":{"or":{}}}`, 400, bad, "filter.or must be a list of objects"},
		{"POST", "search/systemusers", `{"filter":{"email":{"$like":"x"}}}`, 400, bad,
			"filter.email must be one of the operators $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin"},
		{"POST", "search/systemusers", `{"searchFilter":{"searchTerm":7}}`, 400, bad,
			"searchTerm must be a text or a list of texts"},
	})
}

func TestRefusedOrganizationAndApplications(t *testing.T) {
	c := newClient(t)
	a, err := c.Application(t.Context(), "office365")
	require.NoError(t, err)
	app, wrong := "applications/"+a.ID, func(config string) string {
		return `{"name":"office365","config":{` + config + `}}`
	}
	c.refuses(t, []refusal{
		{"GET", "organizations/" + nowhere, "", 404, org.CodeNotFound,
			`there is no organization "` + nowhere + `" in the organization`},
		{"PUT", "organizations/" + c.ID(), `{"displayName":" "}`, 400, org.CodeInvalid,
			"displayName must be 1 to 1024 printable characters"},
		{"PUT", "organizations/" + c.ID(), `{"settings":{"x":"` + strings.Repeat("x", 64<<10) + `"}}`, 400, org.CodeInvalid,
			"settings must be an object of at most 64 KiB"},
		{"POST", "applications", `{"name":"saml2"}`, 400, bad, "config must be an object of the application's fields"},
		{"POST", "applications", `{"name":"saml2","config":[]}`, 400, bad,
			"config must be a JSON object"},
		{"POST", "applications", `{"name":"saml2","ssoUrl":"https://x","config":{}}`, 400, bad,
			"ssoUrl must be https://sso.jumpcloud.com/saml2/ and the end that is wanted"},
		{"PUT", app, `{"name":"saml2"}`, 400, bad, "name must be the application's template, office365"},
		{"PUT", app, wrong(`"idpEntityId":"x"`), 400, bad, "config.idpEntityId must be an object with a value"},
		{"PUT", app, wrong(`"signatureAlgorithm":{"value":"MD5"}`), 400, bad,
			"signatureAlgorithm must be RSA-SHA256 or RSA-SHA1"},
		{"PUT", app, wrong(`"idpPrivateKey":{"value":"x"}`), 400, bad,
			"idpCertificate must be the certificate of the key: upload both as a pair"},
		{"PUT", app, wrong(`"idpPrivateKey":{"value":"x"},"idpCertificate":{"value":"x"}`), 400, bad,
			"idpPrivateKey must be an RSA key in PEM"},
		{"PUT", app, wrong(`"idpCertificate":{"value":"x"}`), 400, bad,
			"idpPrivateKey must be the key of the new certificate: upload both as a pair"},
		{"GET", "applications/" + nowhere, "", 404, org.CodeNotFound,
			`there is no application "` + nowhere + `" in the organization`},
		{"GET", "organizations/" + nowhere + "/" + app + "/metadata.xml", "", 404, org.CodeNotFound,
			`there is no organization "` + nowhere + `" in the organization`},
		{"GET", "application-templates/none", "", 404, org.CodeNotFound,
			`there is no application template "none" in the organization`},
	})
}

func TestRefusedInV2(t *testing.T) {
	c := newClient(t)
	directory, all := "v2/office365s/"+c.DirectoryID(), groupOf(t, c)
	bob := "v2/users/" + c.id(t, "bob") + "/associations"
	targets := "active_directory, application, g_suite, idp_routing_policy, ldap_server, office_365, " +
		"password_manager_item, radius_server, system, system_group"
	c.refuses(t, []refusal{
		{"GET", "v2/usergroups?sort=nothing", "", 400, bad, "a field must be one of id, name, type, description, email, " +
			"attributes, membershipMethod, memberQueryExemptions, memberSuggestionsNotify, organizationObjectId"},
		{"POST", "v2/usergroups", `{}`, 400, bad, "name must be a text that is not empty"},
		{"POST", "v2/usergroups", `{"name":"d","membershipMethod":"DYNAMIC_AUTOMATED"}`, 400, bad,
			"membershipMethod must be STATIC or NOTSET: dynamic groups are not emulated"},
		{"PUT", "v2/usergroups/" + all, `{"name":"Some Users"}`, 400, org.CodeInvalid,
			"the name of All Users must be as it is: new users join it by that name"},
		{"DELETE", "v2/usergroups/" + all, ``, 400, bad,
			"the group must be another than All Users, which every organization has"},
		{"GET", bob, ``, 400, bad, "targets must be one of " + targets},
		{"GET", bob + "?targets=user", ``, 400, bad, "targets must be one of " + targets},
		{"POST", bob, `{"op":"add","type":"user","id":"x"}`, 400, bad, "type must be one of " + targets},
		{"POST", bob, `{"op":"set","type":"office_365","id":"x"}`, 400, bad, "op must be add, remove or update"},
		{"POST", bob, `{"op":"add","type":"system","id":"x"}`, 404, org.CodeNotFound,
			`there is no system "x" in the organization`},
		{"POST", bob, `{"op":"update","type":"application","id":"x"}`, 404, org.CodeNotFound,
			`there is no application "x" in the organization`},
		{"POST", bob, `{"op":"remove","type":"office_365","id":"` + c.DirectoryID() + `"}`, 404, org.CodeNotFound,
			`there is no connection to office_365 "` + c.DirectoryID() + `" in the organization`},
		{"PATCH", "v2/office365s/" + nowhere, `{}`, 404, org.CodeNotFound,
			`there is no office_365 "` + nowhere + `" in the organization`},
		{"PATCH", directory, `{"userLockoutAction":"x"}`, 400, org.CodeInvalid,
			"userLockoutAction must be suspend or maintain"},
		{"POST", directory + "/translationrules", `{"builtIn":"user_city","direction":"import"}`, 400, bad,
			"direction must be export"},
		{"DELETE", directory + "/translationrules/x", ``, 404, org.CodeNotFound,
			`there is no translation rule "x" in the organization`},
		{"POST", "v2/identity-providers", `{"type":"SAML"}`, 400, org.CodeInvalid, "type must be OIDC, GOOGLE, OKTA, AZURE"},
		{"POST", "v2/identity-providers", `{"type":"OKTA","oidc":{"url":"x"}}`, 400, org.CodeInvalid,
			"url must be an absolute http or https URL"},
		{"DELETE", "v2/identity-providers/x", ``, 404, org.CodeNotFound,
			`there is no identity provider "x" in the organization`},
		{"POST", "v2/service-accounts", `{"name":"ci","roleId":"x"}`, 400, org.CodeInvalid,
			"roleId must be the id of a role"},
		{"POST", "v2/service-accounts", `{"name":"ci","roleId":"` + c.Roles()[0].ID + `"}`, 400, org.CodeInvalid,
			"lifetime must be 30 Days, 60 Days, 90 Days or 365 Days"},
		{"POST", "v2/service-accounts/x/auth-config", `{"authType":"JWT","apiKeyConfig":{"lifetime":"30 Days"}}`, 400,
			org.CodeInvalid, "authType must be API_KEY or CLIENT_SECRET"},
		{"GET", "v2/iplists/x", "", 404, org.CodeNotFound, `there is no IP list "x" in the organization`},
		{"PUT", "v2/authn/policy/fallback/x", `{}`, 400, bad,
			"the type must be application, userportal, adminportal or ldap"},
		{"PUT", "v2/authn/policy/fallback/application", `{}`, 400, bad, "effect must be an object with an action"},
		{"POST", "v2/authn/policies", `{"name":"p","conditions":{"moon":"full"}}`, 400, bad, "conditions must be of " +
			"ipAddressIn, ipAddressNotIn, deviceManaged, deviceEncrypted, locationIn, locationNotIn, mfaConfigured, all, " +
			"any and not"},
		{"POST", "v2/authn/policies", `{"name":"p","targets":{"userAttributes":{}}}`, 400, bad,
			"targets.userAttributes must be left out: users are chosen by groups in this emulation"},
		{"POST", "v2/authn/policies", `{"name":"p","targets":{"users":{"inclusions":["x"]}}}`, 400, bad,
			`targets.users.inclusions must be ["ALL"]`},
		{"POST", "v2/authn/policies", `{"name":"p","targets":{"resources":[{"type":"ldap"}]}}`, 400, bad,
			"targets.resources must be of the policy's type, user_portal"},
		{"GET", "v2/authn/policies/x", "", 404, org.CodeNotFound, `there is no policy "x" in the organization`},
		{"GET", "v2/systemgroups", "", 404, "ApiRouteNotEmulated", "GET /api/v2/systemgroups is not emulated"},
		{"PATCH", "v2/usergroups", "{}", 405, "ApiMethodNotAllowed", "PATCH is not a method of /api/v2/usergroups"},
	})
}

func TestRefusedInInsights(t *testing.T) {
	c := newClient(t)
	const (
		events = "https://api.jumpcloud.com/insights/directory/v1/events"
		since  = `"start_time":"2026-03-01T00:00:00Z"`
	)
	ask := func(more string) string { return `{"service":["sso"],` + since + `,` + more + `}` }
	nested := `"search_term":` + strings.Repeat(`{"and":[`, 20) + strings.Repeat(`]}`, 20)
	c.refuses(t, []refusal{
		{"POST", events, `{` + since + `}`, 400, bad, "service must be a list of services such as sso"},
		{"POST", events, `{"service":["sso"]}`, 400, bad, "start_time must be an instant such as 2026-03-02T09:15:00Z"},
		{"POST", events, ask(`"end_time":"today"`), 400, bad, "end_time must be an instant such as 2026-03-02T09:15:00Z"},
		{"POST", events, ask(`"sort":"timestamp"`), 400, bad, "sort must be ASC or DESC"},
		{"POST", events, ask(`"skip":-1`), 400, bad, "skip must be a number from 0"},
		{"POST", events, ask(`"search_term":7`), 400, bad, "search_term must be an object of and, or, not and fields"},
		{"POST", events, ask(nested), 400, bad, "search_term must be nested at most 10 deep"},
		{"POST", events, ask(`"search_term":{"useragent.name":"x"}`), 400, bad,
			"search_term must be of members that can be searched, which changes and useragent are not"},
		{"POST", events, ask(`"search_term_filter":{}`), 400, bad,
			"the body must be without search_term_filter: the API has search_term"},
		{"POST", events, ask(`"search_after":["x"]`), 400, bad, "search_after must be what the header X-Search_after said"},
		{"POST", events, ask(`"search_after":["x","y"]`), 400, bad,
			"search_after must be what the header X-Search_after said"},
		{"POST", events, ask(`"q":"a","exact_match":"a"`), 400, bad, "exact_match must be without q"},
		{"POST", events + "/distinct", ask(`"limit":1`), 400, bad, "field must be a member of the events"},
		{"POST", events + "/interval", ask(`"limit":1`), 400, bad, "interval_unit must be s, m, h, d or w"},
		{"POST", events + "/interval", ask(`"interval_unit":"h","interval_value":"5x"`), 400, bad,
			"interval_value must be a number from 1 to 1000"},
		{"GET", events, "", 405, "ApiMethodNotAllowed", "GET is not a method of /insights/directory/v1/events"},
	})
}

func TestRefusedKeys(t *testing.T) {
	c := newClient(t)
	answer := c.do("GET", root+"systemusers", "", "x-org-id", nowhere)
	assert.Equal(t, `{"code":403,"message":"Forbidden","status":"Forbidden"}`, answer.Body)
	last, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 1})
	assert.Equal(t, "ApiForbidden", last[0].Refusal.Code)
	assert.Equal(t, "the key is another organization's than x-org-id", last[0].Refusal.Message)
	c.ThrottleAPI(1)
	c.refuses(t, []refusal{{"GET", "systemusers", "", 429, "ApiRateLimited", "too many calls"}})
	_, key, err := c.CreateServiceAccount(t.Context(), "reader", c.Roles()[1].ID,
		org.NewCredential{Type: org.AuthAPIKey, Lifetime: "30 Days"})
	require.NoError(t, err)
	c.key = key
	c.refuses(t, []refusal{{"POST", "v2/usergroups", `{"name":"x"}`, 403, "ApiForbidden",
		"the role of the service account, Read Only, changes nothing"}})
	c.key = "jca_WRONG"
	c.refuses(t, []refusal{{"GET", "systemusers", "", 401, "ApiKeyRefused", "the call has no key of the organization"}})
}

func groupOf(t *testing.T, c *client) string {
	t.Helper()
	g, err := c.Group(t.Context(), org.AllUsers)
	require.NoError(t, err)
	return g.ID
}
