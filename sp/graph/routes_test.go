package graph_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/oauth/token"
)

func TestForceDelete(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	assert.Equal(t, 400, s.do(t, "DELETE", "/v1.0/domains/contoso.com", "").status, "alice refers to it")
	assert.Equal(t, 204, s.do(t, "POST", "/v1.0/domains/contoso.com/forceDelete", `{"disableUserAccounts":true}`).status)
	u := s.do(t, "GET", "/v1.0/users/alice@contoso.onmicrosoft.com?$select=accountEnabled", "")
	assert.Equal(t, false, u.body["accountEnabled"])
	assert.Equal(t, 404, s.do(t, "POST", "/v1.0/domains/contoso.com/forceDelete", `{}`).status)
}

func TestRootDomain(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains", `{"id":"eu.contoso.com"}`).status)
	assert.Equal(t, "contoso.com", s.do(t, "GET", "/v1.0/domains/eu.contoso.com/rootDomain", "").body["id"])
	assert.Equal(t, 404, s.do(t, "GET", "/v1.0/domains/contoso.com/rootDomain", "").status)
	expanded := s.do(t, "GET", "/v1.0/domains/eu.contoso.com?$expand=rootDomain&$select=id", "")
	assert.Equal(t, "contoso.com", expanded.body["rootDomain"].(map[string]any)["id"])
}

func TestDeletedUsers(t *testing.T) {
	s := newSite(t)
	id := s.do(t, "POST", "/v1.0/users", alice).body["id"].(string)
	require.Equal(t, 204, s.do(t, "DELETE", "/v1.0/users/"+id, "").status)
	assert.Len(t, s.do(t, "GET", "/v1.0/directory/deletedItems/microsoft.graph.user", "").values(t), 1)
	assert.Equal(t, "2026-03-02T09:15:00Z", s.do(t, "GET", "/v1.0/directory/deletedItems/"+id, "").body["deletedDateTime"])
	require.Equal(t, 200, s.do(t, "POST", "/v1.0/directory/deletedItems/"+id+"/restore", "{}").status)
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/users/"+id, "").status)
	require.Equal(t, 204, s.do(t, "DELETE", "/v1.0/users/"+id, "").status)
	s.clock.Advance(31 * 24 * time.Hour)
	_, err := s.tenant.DeletedUser(t.Context(), id)
	assert.True(t, directory.IsNotFound(err), "30 days")
}

func TestRoleMembersAreAdded(t *testing.T) {
	s := newSite(t)
	id := s.do(t, "POST", "/v1.0/users", alice).body["id"].(string)
	role := "/v1.0/directoryRoles/roleTemplateId=" + directory.DomainNameAdministrator
	body := `{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/` + id + `"}`
	require.Equal(t, 204, s.do(t, "POST", role+"/members/$ref", body).status)
	assert.Equal(t, 400, s.do(t, "POST", role+"/members/$ref", body).status, "twice")
	assert.Len(t, s.do(t, "GET", role+"/members/microsoft.graph.user", "").values(t), 1)
	require.Equal(t, 204, s.do(t, "DELETE", role+"/members/"+id+"/$ref", "").status)
	assert.Equal(t, 404, s.do(t, "DELETE", role+"/members/"+id+"/$ref", "").status)

	const assignments = "/v1.0/roleManagement/directory/roleAssignments"
	made := s.do(t, "POST", assignments, `{"principalId":"`+id+`","roleDefinitionId":"`+directory.UserAdministrator+
		`","directoryScopeId":"/"}`)
	require.Equal(t, 201, made.status, "%v", made.body)
	assert.Equal(t, 200, s.do(t, "GET", assignments+"/"+made.body["id"].(string)+"?$expand=roleDefinition", "").status)
	assert.Equal(t, 204, s.do(t, "DELETE", assignments+"/"+made.body["id"].(string), "").status)
}

