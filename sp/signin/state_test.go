package signin_test

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/sp/directory"
)

func (f *fixture) post(response, relayState string) string {
	f.t.Helper()
	resp, body := f.send("POST", acs, "application/x-www-form-urlencoded", url.Values{
		"SAMLResponse": {response},
		"RelayState":   {relayState},
	}.Encode())
	require.Equal(f.t, http.StatusOK, resp.StatusCode)
	return body
}

func ptr[T any](v T) *T { return &v }

// Realm, user and policy are read when the response arrives, whatever they were when the request left.
func TestStateIsReadWhenTheResponseArrives(t *testing.T) {
	for _, c := range []struct {
		name, code string
		change     func(t *testing.T, f *fixture)
	}{
		{"control", "", func(*testing.T, *fixture) {}},
		{"federation removed", "AADSTS50107", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
		}},
		{"user disabled", "AADSTS50057", func(t *testing.T, f *fixture) {
			_, err := f.tenant.UpdateUser(t.Context(), "alice@contoso.com", directory.UserPatch{AccountEnabled: ptr(false)})
			require.NoError(t, err)
		}},
		{"user deleted", "AADSTS51004", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.DeleteUser(t.Context(), "alice@contoso.com"))
		}},
		{"certificate replaced", "AADSTS5000811", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
			f.federate("contoso.com", func(c *directory.Federation) { c.SigningCertificate = certs.Base64(other().Certificate) })
		}},
		{"certificate is the next one", "", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
			f.federate("contoso.com", func(c *directory.Federation) {
				c.SigningCertificate, c.NextSigningCertificate = certs.Base64(other().Certificate), certs.Base64(pair().Certificate)
			})
		}},
		{"protocol removed", "AADSTS50107", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
			f.federate("contoso.com", func(c *directory.Federation) { c.PreferredAuthenticationProtocol = "" })
		}},
		{"protocol changed", "AADSTS50107", func(t *testing.T, f *fixture) {
			require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
			f.federate("contoso.com", func(c *directory.Federation) {
				c.PreferredAuthenticationProtocol = directory.ProtocolWSFed
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := start(t)
			response := f.response("_request")
			c.change(t, f)
			body := f.post(response, "")
			if c.code == "" {
				assert.Contains(t, body, "Stay signed in?")
				return
			}
			assert.Contains(t, body, c.code+": ")
		})
	}
}

func TestTokenValidationPolicyOfTheTenant(t *testing.T) {
	f := start(t)
	f.answer = func(r *wire.Response) { r.NameID = "wang" } // of fabrikam.com, vouched for by contoso.com
	assert.Contains(t, f.post(f.response(""), ""),
		"AADSTS5000820: Sign-in blocked by Federated Token Validation policy. Contact your administrator for details.")
	for listed, text := range map[string]string{"fabrikam.com": "AADSTS5000820", "contoso.com": "Stay signed in?"} {
		require.NoError(t, f.tenant.SetTokenValidationPolicy(t.Context(), directory.TokenValidationPolicy{
			RootDomains: "enumerated",
			DomainNames: []string{listed},
		}))
		assert.Contains(t, f.post(f.response(""), ""), text)
	}
	require.NoError(t, f.tenant.SetTokenValidationPolicy(t.Context(),
		directory.TokenValidationPolicy{RootDomains: "none"}))
	assert.Contains(t, f.post(f.response(""), ""), "Stay signed in?")
}

func TestSubdomainSignsInByItsParentsIssuer(t *testing.T) {
	f := start(t)
	_, err := f.tenant.AddDomain(t.Context(), "sales.contoso.com")
	require.NoError(t, err)
	_, err = f.tenant.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "sam@sales.contoso.com",
		DisplayName:       "Sam",
		ImmutableID:       "sam",
	})
	require.NoError(t, err)
	f.answer = func(r *wire.Response) { r.NameID = "sam" }
	assert.Equal(t, "sam@sales.contoso.com", signIn(t, f, f.browser(), "sam@sales.contoso.com",
		signin.Start{}).SignedInAs)
	f.answer = func(r *wire.Response) { r.NameID, r.Issuer = "sam", "https://sales.contoso.com" }
	assert.Contains(t, f.post(f.response(""), ""), "AADSTS50107: ")
}

func TestNewFederationIsSeenAfterItsDelay(t *testing.T) {
	f := start(t)
	require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
	f.tenant.SetPropagationDelay(time.Hour)
	f.federate("contoso.com", nil)
	assert.Contains(t, f.post(f.response(""), ""), "AADSTS50107: ")
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Contains(t, last.Refusal.Fix, "wait")
	f.clock.Advance(time.Hour)
	assert.Contains(t, f.post(f.response(""), ""), "Stay signed in?")
}

func TestRelayStateIsNeverATarget(t *testing.T) {
	f := start(t)
	for _, state := range []string{"https://evil.example/", "//evil.example", "javascript:alert(1)",
		`"><script>alert(1)</script>`} {
		body := f.post(f.response(""), state)
		assert.Contains(t, body, "Stay signed in?")
		assert.NotContains(t, body, "evil.example")
		assert.NotContains(t, body, "alert(1)")
		last, ok := f.record.Last(nil)
		require.True(t, ok)
		assert.Equal(t, state, last.RelayState)
	}
}

func TestManySignInAtOnce(t *testing.T) {
	f := start(t)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			upn := "alice@contoso.com"
			if i%2 == 1 {
				upn = "wang@fabrikam.com"
			}
			result, err := signin.Walk(t.Context(), f.browser(), signin.Person{
				UPN:           upn,
				EntraPassword: passwordStep,
				StaySignedIn:  i%3 == 0,
			}, signin.Start{})
			if assert.NoError(t, err) {
				assert.Equal(t, upn, result.SignedInAs, fmt.Sprint(result.Refused))
			}
		})
	}
	all.Wait()
}
