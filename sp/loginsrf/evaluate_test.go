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
