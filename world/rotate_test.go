package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/world"
)

// A rotation leaves the new certificate alone on both sides, and takes the time that the world's sign-in service takes.
func TestRotate(t *testing.T) {
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	w.Entra.SetPropagationDelay(2 * time.Hour)
	var out, warn strings.Builder
	o, err := w.Operator(&out, &warn)
	require.NoError(t, err)
	begin := w.Clock.Now()
	result, err := o.Rotate(t.Context(), federation.RotateOptions{
		Domain:           "contoso.com",
		IdentityProvider: w.IdentityProvider(nil),
		Settle:           w.Entra.PropagationDelay(),
		Drain:            federation.AssertionLifetime,
	})
	require.NoError(t, err, out.String()+warn.String())
	t.Log(out.String() + warn.String())
	d, err := w.Entra.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	app, err := w.JumpCloud.Application(t.Context(), contoso.Application.ID)
	require.NoError(t, err)
	c, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	assert.Equal(t, certs.Base64(c), d.Federation.SigningCertificate)
	assert.Empty(t, d.Federation.NextSigningCertificate)
	assert.Equal(t, certs.Thumbprint(contoso.Source.Certificate), result.Rotation.From)
	assert.Equal(t, certs.Thumbprint(c), result.Rotation.To)
	assert.NotEqual(t, result.Rotation.From, result.Rotation.To)
	assert.GreaterOrEqual(t, w.Clock.Since(begin), 2*time.Hour+federation.AssertionLifetime)
	var steps []string
	for _, s := range result.Rotation.Steps {
		steps = append(steps, s.Step)
	}
	assert.Equal(t, []string{"registered", "settled", "switched", "proven", "drained", "promoted"}, steps)
}

// The vendor's procedure locks people out, for as long as the sign-in service lags behind at least.
func TestRotateByDisabling(t *testing.T) {
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	w.Entra.SetPropagationDelay(20 * time.Minute)
	var out, warn strings.Builder
	o, err := w.Operator(&out, &warn)
	require.NoError(t, err)
	result, err := o.Rotate(t.Context(), federation.RotateOptions{
		Domain:           "contoso.com",
		IdentityProvider: w.IdentityProvider(nil),
		Settle:           w.Entra.PropagationDelay(),
		VendorProcedure:  true,
	})
	require.NoError(t, err)
	outage := result.Rotation.Outage
	require.NotNil(t, outage)
	assert.Greater(t, outage.Failed, 10)
	assert.InDelta(t, 20*60, outage.Lasted, 90)
	assert.Contains(t, outage.Reason, "AADSTS5000811")
	assert.Contains(t, warn.String(), "Sign-in to contoso.com was broken for 20m")
}
