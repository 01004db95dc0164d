package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDomains(t *testing.T) {
	s := newSite(t)
	a := s.do(t, "GET", "/v1.0/domains", "")
	assert.Equal(t, s.URL+"/v1.0/$metadata#domains", a.body["@odata.context"])
	all := a.values(t)
	require.Len(t, all, 4)
	assert.Equal(t, map[string]any{"authenticationType": "Managed", "availabilityStatus": nil,
		"id": "contoso.onmicrosoft.com", "isAdminManaged": true,
		"isDefault": true, "isInitial": true, "isRoot": true, "isVerified": true,
		"supportedServices":            []any{"Email", "OfficeCommunicationsOnline"},
		"passwordValidityPeriodInDays": 2147483647.0, "passwordNotificationWindowInDays": 14.0, "state": nil}, all[1])

	a = s.do(t, "GET", "/v1.0/domains?$select=ID,isVerified", "")
	assert.Equal(t, s.URL+"/v1.0/$metadata#domains(id,isVerified)", a.body["@odata.context"])
	assert.Equal(t, map[string]any{"id": "contoso.com", "isVerified": true}, a.values(t)[0])
	assert.Len(t, s.do(t, "GET", "/v1.0/domains?$filter=isVerified%20eq%20false", "").values(t), 1)
	assert.Len(t, s.do(t, "GET", "/v1.0/domains?$top=2", "").values(t), 2)
	s.do(t, "GET", "/v1.0/domains?$search=x", "").refused(t, 400, "Request_BadRequest",
		"'$search' is not supported by the service.")
	s.do(t, "GET", "/v1.0/domains/nowhere.example", "").refused(t, 404, "Request_ResourceNotFound",
		"Resource 'nowhere.example' does not exist or one of its queried reference-property objects are not present.")
}

func TestDomainLife(t *testing.T) {
	s := newSite(t)
	a := s.do(t, "POST", "/v1.0/domains", `{"id":"New.example"}`)
	require.Equal(t, 201, a.status)
	assert.Equal(t, false, a.body["isVerified"])
	assert.Equal(t, false, a.body["isRoot"])
	assert.Equal(t, s.URL+"/v1.0/domains/new.example", a.header.Get("Location"))
	a = s.do(t, "GET", "/v1.0/domains/new.example/verificationDnsRecords", "")
	records := a.values(t)
	assert.Equal(t, "#microsoft.graph.domainDnsTxtRecord", records[0]["@odata.type"])
	assert.Regexp(t, `^MS=ms\d{8}$`, records[0]["text"])
	assert.EqualValues(t, 32767, records[1]["preference"])
	a = s.do(t, "POST", "/v1.0/domains/new.example/verify", "")
	require.Equal(t, 200, a.status)
	assert.Equal(t, "AvailableImmediately", a.body["availabilityStatus"])
	assert.Equal(t, true, a.body["isVerified"])
	assert.Equal(t, 204, s.do(t, "DELETE", "/v1.0/domains/new.example", "").status)
	assert.Equal(t, 404, s.do(t, "GET", "/v1.0/domains/new.example", "").status)
}

