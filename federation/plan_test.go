package federation_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/internal/term"
	"samlharness/sp/directory"
)

// wantedYAML says all that the federation of contoso.com can be.
func wantedYAML() string {
	return `domain: contoso.com
federation:
  displayName: Zürich 王小明
  issuerUri: https://contoso.com
  passiveSignInUri: https://sso.jumpcloud.com/saml2/office365
  activeSignInUri: https://sso.jumpcloud.com/saml2/office365
  signOutUri: https://console.jumpcloud.com/userconsole/
  metadataExchangeUri: https://idp.example.org/mex
  passwordResetUri: https://idp.example.org/reset
  signingCertificate: ` + certs.Base64(pairs()[0].Certificate) + `
  nextSigningCertificate: ` + certs.Base64(pairs()[1].Certificate) + `
  preferredAuthenticationProtocol: saml
  promptLoginBehavior: nativeSupport
  federatedIdpMfaBehavior: acceptIfMfaDoneByFederatedIdp
  isSignedAuthenticationRequestRequired: true
`
}

func wanted(t *testing.T, text string) federation.Wanted {
	t.Helper()
	w, err := federation.ReadWanted([]byte(text))
	require.NoError(t, err)
	return w
}

// valid checks a plan against the schema, and its text against the width.
func valid(t *testing.T, p federation.Plan) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("plan.schema.json")
	require.NoError(t, err)
	text, err := json.Marshal(p)
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	require.NoError(t, err)
	assert.NoError(t, schema.Validate(document))
	for line := range strings.SplitSeq(p.Text(), "\n") {
		assert.LessOrEqual(t, term.Width(line), 80, line)
	}
}

func TestPlanIsWhatIsSent(t *testing.T) {
	w := newTenant(t)
	want := wanted(t, wantedYAML())
	p, err := w.operator.Plan(t.Context(), want)
	require.NoError(t, err)
	valid(t, p)
	require.Len(t, p.Changes, 1)
	assert.Equal(t, "POST", p.Changes[0].Request.Method)
	assert.Len(t, p.Changes[0].Differences, 14, "the authentication type and thirteen members")
	assert.Len(t, p.Changes[0].AuditEvents, 2)
	assert.Contains(t, p.Text(), "cannot be undone: federatedIdpMfaBehavior, once set")
	assert.Empty(t, p.Blocked)
	assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "), "nothing was changed")

	_, err = w.operator.Apply(t.Context(), want)
	require.NoError(t, err)
	assert.Equal(t, 1, w.Faults.Requests(p.Changes[0].Request.Method+" "+p.Changes[0].Request.Path))
	p, err = w.operator.Plan(t.Context(), want)
	require.NoError(t, err)
	valid(t, p)
	assert.Empty(t, p.Changes)
	assert.Equal(t, "contoso.com is Federated as it should be: nothing to change\n", p.Text())
	w.Faults.Forget()
	result, err := w.operator.Apply(t.Context(), want)
	require.NoError(t, err)
	assert.Equal(t, federation.No, result.Changed)
	assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "))
}

func TestPlanOfMetadata(t *testing.T) {
	w := newTenant(t)
	s := source(t, "https://contoso.com")
	_, err := w.operator.Enable(t.Context(), s)
	require.NoError(t, err)
	p, err := w.operator.Plan(t.Context(), s.Wanted())
	require.NoError(t, err)
	assert.Empty(t, p.Changes)
	p, err = w.operator.Plan(t.Context(), source(t, "https://contoso.com", pairs()[1].Certificate.Raw).Wanted())
	require.NoError(t, err)
	valid(t, p)
	require.Len(t, p.Changes, 2, "JumpCloud's procedure: disable, then enable")
	assert.Equal(t, "Domain already has Federation Configuration set.", p.Blocked)
	p, err = w.operator.Plan(t.Context(), federation.Wanted{Domain: "contoso.com"})
	require.NoError(t, err)
	valid(t, p)
	require.Len(t, p.Changes, 1)
	assert.Equal(t, "Managed", p.Changes[0].Differences[0].To)
	_, err = w.operator.Apply(t.Context(), federation.Wanted{Domain: "contoso.com"})
	require.NoError(t, err)
	assert.Nil(t, w.federation(t, "contoso.com"))
}

