package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

// Every property that a PATCH takes is read back; what it does not keep it refuses.
func TestEveryPropertyThatCanBePatched(t *testing.T) {
	s := newSite(t)
	require.Equal(t, 201, s.do(t, "POST", "/v1.0/users", alice).status)
	made := s.do(t, "POST", "/v1.0/domains/contoso.com/federationConfiguration", federation(t))
	require.Equal(t, 201, made.status)
	application := s.do(t, "POST", "/v1.0/applications", `{"displayName":"Tools"}`)
	require.Equal(t, 201, application.status)
	on := true
	require.NoError(t, s.tenant.SetOnPremisesSync(t.Context(), &on))
	for path, properties := range map[string]map[string]any{
		"/users/alice@contoso.com": {
			"ageGroup": "Adult", "city": "Oslo", "companyName": "Contoso", "consentProvidedForMinor": "Granted",
			"country": "Norway", "department": "IT", "employeeId": "7", "employeeType": "Employee", "faxNumber": "1",
			"jobTitle": "Boss", "mobilePhone": "2", "officeLocation": "18/2111", "passwordPolicies": "None",
			"postalCode": "0150", "preferredLanguage": "nb-NO", "state": "Oslo", "streetAddress": "Gata 1",
			"usageLocation": "NO", "userType": "Guest", "businessPhones": []any{"+47 1"}, "otherMails": []any{"a@b.example"},
			"accountEnabled": false, "displayName": "Alice A", "givenName": "Al", "surname": "A", "mail": "a@contoso.com",
			"mailNickname": "al",
		},
		"/domains/fabrikam.com": {
			"passwordValidityPeriodInDays": 30.0, "passwordNotificationWindowInDays": 7.0, "supportedServices": []any{"Email"},
			"isDefault": true,
		},
		"/organization/" + tenantID: {
			"marketingNotificationEmails":          []any{"m@contoso.com"},
			"technicalNotificationMails":           []any{"t@contoso.com"},
			"securityComplianceNotificationMails":  []any{"s@contoso.com"},
			"securityComplianceNotificationPhones": []any{"+47 2"},
			"privacyProfile":                       map[string]any{"contactEmail": "p@contoso.com", "statementUrl": "https://p"},
			"onPremisesSyncEnabled":                false,
		},
		"/domains/contoso.com/federationConfiguration/" + made.body["id"].(string): {
			"displayName": "C", "issuerUri": "urn:uri:contoso.com", "metadataExchangeUri": "https://m",
			"passiveSignInUri": "https://p", "activeSignInUri": "https://a", "signOutUri": "https://o",
			"passwordResetUri": "https://r", "promptLoginBehavior": "nativeSupport",
			"preferredAuthenticationProtocol": "wsFed", "isSignedAuthenticationRequestRequired": true,
			"federatedIdpMfaBehavior": "rejectMfaByFederatedIdp", "nextSigningCertificate": newCertificate(t),
			"signingCertificate": newCertificate(t),
		},
		"/applications/" + application.body["id"].(string): {
			"displayName": "Tools 2", "isFallbackPublicClient": true,
			"publicClient": map[string]any{"redirectUris": []any{"http://localhost"}},
		},
	} {
		for name, value := range properties {
			body, err := json.Marshal(map[string]any{name: value})
			require.NoError(t, err)
			a := s.do(t, "PATCH", "/beta"+path, string(body))
			require.Contains(t, []int{200, 204}, a.status, "%s %s: %v", path, body, a.body)
			read := s.do(t, "GET", "/beta"+path, "")
			if _, shown := read.body[name]; !shown {
				read = s.do(t, "GET", "/beta"+path+"?$select="+name, "")
			}
			assert.Equal(t, value, read.body[name], "%s %s", path, name)
		}
		a := s.do(t, "PATCH", "/beta"+path, `{"noSuchProperty":1}`)
		a.refused(t, 400, "Request_BadRequest",
			"Property 'noSuchProperty' does not exist as a declared property or extension property.")
		for _, name := range []string{"id"} {
			s.do(t, "PATCH", "/beta"+path, `{"`+name+`":"x"}`).refused(t, 400, "Request_BadRequest",
				"Property '"+name+"' is read-only and cannot be set.")
		}
	}
	for path, body := range map[string]string{
		"/domains/fabrikam.com":     `{"isDefault":false}`,
		"/domains/contoso.com":      `{"passwordValidityPeriodInDays":30}`,
		"/organization/" + tenantID: `{"displayName":"X"}`,
		"/users/alice@contoso.com":  `{"usageLocation":"Norway"}`,
	} {
		assert.Equal(t, 400, s.do(t, "PATCH", "/v1.0"+path, body).status, "%s %s", path, body)
	}
	s.do(t, "PATCH", "/v1.0/domains/fabrikam.com", `{"supportedServices":["Intune"]}`).refused(t, 400,
		"Request_BadRequest",
		"Invalid value specified for property 'supportedServices' of resource 'Domain'.")
	assert.Equal(t, 400, s.do(t, "POST", "/v1.0/domains", `{"id":"x.example","isDefault":true}`).status)
	assert.Equal(t, 400, s.do(t, "POST", "/v1.0/domains", `{"id":"other.onmicrosoft.com"}`).status)
}

func TestMalformedIssuer(t *testing.T) {
	s := newSite(t)
	for _, issuer := range []string{"https:contoso.com", "foo:bar", "x:y", "https://contoso.com:99999/", "https://",
		"https:auth-us.beyondidentity.comv1tenants", "urn:contoso", "https://contoso.com:", "contoso.com", "1contoso"} {
		s.do(t, "POST", "/v1.0/domains/contoso.com/federationConfiguration", federation(t, "issuerUri", issuer)).refused(t,
			400, "Request_BadRequest",
			"Invalid value specified for property 'issuerUri' of resource 'InternalDomainFederation'.")
	}
	for _, issuer := range []string{"https://contoso.com:8443/x", "urn:uri:contoso.com", "http://sts.contoso.com/a"} {
		assert.Equal(t, 201, s.do(t, "POST", "/v1.0/domains/contoso.com/federationConfiguration",
			federation(t, "issuerUri", issuer)).status, issuer)
		require.NoError(t, s.tenant.SetManaged(t.Context(), "contoso.com"))
	}
	assert.Equal(t, 400, s.do(t, "POST", "/v1.0/domains/contoso.com/federationConfiguration",
		federation(t, "@odata.type", "#microsoft.graph.samlOrWsFedExternalDomainFederation")).status)
	require.Equal(t, directory.Managed, s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"])
}