func TestPatchDomain(t *testing.T) {
	s := newSite(t)
	const contoso, bad = "/v1.0/domains/contoso.com", "Request_BadRequest"
	s.do(t, "POST", "/v1.0/domains", `{"id":"new.example","authenticationType":"Federated"}`).refused(t, 400, bad,
		"Creation of federated domain is not allowed.")
	s.do(t, "POST", "/v1.0/domains", `{}`).refused(t, 400, bad,
		"Invalid value specified for property 'id' of resource 'Domain'.")
	s.do(t, "PATCH", contoso, `{"authenticationType":"Federated"}`).refused(t, 400, bad,
		"Changing authenticationType from Managed to Federated is currently not supported.")
	s.do(t, "PATCH", contoso, `{"authenticationType":"federated"}`).refused(t, 400, bad,
		"Invalid value specified for property 'authenticationType' of resource 'Domain'.")
	s.do(t, "PATCH", "/beta/domains/contoso.com",
		`{"authenticationType":"Federated","federationConfiguration":[{}]}`).refused(t, 500, "InternalServerError", "")
	s.do(t, "PATCH", "/v1.0/domains/unverified.example", `{"authenticationType":"Managed"}`).refused(t, 400, bad,
		"Domain 'unverified.example' is not verified; only a verified domain can be changed.")
	require.Equal(t, 201, s.do(t, "POST", contoso+"/federationConfiguration", federation(t)).status)
	assert.Equal(t, 204, s.do(t, "PATCH", contoso, `{"authenticationType":"Federated"}`).status)
	s.do(t, "PATCH", contoso, `{"isDefault":true}`).refused(t, 400, bad,
		"Domain 'contoso.com' is federated; only a managed domain can be the default domain.")
	s.do(t, "PATCH", contoso, `{"isDefault":true,"supportedServices":[]}`).refused(t, 400, bad,
		"Domain 'contoso.com' is federated; only a managed domain can be the default domain.")
	assert.NotEmpty(t, s.do(t, "GET", contoso, "").body["supportedServices"], "a refused request changes nothing")
	s.do(t, "PATCH", contoso, `{"supportedServices":"Email"}`).refused(t, 400, bad,
		"Invalid value specified for property 'supportedServices' of resource 'Domain'.")
	s.do(t, "GET", contoso+"/domainNameReferences", "").refused(t, 400, "Request_UnsupportedQuery",
		"This API is not supported for federated domains.")
	a := s.do(t, "GET", contoso, "")
	assert.Equal(t, "Federated", a.body["authenticationType"])
	assert.NotContains(t, a.body, "passwordValidityPeriodInDays")
	assert.Equal(t, 204, s.do(t, "PATCH", contoso,
		`{"AuthenticationType":"Managed","supportedServices":["Email"]}`).status)
	a = s.do(t, "GET", contoso, "")
	assert.Equal(t, "Managed", a.body["authenticationType"])
	assert.Equal(t, []any{"Email"}, a.body["supportedServices"])
	assert.Equal(t, 404, s.do(t, "GET", contoso+"/federationConfiguration", "").status)
}

func TestPromote(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains", `{"id":"eu.contoso.com"}`).status)
	s.do(t, "POST", "/v1.0/domains/eu.contoso.com/verify", "").refused(t, 400, "Request_BadRequest",
		"Domain 'eu.contoso.com' is already verified.")
	a := s.do(t, "POST", "/v1.0/domains/eu.contoso.com/promote", "")
	assert.Equal(t, 200, a.status)
	assert.Equal(t, map[string]any{"@odata.context": s.URL + "/v1.0/$metadata#Edm.Boolean", "value": true}, a.body)
	s.do(t, "POST", "/v1.0/domains/unverified.example/promote", "").refused(t, 400, "Request_BadRequest",
		"Unverified domains can't be promoted. Verify the domain before promotion.")
}

