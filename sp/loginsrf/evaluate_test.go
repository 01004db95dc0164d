package loginsrf_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/sp/loginsrf"
)

func TestGoodResponseSignsIn(t *testing.T) {
	v := judge(t, loginsrf.Input{XML: good(t)})
	requireAccepted(t, v)
	assert.Equal(t, "alice@contoso.com", v.User.UserPrincipalName)
	assert.Equal(t, "contoso.com", v.Realm.Domain)
	assert.Equal(t, alice, v.Response.NameID)
	assert.Empty(t, v.Warnings())
	assert.Empty(t, v.Assumed)
}

// Nobody reports that Microsoft remembers assertions.
func TestReplayIsTaken(t *testing.T) {
	xml := good(t)
	requireAccepted(t, judge(t, loginsrf.Input{XML: xml}))
	requireAccepted(t, judge(t, loginsrf.Input{XML: xml}))
}

func TestInputIsNilSafe(t *testing.T) {
	v := loginsrf.Evaluate(t.Context(), loginsrf.Input{})
	assert.Equal(t, "AADSTS90081", v.Refusal.Code)
	assert.False(t, loginsrf.Verdict{}.Accepted(), "the zero verdict does not accept")
}
