package federation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

const (
	inTenant     = "the tenant has the domain"
	verified     = "the domain is verified"
	notInitial   = "the domain is not the tenant's initial one"
	notDefault   = "the domain is not the tenant's default one"
	notFederated = "the domain is not federated"
	syncOff      = "directory synchronization is off"
	notSubdomain = "the domain is not a subdomain of another domain of the tenant"
	keyIsRSA     = "the metadata's signingCertificate has an RSA key"
	inValidity   = "the metadata's signingCertificate is in its period of validity"
	lasts        = "the metadata's signingCertificate is valid for another 30 days"
	signedToday  = "the metadata's signingCertificate is not signed by an outdated algorithm"
	unsigned     = "the identity provider takes requests that are not signed"
	byPost       = "the identity provider takes requests by HTTP-POST"
	signOut      = "the identity provider names an address for signing out"
	current      = "the metadata is in its period of validity"
	issuerFree   = "no other domain has the issuer URI"
	defaultsOff  = "security defaults are off"
	ownUsers     = "an identity provider signs in the users of its own domain alone"
	adminOutside = "a Global Administrator can sign in outside the domain"
)

// others are the outcomes of the facts that are looked at: those that are named, and pass. Where the domain cannot be
// federated, nothing around it is looked at.
func others(outcomes map[string]federation.Outcome, refusal string) map[string]federation.Outcome {
	all := map[string]federation.Outcome{}
	for _, fact := range []string{inTenant, verified, notInitial, notDefault, notFederated, syncOff, notSubdomain,
		keyIsRSA, inValidity, lasts, signedToday, unsigned, byPost, signOut, current} {
		all[fact] = federation.Pass
	}
	for _, fact := range []string{issuerFree, defaultsOff, ownUsers, adminOutside} {
		if refusal == "" || refusal == federation.CodeIssuerTaken {
			all[fact] = federation.Pass
		}
	}
	for fact, outcome := range outcomes {
		all[fact] = outcome
	}
	return all
}

func TestFindings(t *testing.T) {
	unknown := federation.CannotTell
	for _, c := range []struct {
		name, entityID string
		prepare        func(t *testing.T, w *tenant)
		want           map[string]federation.Outcome // where it is not a pass
		refusal        string                        // Enable's code
	}{
		{"all in order", "https://contoso.com", nil, nil, ""},
		{"not in the tenant", "https://contoso.org", nil, map[string]federation.Outcome{
			inTenant:     federation.Fail,
			verified:     unknown,
			notInitial:   unknown,
			notDefault:   unknown,
			notFederated: unknown,
			notSubdomain: unknown,
		}, federation.CodeDomainNotInTenant},
		{"not verified", "https://unverified.example", nil, map[string]federation.Outcome{
			verified:     federation.Fail,
			notSubdomain: unknown,
		}, federation.CodeDomainNotVerified},
		{"initial and default", "https://contoso.onmicrosoft.com", nil, map[string]federation.Outcome{
			notInitial: federation.Fail,
			notDefault: federation.Fail,
		}, federation.CodeInitialDomain},
		{"federated", "https://contoso.com", func(t *testing.T, w *tenant) { w.federated(t) },
			map[string]federation.Outcome{notFederated: federation.Fail}, federation.CodeBadRequest},
		{"synchronized", "https://contoso.com", func(t *testing.T, w *tenant) {
			on := true
			require.NoError(t, w.SetOnPremisesSync(t.Context(), &on))
		}, map[string]federation.Outcome{syncOff: federation.Fail}, ""},
		{"synchronization cannot be read", "https://contoso.com", func(_ *testing.T, w *tenant) {
			w.Faults.Add("GET", "/organization", 0, graphtest.Status(403, "", ""))
		}, map[string]federation.Outcome{syncOff: unknown}, ""},
		{"domains cannot be read", "https://contoso.com", func(_ *testing.T, w *tenant) {
			w.Faults.Add("GET", "/domains", 0, graphtest.Status(403, "Authorization_RequestDenied", "No."))
		}, map[string]federation.Outcome{
			inTenant:     unknown,
			verified:     unknown,
			notInitial:   unknown,
			notDefault:   unknown,
			notFederated: unknown,
			syncOff:      unknown,
			notSubdomain: unknown,
		}, "Authorization_RequestDenied"},
		{"expired", "https://contoso.com", func(t *testing.T, w *tenant) {
			w.Clock.Advance(6 * 365 * 24 * time.Hour)
			w.operator.Graph = w.Client(t, "", true)
		}, map[string]federation.Outcome{inValidity: federation.Fail, lasts: unknown}, ""},
		{"expires soon", "https://contoso.com", func(t *testing.T, w *tenant) {
			w.Clock.Advance(pairs()[0].ExpiresAt().Sub(w.Clock.Now()) - 29*24*time.Hour)
			w.operator.Graph = w.Client(t, "", true)
		}, map[string]federation.Outcome{lasts: federation.Fail}, ""},
		{"security defaults are on", "https://contoso.com", func(t *testing.T, w *tenant) {
			require.NoError(t, w.SetSecurityDefaults(t.Context(), true))
		}, map[string]federation.Outcome{defaultsOff: federation.Fail}, ""},
		{"issuers are not compared", "https://contoso.com", func(t *testing.T, w *tenant) {
			require.NoError(t, w.SetTokenValidationPolicy(t.Context(),
				directory.TokenValidationPolicy{RootDomains: directory.RootDomainsNone}))
		}, map[string]federation.Outcome{ownUsers: federation.Fail}, ""},
		{"the issuer is another domain's", "https://contoso.com", func(t *testing.T, w *tenant) {
			f := directory.Federation{IssuerURI: "https://contoso.com", PassiveSignInURI: signOn,
				SigningCertificate:      certs.Base64(pairs()[0].Certificate),
				FederatedIdpMfaBehavior: directory.MFAAccept}
			_, err := w.CreateFederation(t.Context(), "fabrikam.com", f)
			require.NoError(t, err)
		}, map[string]federation.Outcome{issuerFree: federation.Fail}, federation.CodeIssuerTaken},
		{"the surroundings cannot be read", "https://contoso.com", func(_ *testing.T, w *tenant) {
			for _, path := range []string{"/roleAssignments", "EnforcementPolicy", "/federatedTokenValidationPolicy"} {
				w.Faults.Add("GET", path, 0, graphtest.Status(403, "Authorization_RequestDenied", "No."))
			}
		}, map[string]federation.Outcome{defaultsOff: unknown, ownUsers: unknown, adminOutside: unknown}, ""},
		{"no clock", "https://contoso.com", func(_ *testing.T, w *tenant) { w.operator.Clock = nil },
			map[string]federation.Outcome{inValidity: unknown, lasts: unknown}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTenant(t)
			if c.prepare != nil {
				c.prepare(t, w)
			}
			got := map[string]federation.Outcome{}
			var refused error
			for _, f := range w.operator.Findings(t.Context(), source(t, c.entityID)) {
				got[f.Fact] = f.Outcome
				if f.Required && f.Outcome != federation.Pass && refused == nil {
					refused = f.Err
					assert.NotEmpty(t, f.Cure, f.Fact)
				}
				if f.Outcome == federation.Fail {
					assert.NotEmpty(t, f.Cure, f.Fact)
					assert.Equal(t, f.Required, len(f.Warnings) == 0, f.Fact)
				}
			}
			assert.Equal(t, others(c.want, c.refusal), got)
			assert.Empty(t, w.out.String()+w.warn.String(), "nothing is printed")
			_, err := w.operator.Enable(t.Context(), source(t, c.entityID))
			if c.refusal == "" {
				require.NoError(t, refused)
				require.NoError(t, err)
				return
			}
			graphtest.Refusal(t, refused, c.refusal)
			assert.Equal(t, graphtest.Refusal(t, err, c.refusal).Message, graphtest.Refusal(t, refused, c.refusal).Message)
		})
	}
}

