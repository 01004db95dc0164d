package aadsts_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/aadsts"
)

// Every line of the table explains a code that has a sentence, in ascending order, with all it should have.
func TestExplanations(t *testing.T) {
	table, err := os.ReadFile("causes.tsv")
	require.NoError(t, err)
	var codes []string
	for line := range strings.Lines(string(table)) {
		code := strings.Split(line, "\t")[0]
		codes = append(codes, code)
		e, ok := aadsts.Explain(aadsts.Code(code))
		require.True(t, ok, line)
		assert.NotEmpty(t, aadsts.Text(aadsts.Code(code)), code)
		assert.Contains(t, []string{"documented", "observed", "assumed"}, e.Grade, code)
		assert.NotEmpty(t, e.Cause, code)
		assert.NotEmpty(t, e.Cure, code)
		assert.NotEmpty(t, e.See(), code)
		assert.Equal(t, e.Seen == aadsts.InWorld, len(e.Script) > 0, code)
	}
	assert.Greater(t, len(codes), 60)
	assert.True(t, slices.IsSorted(codes))
	assert.Equal(t, codes, slices.Compact(slices.Clone(codes)))
	_, ok := aadsts.Explain("1")
	assert.False(t, ok)
}

// What login.srf and the token endpoint of a world answer is explained, and said to be seen there.
func TestWhatAWorldAnswersIsExplained(t *testing.T) {
	for _, code := range []aadsts.Code{
		aadsts.InvalidFederationMessage, aadsts.NotBase64, aadsts.NotUTF8, aadsts.XMLError, aadsts.NotAResponse,
		aadsts.ElementMissing, aadsts.AttributeMissing, aadsts.ElementEmpty, aadsts.UnsupportedVersion, aadsts.InvalidID,
		aadsts.NoAssertion, aadsts.InvalidToken, aadsts.RealmUnknown, aadsts.NoSignature, aadsts.KeyMissing,
		aadsts.KeyUnknown, aadsts.TransformLast, aadsts.AlgorithmMissing, aadsts.ReferenceUnresolved,
		aadsts.ElementUnsigned, aadsts.SignatureMethod, aadsts.AlgorithmUnsupported, aadsts.DigestUnsupported,
		aadsts.InvalidSignature, aadsts.NoStatement, aadsts.NameIDMissing, aadsts.UnexpectedType, aadsts.UserUnknown,
		aadsts.TokenValidationPolicy, aadsts.UserDisabled, aadsts.UserNotFound, aadsts.WrongPassword,
		aadsts.TenantUnknown, aadsts.TenantMalformed, aadsts.TenantMissing, aadsts.ClientUnknown,
		aadsts.ClientSecretWrong, aadsts.ClientAssertionWrong,
	} {
		e, ok := aadsts.Explain(code)
		assert.True(t, ok, code)
		assert.NotEqual(t, aadsts.InLog, e.Seen, code)
	}
}