// edits change each single property behind the operator's back.
func edits() map[string]directory.FederationPatch {
	text, no, certificate := "https://changed.example.org", false, certs.Base64(pairs()[2].Certificate)
	wsFed, prompt, reject := "wsFed", "disabled", directory.MFAReject
	return map[string]directory.FederationPatch{
		"displayName":                           {DisplayName: &text},
		"issuerUri":                             {IssuerURI: &text},
		"passiveSignInUri":                      {PassiveSignInURI: &text},
		"activeSignInUri":                       {ActiveSignInURI: &text},
		"signOutUri":                            {SignOutURI: &text},
		"metadataExchangeUri":                   {MetadataExchangeURI: &text},
		"passwordResetUri":                      {PasswordResetURI: &text},
		"signingCertificate":                    {SigningCertificate: &certificate},
		"nextSigningCertificate":                {NextSigningCertificate: &certificate},
		"preferredAuthenticationProtocol":       {PreferredAuthenticationProtocol: &wsFed},
		"promptLoginBehavior":                   {PromptLoginBehavior: &prompt},
		"federatedIdpMfaBehavior":               {FederatedIdpMfaBehavior: &reject},
		"isSignedAuthenticationRequestRequired": {IsSignedAuthenticationRequestRequired: &no},
	}
}

func TestDriftNoticesEachProperty(t *testing.T) {
	w := newTenant(t)
	want := wanted(t, wantedYAML())
	_, err := w.operator.Apply(t.Context(), want)
	require.NoError(t, err)
	options := federation.DriftOptions{Domain: "contoso.com", File: &want}
	d, err := w.operator.Drift(t.Context(), options)
	require.NoError(t, err)
	assert.Empty(t, d.Differences)
	for member, edit := range edits() {
		t.Run(member, func(t *testing.T) {
			_, err := w.UpdateFederation(t.Context(), "contoso.com", w.federation(t, "contoso.com").ID, edit)
			require.NoError(t, err)
			d, err := w.operator.Drift(t.Context(), options)
			r := graphtest.Refusal(t, err, federation.CodeDrift)
			assert.Equal(t, 2, r.Exit)
			assert.Equal(t, "contoso.com differs from what it should be in "+member, r.Message)
			require.Len(t, d.Differences, 1)
			assert.Equal(t, member, d.Differences[0].Member)
			assert.Contains(t, d.Text(), member)
			p, err := w.operator.Plan(t.Context(), want)
			require.NoError(t, err)
			valid(t, p)
			require.Len(t, p.Changes, 1)
			assert.Len(t, p.Changes[0].Request.Body, 1, "the one member alone")
			_, err = w.operator.Apply(t.Context(), want)
			require.NoError(t, err)
			_, err = w.operator.Drift(t.Context(), options)
			assert.NoError(t, err)
		})
	}
}

func TestDriftFromMetadata(t *testing.T) {
	w := newTenant(t)
	s := source(t, "https://contoso.com")
	options := federation.DriftOptions{Domain: "contoso.com", Metadata: &s}
	d, err := w.operator.Drift(t.Context(), options)
	graphtest.Refusal(t, err, federation.CodeDrift)
	assert.Equal(t, "authenticationType", d.Differences[0].Member)
	_, err = w.operator.Enable(t.Context(), s)
	require.NoError(t, err)
	_, err = w.operator.Drift(t.Context(), options)
	require.NoError(t, err)

	options.ExpiresIn = 6 * 365 * 24 * time.Hour
	d, err = w.operator.Drift(t.Context(), options)
	refusal := graphtest.Refusal(t, err, federation.CodeDrift)
	require.Len(t, d.Expiring, 1)
	assert.Equal(t, "contoso.com has a certificate that ends on "+d.Expiring[0].NotAfter.UTC().Format(time.DateOnly),
		refusal.Message)
	assert.Contains(t, refusal.Fix, "Replace what ends")
	assert.NotContains(t, refusal.Fix, "who changed it", "nothing differs")

	regenerated := source(t, "https://contoso.com", pairs()[1].Certificate.Raw)
	file := s.Wanted()
	d, err = w.operator.Drift(t.Context(), federation.DriftOptions{
		Domain: "contoso.com", File: &file, Metadata: &regenerated})
	graphtest.Refusal(t, err, federation.CodeDrift)
	require.Len(t, d.Differences, 1, "the file still agrees with the tenant")
	assert.Equal(t, *d.Differences[0].File, d.Differences[0].Tenant)
	assert.NotEqual(t, *d.Differences[0].Metadata, d.Differences[0].Tenant)
}