// A domain that the tenant does not have gets the nearest that it has and has verified.
func TestTypoGetsTheNearestDomain(t *testing.T) {
	w := newTenant(t)
	for domain, want := range map[string]string{
		"contsoo.com":         "Did you mean contoso.com?\nTo see",
		"FABRIKAM.co":         "Did you mean fabrikam.com?\nTo see",
		"stagin.contoso.net":  "Did you mean staging.contoso.net?\nTo see",
		"unverifed.example":   "To see",
		"woodgrove-bank.test": "To see",
	} {
		_, err := w.operator.Show(t.Context(), domain)
		fix := graphtest.Refusal(t, err, federation.CodeDomainNotInTenant).Fix
		assert.Equal(t, want, fix[:min(len(want), len(fix))], domain)
	}
}

// Graph has a name beyond ASCII in its xn-- form, which is said.
func TestNameBeyondASCII(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Show(t.Context(), "bücher.example")
	refusal := graphtest.Refusal(t, err, federation.CodeDomainNotInTenant)
	assert.Equal(t, "xn--bcher-kva.example", refusal.Expected)
	assert.Contains(t, refusal.Fix, "name xn--bcher-kva.example")
}

// Of a domain that there is not, the preflight says which there are; what ends before it looks prints nothing.
func TestLooksAtADomainThatThereIsNot(t *testing.T) {
	w := newTenant(t)
	nowhere := federation.PreflightOptions{Source: federation.Source{Domain: "nosuch.example"}}
	p, err := w.operator.Preflight(t.Context(), nowhere)
	graphtest.Refusal(t, err, federation.CodePreflight)
	assert.Equal(t, "Typo? nosuch.example is not a valid domain within your Office365 tenant; the tenant has "+
		"contoso.com, contoso.onmicrosoft.com, fabrikam.com, staging.contoso.net", p.Findings[0].Got)
	p, err = w.operator.Preflight(t.Context(), federation.PreflightOptions{Source: federation.Source{Domain: "no such"}})
	require.Error(t, err)
	assert.Empty(t, p.Text())
	v, err := w.operator.Verify(t.Context(), federation.VerifyOptions{Domain: "nosuch.example"})
	require.Error(t, err)
	assert.Empty(t, v.Text())
}
