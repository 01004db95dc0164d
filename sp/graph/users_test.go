package graph_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

const alice = `{"accountEnabled":true,"displayName":"Alice","mailNickname":"alice",` +
	`"userPrincipalName":"alice@contoso.com","givenName":"Alice",` +
	`"passwordProfile":{"password":"Entra-Passw0rd!","forceChangePasswordNextSignIn":false}}`

func TestUserLife(t *testing.T) {
	s := newSite(t)
	made := s.do(t, "POST", "/v1.0/users", alice)
	require.Equal(t, 201, made.status, "%v", made.body)
	assert.Equal(t, s.URL+"/v1.0/users/"+made.body["id"].(string), made.header.Get("Location"))
	want := map[string]any{"@odata.context": s.URL + "/v1.0/$metadata#users/$entity", "businessPhones": []any{},
		"displayName": "Alice", "givenName": "Alice", "id": made.body["id"],
		"jobTitle": nil, "mail": nil, "mobilePhone": nil, "officeLocation": nil, "preferredLanguage": nil, "surname": nil,
		"userPrincipalName": "alice@contoso.com"}
	for _, path := range []string{"/v1.0/users/ALICE@contoso.com", "/v1.0/users('alice%40contoso.com')",
		"/v1.0/users/" + made.body["id"].(string)} {
		assert.Equal(t, want, s.do(t, "GET", path, "").body,
			"the default set, without onPremisesImmutableId and accountEnabled")
	}
	_, err := s.tenant.VerifyPassword(t.Context(), "alice@contoso.com", "Entra-Passw0rd!")
	require.NoError(t, err)

	assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/users/alice@contoso.com",
		`{"OnPremisesImmutableId":"5f0000000000000000000001","accountEnabled":false,"mail":"alice@contoso.com"}`).status)
	a := s.do(t, "GET", "/v1.0/users/alice@contoso.com?$select=accountEnabled,onPremisesImmutableId", "")
	assert.Equal(t, map[string]any{
		"@odata.context":        s.URL + "/v1.0/$metadata#users(accountEnabled,onPremisesImmutableId)/$entity",
		"accountEnabled":        false,
		"onPremisesImmutableId": "5f0000000000000000000001",
	}, a.body)
	for _, cleared := range []string{`{"onPremisesImmutableId":null}`, `{"onPremisesImmutableId":""}`} {
		assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/users/alice@contoso.com", cleared).status)
		a = s.do(t, "GET", "/v1.0/users/alice@contoso.com?$select=onPremisesImmutableId", "")
		assert.Nil(t, a.body["onPremisesImmutableId"])
	}
	assert.Equal(t, 204, s.do(t, "DELETE", "/v1.0/users/alice@contoso.com", "").status)
	s.do(t, "GET", "/v1.0/users/alice@contoso.com", "").refused(t, 404, "Request_ResourceNotFound",
		"Resource 'alice@contoso.com' does not exist or one of its queried reference-property objects are not present.")
}

func TestUserRules(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains/fabrikam.com/federationConfiguration", federation(t)).status)
	const bad = "Request_BadRequest"
	a := s.do(t, "POST", "/v1.0/users", alice)
	a.refused(t, 400, bad, "Another object with the same value for property userPrincipalName already exists.")
	details := a.body["error"].(map[string]any)["details"].([]any)
	assert.Equal(t, "ObjectConflict", details[0].(map[string]any)["code"])
	s.do(t, "POST", "/v1.0/users", strings.ReplaceAll(alice, "alice@contoso.com", "alice@fabrikam.com")).refused(t, 400,
		bad, "One or more properties contains invalid values.")
	s.do(t, "PATCH", "/v1.0/users/alice@contoso.com", `{"onPremisesImmutableId":"a_b"}`).refused(t, 400, bad,
		"One or more properties contains invalid values.")
	s.do(t, "PATCH", "/v1.0/users/alice@contoso.com", `{"accountEnabled":"yes"}`).refused(t, 400, bad,
		"Invalid value specified for property 'accountEnabled' of resource 'User'.")
	s.do(t, "PATCH", "/v1.0/users/alice@contoso.com", `{"passwordProfile":{}}`).refused(t, 400, bad,
		"A value is required for property 'password' of resource 'User'.")
	s.do(t, "PATCH", "/v1.0/users/nobody@contoso.com", `{}`).refused(t, 404, "Request_ResourceNotFound",
		"Resource 'nobody@contoso.com' does not exist or one of its queried reference-property objects are not present.")
	for _, name := range []string{"accountEnabled", "displayName", "mailNickname", "userPrincipalName",
		"passwordProfile"} {
		s.do(t, "POST", "/v1.0/users", strings.Replace(alice, `"`+name+`"`, `"x"`, 1)).refused(t, 400, bad,
			"A value is required for property '"+name+"' of resource 'User'.")
	}
}

