package signin_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
	"samlharness/sp/signin"
)

// The page says that the user does not exist; the record says whose immutable ID came spoilt, and how.
func TestSpoiltImmutableIDIsExplainedInTheRecord(t *testing.T) {
	f := start(t)
	for nameID, says := range map[string]string{
		base64.StdEncoding.EncodeToString([]byte(aliceID)): "base64 of the immutable ID of alice@contoso.com",
		aliceID + "\n":           "the immutable ID of alice@contoso.com with white space",
		strings.ToUpper(aliceID): "the immutable ID of alice@contoso.com in other case",
		"wang@fabrikam.com":      "not the immutable ID of wang@fabrikam.com",
		"bob@nowhere.example":    "an e-mail address, not an immutable ID, where alice@contoso.com is meant",
	} {
		f.answer = func(r *wire.Response) { r.NameID = nameID }
		_, body := f.send("POST", acs, "application/x-www-form-urlencoded",
			"SAMLResponse="+url.QueryEscape(f.response("")))
		assert.Contains(t, body, "AADSTS51004: The user account ")
		assert.NotContains(t, body, "base64 of the immutable ID")
		last, ok := f.record.LastRefused()
		require.True(t, ok)
		assert.Contains(t, last.Refusal.Fix, says)
		assert.NotContains(t, last.Refusal.Fix, "PATCH")
	}
}

// TestRealms looks up what explains a message, and what a domain does with multi-factor authentication.
func TestRealms(t *testing.T) {
	f := start(t)
	realms := signin.Realms{Tenant: f.tenant}
	realm, ok, err := realms.Realm(t.Context(), "https://contoso.com")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, "acceptIfMfaDoneByFederatedIdp", realm.MFABehavior)
	for name, id := range map[string]string{"ALICE@contoso.com": aliceID, "nobody@contoso.com": "", "alice": "", "": ""} {
		a, ok, err := realms.AccountNamed(t.Context(), loginsrf.Realm{}, name)
		require.NoError(t, err, name)
		assert.Equal(t, id != "", ok, name)
		assert.Equal(t, id, a.ImmutableID, name)
	}
}
