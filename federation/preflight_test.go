package federation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

// troubled is a tenant of 2,000 users in contoso.com, with everything wrong that a preflight knows.
type troubled struct {
	*tenant
	people []federation.Person
}

func newTroubled(t *testing.T) *troubled {
	t.Helper()
	w := &troubled{tenant: newTenant(t)}
	for i := range 2000 {
		w.person(t, i)
		if i >= 100 && i < 109 {
			require.NoError(t, w.AddMethod(t.Context(), name(i), directory.Passkey))
		}
	}
	for i := range 2 {
		u, err := w.User(t.Context(), name(300+i))
		require.NoError(t, err)
		require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, u.ID))
	}
	for i := range 4 {
		upn := fmt.Sprintf("far%d@fabrikam.com", i)
		_, err := w.CreateUser(t.Context(), directory.NewUser{UserPrincipalName: upn, DisplayName: upn, ImmutableID: upn})
		require.NoError(t, err)
		w.people = append(w.people, federation.Person{Email: upn, ImmutableID: upn})
	}
	w.settings(t)
	w.Faults.Add("GET", "/users", 0, graphtest.Changed("twin-b", "twin-a"))
	w.Clock.Advance(5*365*24*time.Hour - 19*24*time.Hour)
	w.operator.Graph = w.Client(t, "", true)
	return w
}

func name(i int) string { return fmt.Sprintf("u%04d@contoso.com", i) }

// person is the i-th user at both companies.
func (w *troubled) person(t *testing.T, i int) {
	t.Helper()
	u := directory.NewUser{UserPrincipalName: name(i), DisplayName: name(i), ImmutableID: fmt.Sprintf("id-%04d", i)}
	p := federation.Person{Email: name(i), ImmutableID: u.ImmutableID}
	switch {
	case i < 25:
		u.ImmutableID = ""
	case i < 28:
		u.ImmutableID = fmt.Sprintf("twin-a%d", i)
		p.ImmutableID = u.ImmutableID
	case i < 31:
		u.ImmutableID = fmt.Sprintf("twin-b%d", i-3)
		p.ImmutableID = fmt.Sprintf("twin-a%d", i-3)
	case i < 38:
		p.ImmutableID = strings.ToUpper(p.ImmutableID)
	case i < 49:
		u.Disabled = true
	}
	_, err := w.CreateUser(t.Context(), u)
	require.NoError(t, err)
	if i < 1980 {
		w.people = append(w.people, p)
	}
}

// settings federates two domains wrongly, and switches on what disturbs.
func (w *troubled) settings(t *testing.T) {
	t.Helper()
	on := true
	require.NoError(t, w.SetOnPremisesSync(t.Context(), &on))
	require.NoError(t, w.SetSecurityDefaults(t.Context(), true))
	f := directory.Federation{
		IssuerURI:               "https://old.contoso.com",
		PassiveSignInURI:        signOn,
		SigningCertificate:      certs.Base64(pairs()[0].Certificate),
		FederatedIdpMfaBehavior: directory.MFAReject,
	}
	_, err := w.CreateFederation(t.Context(), "contoso.com", f)
	require.NoError(t, err)
	f.IssuerURI = "https://contoso.com"
	_, err = w.CreateFederation(t.Context(), "fabrikam.com", f)
	require.NoError(t, err)
}

func TestPreflightNamesEveryTrouble(t *testing.T) {
	w := newTroubled(t)
	loop := true
	w.Faults.Forget()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	p, err := w.operator.Preflight(ctx, federation.PreflightOptions{
		Source:             source(t, "https://contoso.com"),
		People:             w.people,
		SignsInAtMicrosoft: &loop,
	})
	graphtest.Refusal(t, err, federation.CodePreflight)
	assert.LessOrEqual(t, w.Faults.Requests(""), 60)
	assert.Equal(t, 2000, p.Users)
	assert.Equal(t, 25+6+7+20+4, p.LockedOut)
	counts := map[string]int{}
	for _, f := range p.Findings {
		if f.Outcome == federation.Fail || f.ID == "users.disabled" {
			counts[f.ID+f.Demand] = f.Count
			assert.True(t, f.Cure != "" || f.ID == "users.disabled", f.Fact)
		}
	}
	delete(counts, "") // of the metadata
	assert.Equal(t, map[string]int{
		"users.immutable-idP2":  25,
		"users.duplicate":       6,
		"users.different":       7,
		"users.jumpcloudP1":     20,
		"users.other-root":      4,
		"users.disabled":        11,
		"users.passkey":         9,
		"administrators-inside": 2,
		"break-glassP7":         0,
		"hard-matchC6":          2,
		"certificate.days":      20,
		"issuer":                0,
		"loop":                  0,
		"copied-example":        0,
		"security-defaultsC1":   0,
		"system-preference":     0,
		"C6":                    0,
		"P8":                    0,
	}, counts)
	for _, line := range strings.Split(p.Text(), "\n") {
		assert.LessOrEqual(t, len([]rune(line)), 80, line)
	}
	text, err := json.Marshal(p)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "null")
}

