package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

const registrations = "/v1.0/reports/authenticationMethods/userRegistrationDetails"

// What a person has registered is read in one collection, in that of its kind and in the report.
func TestAuthenticationMethods(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	const of = "/v1.0/users/alice@contoso.com/authentication/"
	assert.Len(t, s.do(t, "GET", of+"methods", "").values(t), 1, "the password")
	for _, kind := range directory.MethodKinds() {
		require.NoError(t, s.tenant.AddMethod(t.Context(), "alice@contoso.com", kind))
	}
	all := s.do(t, "GET", of+"methods", "").values(t)
	require.Len(t, all, 5)
	assert.Equal(t, "#microsoft.graph.passwordAuthenticationMethod", all[0]["@odata.type"])
	assert.Equal(t, "#microsoft.graph.fido2AuthenticationMethod", all[1]["@odata.type"])
	keys := s.do(t, "GET", of+"fido2Methods", "").values(t)
	require.Len(t, keys, 1)
	assert.Equal(t, all[1]["id"], keys[0]["id"])
	assert.Equal(t, "deviceBound", keys[0]["passkeyType"])
	assert.NotContains(t, keys[0], "phoneNumber")
	one := s.do(t, "GET", of+"methods/"+keys[0]["id"].(string), "")
	assert.Equal(t, keys[0]["id"], one.body["id"])
	id := keys[0]["id"].(string)
	s.do(t, "GET", of+"phoneMethods/"+id, "").missing(t, id) // another kind
	s.do(t, "DELETE", of+"phoneMethods/"+id, "").missing(t, id)

	assert.Equal(t, 204, s.do(t, "DELETE", of+"fido2Methods/"+id, "").status)
	s.do(t, "DELETE", of+"fido2Methods/"+id, "").missing(t, id)
	assert.Empty(t, s.do(t, "GET", of+"fido2Methods", "").values(t))
	assert.Equal(t, "User deleted security info", s.tenant.AuditLog()[0].Activity)
	s.do(t, "DELETE", of+"passwordMethods/x", "").refused(t, 405, "Request_BadRequest",
		"Specified HTTP method is not allowed for the request target.")
	s.do(t, "GET", "/v1.0/users/nobody/authentication/methods", "").missing(t, "nobody")
}

func TestUserRegistrationDetails(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	require.NoError(t, s.tenant.AddMethod(t.Context(), "alice@contoso.com", directory.Authenticator))
	require.NoError(t, s.tenant.AddMethod(t.Context(), "alice@contoso.com", directory.Passkey))
	require.NoError(t, s.tenant.AddMethod(t.Context(), "alice@contoso.com", directory.Passkey), "twice is once")
	registered := s.do(t, "GET", registrations+"?$filter=isMfaRegistered%20eq%20true", "").values(t)
	require.Len(t, registered, 1)
	assert.Equal(t, "alice@contoso.com", registered[0]["userPrincipalName"])
	assert.Equal(t, []any{"passKeyDeviceBound", "microsoftAuthenticatorPush"}, registered[0]["methodsRegistered"])
	assert.Equal(t, []any{"passKeyDeviceBound"}, registered[0]["systemPreferredAuthenticationMethods"])
	assert.Equal(t, true, registered[0]["isPasswordlessCapable"])
	administrators := s.do(t, "GET", registrations+"?$filter=isAdmin%20eq%20true&$select=id", "").values(t)
	assert.Equal(t, []map[string]any{{"id": adminID}}, administrators)
	assert.Equal(t, false, s.do(t, "GET", registrations+"/"+adminID, "").body["isMfaRegistered"])

	const policy = "/beta/policies/authenticationMethodsPolicy"
	preference := s.do(t, "GET", policy, "").body["systemCredentialPreferences"].(map[string]any)
	assert.Equal(t, "default", preference["state"])
	assert.NotContains(t, s.do(t, "GET", "/v1.0/policies/authenticationMethodsPolicy", "").body,
		"systemCredentialPreferences")
	require.Equal(t, 204, s.do(t, "PATCH", policy, `{"systemCredentialPreferences":{"state":"disabled"}}`).status)
	assert.Empty(t, s.do(t, "GET", registrations+"/alice@contoso.com", "").body["systemPreferredAuthenticationMethods"])
	s.do(t, "PATCH", policy, `{"systemCredentialPreferences":{"state":"x"}}`).refused(t, 400, "Request_BadRequest",
		"Invalid value specified for property 'state' of resource 'SystemCredentialPreferences'.")
	s.do(t, "PATCH", "/v1.0"+policy[len("/beta"):], `{"systemCredentialPreferences":{"state":"default"}}`).refused(t, 400,
		"Request_BadRequest", "Property 'systemCredentialPreferences' does not exist as a declared property or extension "+
			"property.") // beta alone has it
}

func TestCertificateConfiguration(t *testing.T) {
	s := newSite(t)
	const path = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/"
	require.Equal(t, 204, s.do(t, "PATCH", path+"x509certificate", `{"state":"enabled"}`).status)
	read := s.do(t, "GET", path+"X509Certificate", "")
	assert.Equal(t, "enabled", read.body["state"])
	assert.Equal(t, "#microsoft.graph.x509CertificateAuthenticationMethodConfiguration", read.body["@odata.type"])
	s.do(t, "PATCH", path+"X509Certificate", `{"state":"on"}`).refused(t, 400, "Request_BadRequest",
		"Invalid value specified for property 'state' of resource 'AuthenticationMethodConfiguration'.")
	s.do(t, "GET", path+"Palm", "").missing(t, "Palm")
	for _, path := range []string{"/v1.0/organization/" + tenantID + "/certificateBasedAuthConfiguration",
		"/v1.0/policies/homeRealmDiscoveryPolicies", "/v1.0/policies/tokenIssuancePolicies"} {
		assert.Empty(t, s.do(t, "GET", path, "").values(t), path)
	}
}

// A person learns the own directory roles, which is how a tool finds out whether it may change federation.
func TestMemberOf(t *testing.T) {
	s := newSite(t)
	require.NoError(t, s.tenant.AssignRole(t.Context(), directory.SecurityReader, adminID))
	plain := s.person(t, "User.Read", directory.GlobalAdministrator)
	roles := s.as(t, plain, "GET", "/v1.0/me/memberOf/microsoft.graph.directoryRole?$select=displayName,roleTemplateId",
		"").values(t)
	require.Len(t, roles, 2)
	assert.Equal(t, directory.GlobalAdministrator, roles[0]["roleTemplateId"])
	assert.Equal(t, "#microsoft.graph.directoryRole", roles[0]["@odata.type"])
	assert.Len(t, s.do(t, "GET", "/v1.0/users/"+adminID+"/memberOf", "").values(t), 2)
	s.do(t, "GET", "/v1.0/me/memberOf", "").refused(t, 400, "BadRequest",
		"/me request is only valid with delegated authentication flow.")
}