func (s *site) manyUsers(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		_, err := s.tenant.CreateUser(t.Context(),
			directory.NewUser{UserPrincipalName: fmt.Sprintf("user%04d@contoso.com", i), DisplayName: fmt.Sprintf("User %d", i),
				Mail: fmt.Sprintf("u%d@contoso.com", i), ImmutableID: fmt.Sprintf("Imm%d", i), Disabled: i%2 == 1})
		require.NoError(t, err)
	}
}

func TestPaging(t *testing.T) {
	s := newSite(t)
	s.manyUsers(t, 2500)
	for _, c := range []struct {
		first string
		pages int
	}{
		{"/v1.0/users", 26},
		{"/v1.0/users?$top=999&$select=id,userPrincipalName", 3},
		{"/v1.0/users?$select=userPrincipalName&$filter=accountEnabled%20eq%20true&$top=250", 6},
	} {
		seen, pages := map[string]bool{}, 0
		for next := c.first; next != ""; pages++ {
			a := s.do(t, "GET", next, "")
			for _, u := range a.values(t) {
				name := u["userPrincipalName"].(string)
				assert.False(t, seen[name], "%s comes twice", name)
				seen[name] = true
			}
			next, _ = a.body["@odata.nextLink"].(string)
			if next != "" && strings.Contains(c.first, "$select") {
				assert.Contains(t, next, "$skiptoken=")
				assert.Contains(t, next, "$select=", "the other options are repeated")
			}
		}
		assert.Equal(t, c.pages, pages, c.first)
		want := 2501
		if strings.Contains(c.first, "accountEnabled") {
			want = 1251
		}
		assert.Len(t, seen, want)
	}
	for _, top := range []string{"0", "1000"} {
		s.do(t, "GET", "/v1.0/users?$top="+top, "").refused(t, 400, "Request_UnsupportedQuery",
			"Invalid page size specified: '"+top+"'. Must be between 1 and 999 inclusive.")
	}
	for _, top := range []string{"x", "-1"} {
		s.do(t, "GET", "/v1.0/users?$top="+top, "").refused(t, 400, "BadRequest",
			"Invalid value '"+top+"' for $top query option found. The $top query option requires a non-negative integer value.")
	}
	for _, token := range []string{"!", "x", "RFNwdAIAAQ", ""} {
		s.do(t, "GET", "/v1.0/users?$skiptoken="+token, "").refused(t, 400, "Directory_ExpiredPageToken",
			"The specified page token value has expired and can no longer be included in your request.")
	}
}