func TestFederationLife(t *testing.T) {
	s := newSite(t)
	const at = "/v1.0/domains/contoso.com/federationConfiguration"
	notFound := "Resource 'federationConfiguration' does not exist or one of its queried reference-property objects " +
		"are not present."
	s.do(t, "GET", at, "").refused(t, 404, "Request_ResourceNotFound", notFound)
	made := s.do(t, "POST", at, federation(t))
	require.Equal(t, 201, made.status, "%v", made.body)
	id := made.body["id"].(string)
	assert.Equal(t, s.URL+at+"/"+id, made.header.Get("Location"))
	assert.Equal(t, s.URL+"/v1.0/$metadata#domains('contoso.com')/federationConfiguration/$entity",
		made.body["@odata.context"])
	assert.Equal(t, "saml", made.body["preferredAuthenticationProtocol"])
	assert.Nil(t, made.body["promptLoginBehavior"])
	listed := s.do(t, "GET", at, "")
	assert.Equal(t, s.URL+"/v1.0/$metadata#domains('contoso.com')/federationConfiguration", listed.body["@odata.context"])
	require.Len(t, listed.values(t), 1)
	one := s.do(t, "GET", at+"/"+id, "")
	assert.Equal(t, made.body, one.body)

	organization := s.do(t, "GET", "/v1.0/organization", "").values(t)[0]
	types := map[string]any{}
	for _, d := range organization["verifiedDomains"].([]any) {
		types[d.(map[string]any)["name"].(string)] = d.(map[string]any)["type"]
	}
	assert.Equal(t, map[string]any{
		"contoso.com":             "Federated",
		"contoso.onmicrosoft.com": "Managed",
		"fabrikam.com":            "Managed",
	}, types, "verifiedDomains in step")

	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains", `{"id":"eu.contoso.com"}`).status)
	s.do(t, "GET", "/v1.0/domains/eu.contoso.com/federationConfiguration", "").refused(t, 404,
		"Request_ResourceNotFound", notFound)

	next := newCertificate(t)
	changed := s.do(t, "PATCH", at+"/"+id, `{"nextSigningCertificate":"`+next+
		`","promptLoginBehavior":"disabled","displayName":null,"isSignedAuthenticationRequestRequired":true}`)
	require.Equal(t, 200, changed.status)
	assert.Equal(t, next, changed.body["nextSigningCertificate"])
	assert.Nil(t, changed.body["displayName"])
	assert.Equal(t, true, changed.body["isSignedAuthenticationRequestRequired"])
	assert.Equal(t, made.body["issuerUri"], changed.body["issuerUri"])
	s.do(t, "PATCH", at+"/"+id, `{"federatedIdpMfaBehavior":null}`).refused(t, 400, "Request_BadRequest",
		"FederatedIdpMfaBehavior cannot be empty")
	s.do(t, "PATCH", at+"/"+adminID, `{}`).refused(t, 404, "Request_ResourceNotFound",
		"Resource '"+adminID+"' does not exist or one of its queried reference-property objects are not present.")
	assert.Equal(t, 404, s.do(t, "GET", at+"/"+adminID, "").status)
	assert.Equal(t, 404, s.do(t, "DELETE", at+"/"+adminID, "").status)

	assert.Equal(t, 204, s.do(t, "DELETE", at+"/"+id, "").status)
	s.do(t, "GET", at, "").refused(t, 404, "Request_ResourceNotFound", notFound)
	assert.Equal(t, "Managed", s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"])
}

func TestFederationRules(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/domains/fabrikam.com/federationConfiguration",
		federation(t, "issuerUri", "urn:uri:fabrikam.com")).status)
	const bad, invalid = "Request_BadRequest", "' of resource 'InternalDomainFederation'."
	for _, c := range []struct {
		name, domain string
		body         string
		status       int
		code, text   string
	}{
		{"already federated", "fabrikam.com", federation(t), 400, bad, "Domain already has Federation Configuration set."},
		{"initial domain", "contoso.onmicrosoft.com", federation(t), 400, bad,
			"Domain 'contoso.onmicrosoft.com' is the initial domain of the tenant and cannot be federated."},
		{"unverified domain", "unverified.example", federation(t), 400, bad,
			"Domain 'unverified.example' is not verified and cannot be federated."},
		{"unknown domain", "nowhere.example", federation(t), 404, "Request_ResourceNotFound",
			"Resource 'nowhere.example' does not exist or one of its queried reference-property objects are not present."},
		{"MFA behaviour missing", "contoso.com", federation(t, "federatedIdpMfaBehavior", nil), 400, bad,
			"FederatedIdpMfaBehavior cannot be empty"},
		{"MFA behaviour empty", "contoso.com", federation(t, "federatedIdpMfaBehavior", ""), 400, bad,
			"FederatedIdpMfaBehavior cannot be empty"},
		{"prompt empty", "contoso.com", federation(t, "promptLoginBehavior", ""), 400, bad,
			"Invalid value specified for property 'promptLoginBehavior" + invalid},
		{"bare issuer", "contoso.com", federation(t, "issuerUri", "contoso.com"), 400, bad,
			"Invalid value specified for property 'issuerUri" + invalid},
		{"issuer is a number", "contoso.com", federation(t, "issuerUri", 7), 400, bad,
			"Invalid value specified for property 'issuerUri" + invalid},
		{"issuer in use", "contoso.com", federation(t, "issuerUri", "urn:uri:fabrikam.com"), 409,
			"Request_MultipleObjectsWithSameKeyValue",
			"Another object with the same value for property issuerUri already exists."},
		{"MSOnline spelling", "contoso.com", federation(t, "preferredAuthenticationProtocol", "SAMLP"), 400, bad,
			"Invalid value specified for property 'preferredAuthenticationProtocol" + invalid},
		{"flag is a text", "contoso.com", federation(t, "isSignedAuthenticationRequestRequired", "true"), 400, bad,
			"Invalid value specified for property 'isSignedAuthenticationRequestRequired" + invalid},
		{"undecodable certificate", "contoso.com", federation(t, "signingCertificate", "MIID"), 400, bad,
			"Invalid value specified for property 'signingCertificate" + invalid},
		{"certificate missing", "contoso.com", federation(t, "signingCertificate", nil), 500, "InternalServerError", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.do(t, "POST", "/v1.0/domains/"+c.domain+"/federationConfiguration", c.body).refused(t, c.status, c.code, c.text)
		})
	}
	// the last one left the domain half-federated
	assert.Equal(t, "Federated", s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"])
	assert.Equal(t, 404, s.do(t, "GET", "/v1.0/domains/contoso.com/federationConfiguration", "").status)
	assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{"authenticationType":"Managed"}`).status)
	assert.Equal(t, 201, s.do(t, "POST", "/v1.0/domains/contoso.com/federationConfiguration",
		federation(t, "preferredAuthenticationProtocol", nil)).status)
}
