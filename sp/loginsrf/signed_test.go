package loginsrf

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/aadsts"
)

// The last line behind the signature, which no message can reach while package xmldsig does its work: whatever bytes it
// says were signed, they have to be the assertion that the realm was found by.
func TestOnlyTheClaimedAssertionIsTaken(t *testing.T) {
	assertion := func(name, id, issuer string) string {
		return `<a:` + name + ` xmlns:a="` + saml + `" ID="` + id + `"><a:Issuer>` + issuer + `</a:Issuer></a:` + name + `>`
	}
	claimed, err := xmltree.Parse([]byte(assertion("Assertion", "_1", "https://contoso.com")), xmltree.Limits{})
	require.NoError(t, err)
	judged := func(signed string, check func(*evaluation) *failure) *failure {
		e := &evaluation{
			v:       &Verdict{},
			check:   &record.Check{},
			claimed: claimed,
			root:    claimed,
			issuer:  "https://contoso.com",
			bytes:   []byte(signed),
		}
		if f := checkSignedContent(e); f != nil {
			assert.False(t, e.v.Response.Verified)
			return f
		}
		return check(e)
	}
	nothing := func(*evaluation) *failure { return nil }
	assert.Nil(t, judged(assertion("Assertion", "_1", "https://contoso.com"), nothing))
	for signed, code := range map[string]aadsts.Code{
		assertion("Assertion", "_2", "https://contoso.com"): aadsts.ElementUnsigned,
		assertion("Assertion", "", "https://contoso.com"):   aadsts.ElementUnsigned,
		assertion("Advice", "_1", "https://contoso.com"):    aadsts.ElementUnsigned,
		"": aadsts.InvalidSignature,
	} {
		f := judged(signed, nothing)
		require.NotNil(t, f, signed)
		assert.Equal(t, code, f.code)
	}
	f := judged(assertion("Assertion", "_1", "https://fabrikam.com"), checkIssuersAgree)
	require.NotNil(t, f)
	assert.Equal(t, aadsts.InvalidToken, f.code)
}
