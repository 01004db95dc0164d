package graph_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/graph"
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
		refusesTheRest(t, s, path, properties)
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

// refusesTheRest checks that a PATCH refuses every property that an object shows and that is not among those which it
// keeps: none is taken and forgotten.
func refusesTheRest(t *testing.T, s *site, path string, kept map[string]any) {
	t.Helper()
	shown := slices.Collect(maps.Keys(s.do(t, "GET", "/beta"+path, "").body))
	if strings.HasPrefix(path, "/users/") {
		shown = graph.UserProperties()
	}
	// these have tests of their own
	elsewhere := []string{"authenticationType", "onPremisesImmutableId", "userPrincipalName", "passwordProfile", "web",
		"keyCredentials", "signInAudience"}
	for _, name := range shown {
		if _, keeps := kept[name]; keeps || strings.HasPrefix(name, "@") || slices.Contains(elsewhere, name) {
			continue
		}
		s.do(t, "PATCH", "/beta"+path, `{"`+name+`":"x"}`).names(t, name)
	}
}

// Every PATCH and PUT of the table is among those whose properties are read back, here or with its resource.
func TestEveryPatchIsReadBack(t *testing.T) {
	for _, r := range graph.Requests() {
		method, path, _ := strings.Cut(r, " ")
		if method != "PATCH" && method != "PUT" {
			continue
		}
		assert.Contains(t, []string{
			"users/{}", "domains/{}", "organization/{}", "domains/{}/federationConfiguration/{}", "applications/{}",
			"me", "policies/identitySecurityDefaultsEnforcementPolicy", "policies/federatedTokenValidationPolicy",
			"policies/authenticationMethodsPolicy",
			"policies/authenticationMethodsPolicy/authenticationMethodConfigurations/{}",
		}, path)
	}
	s := newSite(t)
	const policies, sms = "/beta/policies/", "authenticationMethodsPolicy/authenticationMethodConfigurations/Sms"
	for path, body := range map[string]string{
		"identitySecurityDefaultsEnforcementPolicy": `{"isEnabled":true}`,
		"authenticationMethodsPolicy":               `{"systemCredentialPreferences":{"state":"enabled"}}`,
		"federatedTokenValidationPolicy":            `{"validatingDomains":{"rootDomains":"allFederated"}}`,
		sms:                                         `{"state":"enabled"}`,
	} {
		var sent map[string]any
		require.NoError(t, json.Unmarshal([]byte(body), &sent))
		require.Contains(t, []int{200, 204}, s.do(t, "PATCH", policies+path, body).status, path)
		read := s.do(t, "GET", policies+path, "").body
		for name, want := range sent {
			inner, nested := want.(map[string]any)
			if !nested {
				assert.Equal(t, want, read[name], path)
				continue
			}
			for member, value := range inner {
				assert.Equal(t, value, read[name].(map[string]any)[member], path)
			}
		}
		for name := range read {
			if _, changes := sent[name]; changes || strings.HasPrefix(name, "@") {
				continue
			}
			refused := name
			if path == "federatedTokenValidationPolicy" {
				refused = "validatingDomains" // every change has to name them
			}
			s.do(t, "PATCH", policies+path, `{"`+name+`":"x"}`).names(t, refused)
		}
	}
}

// names checks that a change is refused for a property.
func (a answer) names(t *testing.T, property string) {
	t.Helper()
	assert.Equal(t, 400, a.status)
	assert.Contains(t, a.body["error"].(map[string]any)["message"], "'"+property+"'")
}
