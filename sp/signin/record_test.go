package signin_test

import (
	"bytes"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/report"
)

// Microsoft takes an assertion again; the record, and what people read of it, warns.
func TestReplayLeavesAWarning(t *testing.T) {
	f := start(t)
	first := f.response("")
	for i, value := range []string{first, f.response(""), first} {
		f.send("POST", acs, "application/x-www-form-urlencoded", "SAMLResponse="+url.QueryEscape(value))
		e, ok := f.record.Last(func(e record.Exchange) bool { return e.Kind == record.Response })
		require.True(t, ok)
		assert.Equal(t, record.Accepted, e.Verdict)
		var shown bytes.Buffer
		require.NoError(t, report.WriteExchange(&shown, e, report.CheckOptions{}))
		if i < 2 {
			assert.NotContains(t, shown.String(), "warning")
			continue
		}
		last := e.Checks[len(e.Checks)-1]
		assert.Equal(t, "replay", last.Name)
		assert.Equal(t, record.Pass, last.Outcome)
		assert.Len(t, last.Warnings, 2, "the assertion's ID and the response's")
		assert.Contains(t, shown.String(), "the Assertion with the ID")
	}
}

func TestHomeRealmIsRecorded(t *testing.T) {
	f := start(t)
	f.send("GET", loginHost+"/getuserrealm.srf?login=ada@contoso.com", "", "")
	e, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Equal(t, record.HomeRealm, e.Kind)
	assert.Equal(t, "home-realm discovery", e.Title)
	assert.Equal(t, "ada@contoso.com", e.Subject)
	assert.Equal(t, "contoso.com Federated", e.Checks[0].Got)
}