func TestUserFilter(t *testing.T) {
	s := newSite(t)
	s.manyUsers(t, 30)
	for filter, want := range map[string]int{
		"userPrincipalName eq 'USER0003@contoso.com'":                                             1,
		"onPremisesImmutableId eq 'Imm7'":                                                         1,
		"onPremisesImmutableId eq 'imm7'":                                                         0,
		"onPremisesImmutableId eq null":                                                           1,
		"onPremisesImmutableId eq 'Imm7' and accountEnabled eq true":                              0,
		"onPremisesImmutableId eq 'Imm7' or userPrincipalName eq 'admin@contoso.onmicrosoft.com'": 2,
		"startsWith(userPrincipalName,'user002')":                                                 10,
		"startswith(displayName,'user 1') and accountEnabled eq false":                            6,
		"mail eq 'u4@contoso.com'":                                                                1,
		"(mail eq 'u4@contoso.com' or mail eq 'u5@contoso.com') and accountEnabled eq true":       1,
		"displayName eq 'O''Brien'":                                                               0,
		"userPrincipalName in ('user0003@contoso.com','USER0004@contoso.com')":                    2,
		"createdDateTime ge 2026-01-01T00:00:00Z and startsWith(displayName,'User')":              30,
		"createdDateTime lt 2026-01-01T00:00:00Z":                                                 0,
		"userType eq 'Guest'":                                                                     0,
		"otherMails/any(x:x eq 'a@b.example')":                                                    0,
	} {
		assert.Len(t, s.do(t, "GET", "/v1.0/users?$filter="+url.QueryEscape(filter), "").values(t), want, filter)
	}
	for _, filter := range []string{"accountEnabled ne true", "not (accountEnabled eq true)", "endsWith(mail,'.com')",
		"mail eq 'x' or accountEnabled ne true"} {
		for _, c := range []struct{ count, level string }{{"", ""}, {"", "eventual"}, {"$count=true&", ""}} {
			a := s.do(t, "GET", "/v1.0/users?"+c.count+"$filter="+url.QueryEscape(filter), "", "ConsistencyLevel", c.level)
			a.refused(t, 400, "Request_UnsupportedQuery",
				"Operator '"+operator(filter)+"' is not supported because the 'ConsistencyLevel:eventual' header is missing. "+
					"Refer to https://aka.ms/graph-docs/advanced-queries for more information")
		}
	}
	advanced := s.do(t, "GET", "/v1.0/users?$count=true&$filter="+url.QueryEscape("accountEnabled ne true"), "",
		"ConsistencyLevel", "eventual")
	assert.Len(t, advanced.values(t), 15)
	s.do(t, "GET", "/v1.0/users?$filter="+url.QueryEscape("passwordProfile eq 'x'"), "").refused(t, 400,
		"Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified for property 'passwordprofile' of "+
			"resource 'User'.")
	s.do(t, "GET", "/v1.0/users?$filter="+url.QueryEscape("mail eq 'x"), "").refused(t, 400, "BadRequest",
		"Invalid filter clause: a quote is not closed.")
}

func operator(filter string) string {
	switch {
	case strings.HasPrefix(filter, "endsWith"):
		return "endsWith"
	case strings.HasPrefix(filter, "not"):
		return "not"
	}
	return "ne"
}

func TestGlobalAdministrators(t *testing.T) {
	s := newSite(t)
	const template = directory.GlobalAdministrator
	for _, path := range []string{"/v1.0/directoryRoles/roleTemplateId=" + template + "/members",
		"/v1.0/directoryRoles(roleTemplateId='" + template + "')/members"} {
		members := s.do(t, "GET", path, "").values(t)
		require.Len(t, members, 1)
		assert.Equal(t, "#microsoft.graph.user", members[0]["@odata.type"])
		assert.Equal(t, "admin@contoso.onmicrosoft.com", members[0]["userPrincipalName"])
	}
	roles := s.do(t, "GET", "/v1.0/directoryRoles", "").values(t)
	assert.Equal(t, template, roles[0]["roleTemplateId"])
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/directoryRoles/"+roles[0]["id"].(string), "").status)
	assert.Equal(t, 404, s.do(t, "GET", "/v1.0/directoryRoles/roleTemplateId=x/members", "").status)

	filter := "?$filter=" + url.QueryEscape("roleDefinitionId eq '"+template+"'")
	a := s.do(t, "GET", "/v1.0/roleManagement/directory/roleAssignments"+filter+"&$expand=principal", "")
	assert.Equal(t, s.URL+"/v1.0/$metadata#roleManagement/directory/roleAssignments(principal())",
		a.body["@odata.context"])
	assignment := a.values(t)[0]
	assert.Equal(t, "lAPpYvVpN0KRkAEhdxReEDMzMzMzMzMzMzMzMzMzMzM-1", assignment["id"])
	principal := assignment["principal"].(map[string]any)
	assert.Equal(t, true, principal["accountEnabled"])
	plain := s.do(t, "GET", "/v1.0/roleManagement/directory/roleAssignments"+filter, "").values(t)
	assert.NotContains(t, plain[0], "principal")
	assert.Empty(t, s.do(t, "GET", "/v1.0/roleManagement/directory/roleAssignments?$filter="+
		url.QueryEscape("roleDefinitionId eq 'x'"), "").values(t))
}

