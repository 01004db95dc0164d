package inspect_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/internal/exit"
	"samlharness/report"
)

// caseFile reads a case of testdata.
func caseFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", name))
	require.NoError(t, err)
	return data
}

// TestJudgedCases judges messages after public reports: MicrosoftDocs/azure-docs#37734 (GUID), zitadel/zitadel#8498
// (hex), IAmFrench/GSuite-as-identity-Provider#4 (padding), SATOSA#213 (blank), goauthentik/authentik#21054
// (transient), crewjam/saml's messages with a bare key, ansible/awx#10731 (REFEDS MFA).
func TestJudgedCases(t *testing.T) {
	certificates, err := inspect.ReadCertificates(caseFile(t, "idp.pem"))
	require.NoError(t, err)
	const anchor = "AAECAwQFBgcICQoLDA0ODw=="
	known := inspect.Known{IssuerURI: issuer, Certificates: certificates, ImmutableID: anchor}
	for name, c := range map[string]struct {
		known          inspect.Known
		code, relation string
		exit           int
		present        []string
		absent         []string
	}{
		"immutable-guid.xml": {known, "AADSTS51004", "guid", exit.Failed, []string{"GUID of the same bytes"},
			[]string{"PATCH", "onPremisesImmutableId\""}},
		"immutable-hex.xml":   {known, "AADSTS51004", "hex", exit.Failed, []string{"same bytes in hex"}, []string{"PATCH"}},
		"immutable-nopad.xml": {known, "AADSTS51004", "missing-padding", exit.Failed, []string{"padding"}, []string{"PATCH"}},
		"immutable-blank.xml": {known, "AADSTS51004", "white-space", exit.Failed, []string{"white space"}, []string{"PATCH"}},
		"immutable-transient.xml": {known, "AADSTS51004", "transient", exit.Failed, []string{"Format transient"},
			[]string{"PATCH"}},
		"keyinfo-keyvalue.xml": {inspect.Known{Certificates: certificates}, "AADSTS5000811", "", exit.Failed,
			[]string{"KeyInfo without a certificate: KeyValue (it is the key of a registered certificate)",
				"let the identity provider put its certificate into KeyInfo"},
			[]string{"register the certificate that the identity provider signs with"}},
		"mfa-refeds.xml": {inspect.Known{Certificates: certificates}, "", "", exit.Passed,
			[]string{"mfa      the message speaks of multi-factor authentication (AuthnContextClassRef " +
				"https://refeds.org/profile/mfa)"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := inspect.Options{At: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), Directory: c.known}
			r, err := one(t.Context(), caseFile(t, name), o)
			require.NoError(t, err)
			assert.Equal(t, c.exit, r.ExitCode())
			assert.Equal(t, c.relation, r.Relation)
			if c.code != "" {
				require.NotNil(t, r.Refusal)
				assert.Equal(t, c.code, r.Refusal.Code)
			}
			told := text(t, caseFile(t, name), o, report.CheckOptions{})
			for _, s := range c.present {
				assert.Contains(t, told, s)
			}
			for _, s := range c.absent {
				assert.NotContains(t, told, s)
			}
		})
	}
}
