package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/graph"
)

// TestLiteralErrors has a row for each literal text that Graph is known by, with the request that causes it; those of
// 401 are in [TestTokens], those of query options in [TestOptionsAreHonoured].
func TestLiteralErrors(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains", `{"id":"eu.contoso.com"}`).status)
	_, err := s.tenant.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: "e@eu.contoso.com", DisplayName: "E"})
	require.NoError(t, err)
	const contoso, fabrikam = "/v1.0/domains/contoso.com", "/v1.0/domains/fabrikam.com"
	require.Equal(t, 201, s.do(t, "POST", contoso+"/federationConfiguration", federation(t)).status)
	for _, c := range []struct {
		fault              string
		method, path, body string
		status             int
		code, text         string
	}{
		{"", "POST", "/v1.0/domains", `{"id":"n.example","authenticationType":"Federated"}`, 400, "Request_BadRequest",
			"Creation of federated domain is not allowed."},
		{"", "PATCH", fabrikam, `{"authenticationType":"Federated"}`, 400, "Request_BadRequest",
			"Changing authenticationType from Managed to Federated is currently not supported."},
		{"", "PATCH", "/beta/domains/fabrikam.com", `{"federationConfiguration":[{}]}`, 500, "InternalServerError", ""},
		{"", "POST", "/v1.0/domains/unverified.example/promote", "", 400, "Request_BadRequest",
			"Unverified domains can't be promoted. Verify the domain before promotion."},
		{"", "POST", "/v1.0/domains/eu.contoso.com/promote", "", 400, "Request_BadRequest",
			"Promoting a subdomain with user references isn't allowed. Migrate the users to the current root domain before " +
				"promotion of the subdomain."},
		{"", "GET", contoso + "/domainNameReferences", "", 400, "Request_UnsupportedQuery",
			"This API is not supported for federated domains."},
		{"", "POST", contoso + "/federationConfiguration", federation(t), 400, "Request_BadRequest",
			"Domain already has Federation Configuration set."},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t, "federatedIdpMfaBehavior", nil), 400,
			"Request_BadRequest", "FederatedIdpMfaBehavior cannot be empty"},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t, "federatedIdpMfaBehavior", ""), 400,
			"Request_BadRequest", "FederatedIdpMfaBehavior cannot be empty"},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t, "issuerUri", "7fabrikam.com"), 400,
			"Request_BadRequest", "Invalid value specified for property 'issuerUri' of resource 'InternalDomainFederation'."},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t, "issuerUri", "fabrikam.com"), 400,
			"Request_BadRequest", "Invalid value specified for property 'issuerUri' of resource 'InternalDomainFederation'."},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t), 409, "Request_MultipleObjectsWithSameKeyValue",
			"Another object with the same value for property issuerUri already exists."},
		{"", "GET", fabrikam + "/federationConfiguration", "", 404, "Request_ResourceNotFound", "Resource " +
			"'federationConfiguration' does not exist or one of its queried reference-property objects are not present."},
		{"", "POST", fabrikam + "/federationConfiguration", federation(t, "issuerUri", "urn:x:y", "signingCertificate", nil),
			500, "InternalServerError", ""},
		{"", "PATCH", "/v1.0/organization/" + tenantID, `{"onPremisesSyncEnabled":false}`, 400, "Request_BadRequest",
			"Property 'onPremisesSyncEnabled' is read-only and cannot be set."},
		{"", "PATCH", contoso, `{"isDefault":`, 400, "BadRequest", "Unable to read JSON request payload. Please ensure " +
			"Content-Type header is set and payload is of valid JSON format."},
		{"", "PATCH", contoso, " ", 400, "BadRequest", "Empty Payload. JSON content expected."},
		{"", "POST", "/v1.0/users", strings.ReplaceAll(alice, "alice", "bob"), 400, "Request_BadRequest", // no immutable ID
			"One or more properties contains invalid values."},
		{"", "PATCH", "/v1.0/users/alice@contoso.com", `{"onPremisesImmutableId":"a$b"}`, 400, "Request_BadRequest",
			"One or more properties contains invalid values."},
		{"", "POST", "/v1.0/users", strings.ReplaceAll(alice, "alice@contoso.com", "admin@contoso.onmicrosoft.com"), 400,
			"Request_BadRequest",
			"Another object with the same value for property userPrincipalName already exists."},
		{"", "GET", "/v1.0/users/nobody", "", 404, "Request_ResourceNotFound", "Resource 'nobody' does not exist or one of " +
			"its queried reference-property objects are not present."},
		{"", "GET", "/v1.0/groups", "", 400, "BadRequest", "Resource not found for the segment 'groups'."},
		{"", "PUT", "/v1.0/domains", "{}", 405, "Request_BadRequest",
			"Specified HTTP method is not allowed for the request target."},
		{graph.FaultDenied, "GET", "/v1.0/domains", "", 403, "Authorization_RequestDenied", deniedText},
		{graph.FaultThrottled, "GET", "/v1.0/domains", "", 429, "TooManyRequests", "Too many requests from Identifier:" +
			clientID + "+" + tenantID + " under category:throttle.aad.ags. Please try again later."},
		{graph.FaultThrottledDirectory, "GET", "/v1.0/domains", "", 429, "Request_ThrottledTemporarily",
			"Too many requests from Identifier:" + clientID + "+" + tenantID +
				" under category:throttle.aad.ags. Please try again later."},
		{graph.FaultUnknown, "PATCH", contoso, `{"authenticationType":"Managed"}`, 500, "UnknownError", ""},
	} {
		t.Run(c.method+" "+c.path+" "+c.code, func(t *testing.T) {
			if c.fault != "" {
				require.NoError(t, s.graph.SetFault(graph.Fault{Name: c.fault, Count: 1}))
			}
			s.do(t, c.method, c.path, c.body).refused(t, c.status, c.code, c.text)
		})
	}
	t.Run("a body of another type", func(t *testing.T) {
		s.do(t, "PATCH", contoso, `{}`, "Content-Type", "text/plain").refused(t, 400, "BadRequest",
			"Entity only allows writes with a JSON Content-Type header.")
	})
}