func TestOrganization(t *testing.T) {
	s := newSite(t)
	all := s.do(t, "GET", "/v1.0/organization", "").values(t)
	require.Len(t, all, 1)
	assert.Equal(t, tenantID, all[0]["id"])
	assert.Nil(t, all[0]["onPremisesSyncEnabled"])
	assert.Equal(t, map[string]any{"used": 1.0, "total": 50000.0}, all[0]["directorySizeQuota"])
	s.do(t, "PATCH", "/v1.0/organization/"+tenantID, `{"onPremisesSyncEnabled":false}`).refused(t, 400,
		"Request_BadRequest", "Property 'onPremisesSyncEnabled' is read-only and cannot be set.")
	on := true
	require.NoError(t, s.tenant.SetOnPremisesSync(t.Context(), &on))
	s.do(t, "PATCH", "/beta/organization/"+adminID, `{"onPremisesSyncEnabled":false}`).refused(t, 404,
		"Request_ResourceNotFound", "Resource '"+adminID+
			"' does not exist or one of its queried reference-property objects are not present.")
	assert.Equal(t, 204, s.do(t, "PATCH", "/beta/organization/"+tenantID, `{"onPremisesSyncEnabled":false}`).status)
	one := s.do(t, "GET", "/v1.0/organization/"+tenantID+"?$select=onPremisesSyncEnabled", "")
	assert.Equal(t, map[string]any{
		"@odata.context":        s.URL + "/v1.0/$metadata#organization(onPremisesSyncEnabled)/$entity",
		"onPremisesSyncEnabled": false,
	}, one.body)
}

func TestPolicies(t *testing.T) {
	s := newSite(t)
	const defaults = "/policies/identitySecurityDefaultsEnforcementPolicy"
	a := s.do(t, "GET", "/v1.0"+defaults, "")
	assert.Equal(t, s.URL+"/v1.0/$metadata#policies/identitySecurityDefaultsEnforcementPolicy", a.body["@odata.context"])
	assert.Equal(t, "00000000-0000-0000-0000-000000000005", a.body["id"])
	assert.Equal(t, false, a.body["isEnabled"])
	assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0"+defaults, `{"isEnabled":true}`).status)
	assert.Equal(t, true, s.do(t, "GET", "/v1.0"+defaults, "").body["isEnabled"])

	const validation = "/policies/federatedTokenValidationPolicy"
	a = s.do(t, "GET", "/beta"+validation, "")
	assert.Equal(t, map[string]any{
		"@odata.type": "#microsoft.graph.allDomains",
		"rootDomains": "all",
	}, a.body["validatingDomains"])
	for _, method := range []string{"PUT", "PATCH"} {
		a = s.do(t, method, "/v1.0"+validation, `{"@odata.type":"#microsoft.graph.federatedTokenValidationPolicy",
			"validatingDomains":{"@odata.type":"#microsoft.graph.enumeratedDomains","rootDomains":"enumerated",
				"domainNames":["contoso.com"]}}`)
		assert.Equal(t, 200, a.status)
		assert.Equal(t, map[string]any{
			"@odata.type": "#microsoft.graph.enumeratedDomains",
			"rootDomains": "enumerated",
			"domainNames": []any{"contoso.com"},
		}, a.body["validatingDomains"])
	}
	s.do(t, "PUT", "/v1.0"+validation, `{"validatingDomains":{"rootDomains":"some"}}`).refused(t, 400,
		"Request_BadRequest", "Invalid value specified for property 'rootDomains' of resource 'ValidatingDomains'.")
	s.do(t, "PUT", "/v1.0"+validation, `{}`).refused(t, 400, "Request_BadRequest",
		"Invalid value specified for property 'validatingDomains' of resource 'FederatedTokenValidationPolicy'.")
}