func TestLogs(t *testing.T) {
	s := newSite(t)
	const fed = "/v1.0/domains/contoso.com/federationConfiguration"
	require.Equal(t, 201, s.do(t, "POST", fed, federation(t)).status)
	require.Equal(t, 204, s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{"authenticationType":"Managed"}`).status)
	audits := s.do(t, "GET", "/v1.0/auditLogs/directoryAudits?$top=1", "").values(t)
	require.Len(t, audits, 1)
	assert.Equal(t, "Set domain authentication", audits[0]["activityDisplayName"])
	assert.Equal(t, "DirectoryManagement", audits[0]["category"])
	target := audits[0]["targetResources"].([]any)[0].(map[string]any)
	assert.Equal(t, "contoso.com", target["displayName"])
	assert.Equal(t, map[string]any{"displayName": "LiveType", "oldValue": `["Federated"]`, "newValue": `["Managed"]`},
		target["modifiedProperties"].([]any)[0])
	assert.Equal(t, clientID, audits[0]["initiatedBy"].(map[string]any)["app"].(map[string]any)["appId"])

	s.tenant.AddSignIn(directory.SignIn{UserPrincipalName: "a@contoso.com", Federated: true, Thumbprint: "ABCD"})
	entry := s.do(t, "GET", "/beta/auditLogs/signIns", "").values(t)[0]
	assert.Equal(t, map[string]any{"key": "Federation certificate thumbprint", "value": "ABCD"},
		entry["authenticationProcessingDetails"].([]any)[0])
	assert.Equal(t, "saml20", entry["incomingTokenType"])
	assert.NotContains(t, s.do(t, "GET", "/v1.0/auditLogs/signIns", "").values(t)[0], "authenticationProcessingDetails")
}

func TestApplications(t *testing.T) {
	s := newSite(t)
	made := s.do(t, "POST", "/v1.0/applications", `{"displayName":"Tools"}`)
	require.Equal(t, 201, made.status)
	path := "/v1.0/applications(appId='" + made.body["appId"].(string) + "')"
	added := s.do(t, "POST", path+"/addPassword", `{"passwordCredential":{"displayName":"one"}}`)
	require.Equal(t, 200, added.status, "%v", added.body)
	assert.NotEmpty(t, added.body["secretText"])
	assert.Nil(t, s.do(t, "GET", path, "").body["passwordCredentials"].([]any)[0].(map[string]any)["secretText"])
	assert.Equal(t, 204, s.do(t, "POST", path+"/removePassword", `{"keyId":"`+added.body["keyId"].(string)+`"}`).status)
	assert.Equal(t, 204, s.do(t, "DELETE", path, "").status)
	features := s.do(t, "GET", "/v1.0/directory/onPremisesSynchronization", "").values(t)[0]["features"].(map[string]any)
	assert.Equal(t, false, features["blockSoftMatchEnabled"])
	assert.Len(t, features, 20)
}

// A person changes the own profile with User.ReadWrite, and nothing that sign-in depends on.
func TestOwnProfile(t *testing.T) {
	s := newSite(t)
	plain := s.person(t, "User.ReadWrite", token.MemberRole)
	require.Equal(t, 204, s.as(t, plain, "PATCH", "/v1.0/me", `{"mobilePhone":"1"}`).status)
	assert.Equal(t, "1", s.as(t, plain, "GET", "/v1.0/me", "").body["mobilePhone"])
	for _, body := range []string{`{"onPremisesImmutableId":"x"}`, `{"userPrincipalName":"x@contoso.com"}`,
		`{"mobilePhone":"2","displayName":"Boss"}`} {
		s.as(t, plain, "PATCH", "/v1.0/me", body).refused(t, 403, "Authorization_RequestDenied", deniedText)
	}
	boss := s.person(t, "User.ReadWrite.All", directory.GlobalAdministrator)
	assert.Equal(t, 204, s.as(t, boss, "PATCH", "/v1.0/me", `{"displayName":"Boss"}`).status)
	s.do(t, "PATCH", "/v1.0/me", `{"displayName":"Boss"}`).refused(t, 400, "BadRequest",
		"/me request is only valid with delegated authentication flow.") // an application is nobody
}
