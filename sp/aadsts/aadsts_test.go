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

func TestText(t *testing.T) {
	for _, c := range []struct {
		name string
		code aadsts.Code
		args []string
		want string
	}{
		{"one value", aadsts.RealmUnknown, []string{"https://contoso.com/"},
			"The requested federation realm object 'https://contoso.com/' does not exist."},
		{"two values", aadsts.UserUnknown, []string{"64b1", "t"},
			"The user account 64b1 does not exist in the t directory. To sign into this application, the account must be " +
				"added to the directory."},
		{"no value", aadsts.KeyUnknown, nil, "Unable to verify token signature. The signing key identifier does not " +
			"match any valid registered keys."},
		{"braces in a value are not names", aadsts.UserUnknown, []string{"{x}", "t"},
			"The user account {x} does not exist in the t directory. To sign into this application, the account must be " +
				"added to the directory."},
		{"more values than names", aadsts.UserDisabled, []string{"a", "b"}, "The user account is disabled."},
		{"details", aadsts.InvalidToken, []string{aadsts.InvalidTokenDetails},
			"SAML 2.0 assertion validation failed: SAML token is invalid."},
		{"unknown code", "1", []string{"a"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, aadsts.Text(c.code, c.args...)) })
	}
	assert.Equal(t, "AADSTS50057", aadsts.UserDisabled.String())
}

func TestEveryCodeIsANumberWithASentence(t *testing.T) {
	all := slices.Collect(aadsts.Codes())
	table, err := os.ReadFile("texts.tsv")
	require.NoError(t, err)
	var lines []aadsts.Code
	for line := range strings.Lines(string(table)) {
		code, _, ok := strings.Cut(line, "\t")
		assert.True(t, ok, line)
		lines = append(lines, aadsts.Code(code))
	}
	assert.Equal(t, all, lines, "each code stands in one line, in ascending order")
	for _, code := range all {
		assert.Regexp(t, `^[0-9]{5,7}$`, string(code))
		assert.Greater(t, len(aadsts.Text(code)), 10, code)
		assert.Equal(t, strings.Count(aadsts.Text(code), "{"), strings.Count(aadsts.Text(code), "}"), code)
	}
	assert.Greater(t, len(all), 150)
}

func TestEveryNamedCodeHasItsSentence(t *testing.T) {
	for _, code := range []aadsts.Code{
		aadsts.InvalidFederationMessage, aadsts.InvalidInput, aadsts.NotBase64, aadsts.NotUTF8, aadsts.XMLError,
		aadsts.NotAResponse, aadsts.ElementMissing, aadsts.AttributeMissing, aadsts.ElementEmpty, aadsts.UnsupportedVersion,
		aadsts.InvalidID, aadsts.NoAssertion, aadsts.InvalidToken, aadsts.RealmUnknown, aadsts.NoSignature,
		aadsts.KeyMissing, aadsts.KeyUnknown, aadsts.TransformLast, aadsts.AlgorithmMissing, aadsts.ReferenceUnresolved,
		aadsts.ElementUnsigned, aadsts.SignatureMethod, aadsts.AlgorithmUnsupported, aadsts.DigestUnsupported,
		aadsts.InvalidSignature, aadsts.NoStatement, aadsts.NameIDMissing, aadsts.UnexpectedType, aadsts.UserUnknown,
		aadsts.TokenValidationPolicy, aadsts.UserDisabled, aadsts.UserNotFound, aadsts.WrongPassword, aadsts.SessionMissing,
		aadsts.VerbNotAllowed, aadsts.ParameterMissing, aadsts.TenantMalformed, aadsts.TenantUnknown,
		aadsts.GrantTypeUnsupported, aadsts.TenantMissing, aadsts.ClientIDMalformed, aadsts.ClientUnknown,
		aadsts.ClientAssertionWrong, aadsts.ClientSecretMissing, aadsts.ClientSecretWrong, aadsts.ScopeInvalid,
		aadsts.ResourceUnknown, aadsts.InstanceUnknown, aadsts.WorkAccountsOnly, aadsts.Transient, aadsts.InvalidRequest,
		aadsts.ClientSecretExpired, aadsts.ClientIsPublic, aadsts.AssertionOfAnother, aadsts.AssertionAudience,
		aadsts.AssertionTime, aadsts.RedirectURIMismatch, aadsts.NoRedirectURI, aadsts.ResponseTypeUnsupported,
		aadsts.IDTokenNotEnabled, aadsts.TokenNotEnabled, aadsts.QueryTooLong, aadsts.GrantInvalid, aadsts.GrantExpired,
		aadsts.GrantRevoked,
		aadsts.RefreshTokenInactive, aadsts.CodeRedeemed, aadsts.CodeForAnotherTenant, aadsts.RedirectURIMissing,
		aadsts.VerifierMismatch, aadsts.ConsentMissing, aadsts.ConsentDeclined, aadsts.AdminConsentNeeded,
		aadsts.UserAssertionInvalid, aadsts.UserAssertionExpired, aadsts.PasswordMissing, aadsts.DevicePending,
		aadsts.DeviceDeclined, aadsts.DeviceExpired, aadsts.DeviceUnknown, aadsts.UserCodeUnknown, aadsts.UserCodeExpired,
		aadsts.PostLogoutURIUnknown, aadsts.NotPreauthorized, aadsts.ResponseModeUnsupported,
		aadsts.ChallengeMalformed,
	} {
		assert.NotEmpty(t, aadsts.Text(code), code)
	}
}