func TestPreflightWithoutPermissions(t *testing.T) {
	w := newTenant(t)
	for _, path := range []string{"/users", "/roleAssignments", "/organization",
		"/identitySecurityDefaultsEnforcementPolicy", "/authenticationMethodsPolicy", "/userRegistrationDetails"} {
		w.Faults.Add("GET", path, 0, graphtest.Status(403, "Authorization_RequestDenied", "Insufficient privileges."))
	}
	p, err := w.operator.Preflight(t.Context(), federation.PreflightOptions{
		Source: federation.Source{Domain: "contoso.com"},
	})
	require.NoError(t, err)
	assert.Equal(t, -1, p.Users)
	for _, f := range p.Findings {
		if f.Outcome == federation.CannotTell {
			assert.NotEmpty(t, f.Cure, f.Fact)
		}
	}
	assert.Zero(t, w.Faults.Requests("PATCH ")+w.Faults.Requests("DELETE "))
}

// What a person may do is told by the roles they hold (P3), and a policy that no federated sign-in reaches by its name.
func TestPreflightReadsRolesAndStrengths(t *testing.T) {
	for _, c := range []struct {
		name, roles, policies string
		role, strength        federation.Outcome
	}{
		{
			"an administrator, and strengths that federation reaches",
			`{"roleTemplateId":"8329153B-31d0-4727-b945-745eb3bc5f31","displayName":"Domain Name Administrator"}`,
			`{"displayName":"MFA","state":"enabled","grantControls":{"authenticationStrength":
				{"allowedCombinations":["password,sms","federatedMultiFactor"]}}}, {"displayName":"Block","state":"enabled",
				"grantControls":{"authenticationStrength":null}}, {"displayName":"Try","state":"disabled","grantControls":
				{"authenticationStrength":{"allowedCombinations":["fido2"]}}}`,
			federation.Pass, federation.Pass,
		},
		{
			"a reader, and a strength that it does not", `{"roleTemplateId":"f2ef992c-3afb-46b9-b7cf-a126ee74c451"}`,
			`{"displayName":"Phishing-resistant","state":"enabled","grantControls":{"authenticationStrength":
				{"allowedCombinations":["windowsHelloForBusiness","fido2","x509CertificateMultiFactor"]}}}`,
			federation.CannotTell, federation.Fail,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTenant(t)
			w.operator.Graph = asPerson(t, w)
			w.Faults.Add("GET", "/microsoft.graph.directoryRole", 0, graphtest.Body(`{"value":[`+c.roles+`]}`))
			w.Faults.Add("GET", "/conditionalAccess/policies", 0, graphtest.Body(`{"value":[`+c.policies+`]}`))
			p, _ := w.operator.Preflight(t.Context(), federation.PreflightOptions{
				Source: federation.Source{Domain: "contoso.com"},
			})
			found := map[string]federation.Finding{}
			for _, f := range p.Findings {
				found[f.ID] = f
			}
			assert.Equal(t, c.role, found["operator.role"].Outcome)
			assert.Equal(t, c.strength, found["authentication-strength"].Outcome)
			assert.NotEmpty(t, found["operator.role"].Got)
		})
	}
}

// asPerson is a client of which it is not known that an application signs in.
func asPerson(t *testing.T, w *tenant) *msgraph.Client {
	t.Helper()
	c, err := msgraph.New(msgraph.Options{
		Credential: struct{ azcore.TokenCredential }{w.Credential(t, graphtest.ClientSecret)},
		Transport:  w.Web(t),
		Emulated:   true,
		Retry:      graphtest.Quick(),
	})
	require.NoError(t, err)
	return c
}