func TestReadWantedRefuses(t *testing.T) {
	for _, text := range []string{
		"", "domain: [", "domain: contoso.com\nfederated: true\n", "domain: contoso.com\n", "domain: x/y\n",
		"domain: contoso.com\nauthenticationType: managed\n",
		"domain: contoso.com\nauthenticationType: Managed\nfederation: {}\n",
		strings.Replace(wantedYAML(), "ocol: saml", "ocol: Samlp", 1),
		strings.Replace(wantedYAML(), "  federatedIdpMfaBehavior: acceptIfMfaDoneByFederatedIdp\n", "", 1),
		strings.Replace(wantedYAML(), "signingCertificate: MII", "signingCertificate: XXX", 1),
		strings.Replace(wantedYAML(), "issuerUri", "issuerURI", 1),
	} {
		_, err := federation.ReadWanted([]byte(text))
		assert.NotEmpty(t, graphtest.Refusal(t, err, federation.CodeWanted).Expected, text)
	}
	for text, got := range map[string]string{
		"": "a file without content",
		"domain: contoso.com\nissuerUri: x\nsignOutUri: y": "line 2: there is no member issuerUri here; line 3: there is " +
			"no member signOutUri here",
		"some text":                "line 1: `some text` stands where something else is expected",
		"domain: bücher.example\n": `domain: "bücher.example"`,
		"federation: {}\n":         "domain is missing",
	} {
		_, err := federation.ReadWanted([]byte(text))
		assert.Equal(t, got, graphtest.Refusal(t, err, federation.CodeWanted).Got)
	}
	_, err := federation.ReadWanted([]byte("domain: bücher.example\n"))
	assert.Equal(t, "domain: xn--bcher-kva.example", graphtest.Refusal(t, err, federation.CodeWanted).Expected)
	_, err = federation.ReadWanted([]byte(strings.ReplaceAll(wantedYAML(), "\n", "\r\n")))
	assert.NoError(t, err)
}

func TestRollback(t *testing.T) {
	w := newTenant(t)
	g := guard(t)
	o := w.real(t, g)
	want := wanted(t, wantedYAML())
	first, err := o.Apply(t.Context(), want)
	require.NoError(t, err)
	managed := snapshot(t, first.Snapshot)
	changed := *want.Configuration
	changed.PassiveSignInURI, changed.PromptLoginBehavior = "https://elsewhere.example.org", ""
	second, err := o.Apply(t.Context(), federation.Wanted{Domain: "contoso.com", Configuration: &changed})
	require.NoError(t, err)
	assert.Equal(t, "https://elsewhere.example.org", w.federation(t, "contoso.com").PassiveSignInURI)

	result, err := o.Rollback(t.Context(), federation.RollbackOptions{
		Domain: "contoso.com", Snapshot: snapshot(t, second.Snapshot)})
	require.NoError(t, err)
	assert.Equal(t, federation.Yes, result.Changed)
	assert.NotEmpty(t, result.Snapshot, "it can be undone itself")
	_, err = o.Drift(t.Context(), federation.DriftOptions{Domain: "contoso.com", File: &want})
	require.NoError(t, err)

	_, err = o.Rollback(t.Context(), federation.RollbackOptions{Domain: "contoso.com", Snapshot: managed})
	require.NoError(t, err)
	assert.Nil(t, w.federation(t, "contoso.com"))
	result, err = o.Rollback(t.Context(), federation.RollbackOptions{Domain: "contoso.com", Snapshot: managed})
	require.NoError(t, err)
	assert.Equal(t, federation.No, result.Changed)
	_, err = o.Rollback(t.Context(), federation.RollbackOptions{
		Domain: "contoso.com", Snapshot: snapshot(t, second.Snapshot)})
	require.NoError(t, err)
	_, err = o.Drift(t.Context(), federation.DriftOptions{Domain: "contoso.com", File: &want})
	require.NoError(t, err)
}

func snapshot(t *testing.T, file string) federation.Snapshot {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	s, err := federation.ReadSnapshot(data)
	require.NoError(t, err)
	edited, err := federation.ReadSnapshot([]byte("\ufeff" + strings.ReplaceAll(string(data), "\n", "\r\n")))
	require.NoError(t, err, "a Windows editor saved it")
	require.Equal(t, s.TenantID, edited.TenantID)
	return s
}

// A plan, the application of a wanted state and enable judge alike of what is not required: each warns in the same
// words.
func TestPlanWarnsAsEnableDoes(t *testing.T) {
	w := newTenant(t)
	w.Clock.Advance(-30 * 365 * 24 * time.Hour)
	w.operator.Graph = w.Client(t, "", true)
	s := source(t, "https://contoso.com")
	p, err := w.operator.Plan(t.Context(), s.Wanted())
	require.NoError(t, err)
	assert.Empty(t, p.Blocked)
	assert.NotContains(t, p.Text(), "FAIL")
	text := strings.Join(strings.Fields(p.Text()), " ")
	assert.Contains(t, text, "warning: The metadata's signingCertificate is not yet valid: it is valid from ")

	applied, err := w.operator.Apply(t.Context(), s.Wanted())
	require.NoError(t, err)
	_, err = w.operator.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	enabled, err := w.operator.Enable(t.Context(), s)
	require.NoError(t, err)
	for _, result := range []federation.Result{applied, enabled} {
		require.NotEmpty(t, result.Warnings)
		for _, f := range p.Findings {
			if f.Outcome == federation.Fail {
				assert.Equal(t, f.Warnings, result.Warnings[:len(f.Warnings)])
				assert.Contains(t, text, "warning: "+f.Warnings[0])
				assert.Equal(t, "Federate when it is valid; until then Microsoft takes no assertion that it signed.", f.Cure)
			}
		}
	}
}
