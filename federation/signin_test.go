package federation_test

import (
	"testing"
	"time"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSignInFails(t *testing.T) {
	w := newTenant(t)
	g, err := msgraph.New(msgraph.Options{
		Credential: w.Credential(t, "not-the-secret"),
		Transport:  w.Web(t),
		Emulated:   true,
		Retry:      graphtest.Quick(),
	})
	require.NoError(t, err)
	w.operator.Graph = g
	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	r := graphtest.Refusal(t, err, "AADSTS7000215")
	assert.Equal(t, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "+
		"value, not the client secret ID, for a secret added to app '22222222-2222-2222-2222-222222222222'.", r.Message)
	assert.NotContains(t, err.Error(), "not-the-secret")
	assert.Contains(t, r.Fix, "check tenant id, client id and secret")
	assert.Zero(t, w.Faults.Requests("GET "), "nothing is asked of Graph without a token")
}

func TestTokenRunsOut(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	w.Clock.Advance(2 * time.Hour)
	_, err = w.operator.Show(t.Context(), "contoso.com")
	r := graphtest.Refusal(t, err, "InvalidAuthenticationToken")
	assert.Equal(t, "Lifetime validation failed, the token is expired.", r.Message)
	assert.Contains(t, r.Fix, "sign in again")
	w.operator.Graph = w.Client(t, "", true)
	_, err = w.operator.Show(t.Context(), "contoso.com")
	assert.NoError(t, err)
}

func TestGraphThatIsNotTrusted(t *testing.T) {
	target := newTenant(t).Local(t)
	target.CAFile = ""
	client, err := target.Open()
	require.NoError(t, err)
	_, err = (&federation.Operator{Graph: client}).Show(t.Context(), "contoso.com")
	r := graphtest.Refusal(t, err, federation.CodeUnreachable)
	assert.Contains(t, r.Message, "certificate signed by unknown authority")
	assert.Contains(t, r.Fix, "name its authority with --ca-file")
	assert.Equal(t, exit.Environment, r.ExitCode())
}
