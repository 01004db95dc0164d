package federation_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/exit"
	"samlharness/record"
)

var everyInterruption = flag.Bool("every-interruption", false, "interrupt rotation and rollback in all of the ways")

// rotatableOften is a guarded rotation that may be interrupted, each call by a new operator.
func rotatableOften(t *testing.T) (*tenant, func(context.Context) (federation.Result, error)) {
	w, s := rotatable(t)
	g := guard(t)
	return w, func(ctx context.Context) (federation.Result, error) {
		o := w.real(t, g)
		o.Grace = 400 * time.Millisecond
		return o.Rotate(ctx, rotation(s))
	}
}

// Whoever interrupts a rotation, at whichever request, is told which certificates the tenant has; sign-in goes on by
// one of them; and a second run ends the rotation.
func TestRotateInterruptedAtEachRequest(t *testing.T) {
	w, rotate := rotatableOften(t)
	_, err := rotate(t.Context())
	require.NoError(t, err)
	requests := w.Faults.Requests("")
	require.Greater(t, requests, 12)
	for name, interruption := range interruptions {
		if !*everyInterruption && name != doneNotAnswered {
			continue
		}
		for n := range requests {
			t.Run(fmt.Sprintf("at request %d %s", n+1, name), func(t *testing.T) {
				t.Parallel()
				w, rotate := rotatableOften(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w.Faults.AddAt(n+1, interruption(cancel))
				result, err := rotate(ctx)
				toldCertificates(t, w, result, err)
				_, err = rotate(t.Context())
				require.NoError(t, err)
				w.stands(t, 1, -1)
			})
		}
	}
}

// toldCertificates checks that the last words of an interrupted rotation say what the tenant has.
func toldCertificates(t *testing.T, w *tenant, result federation.Result, err error) {
	t.Helper()
	var r *record.Refusal
	require.ErrorAs(t, err, &r)
	assert.Equal(t, exit.Interrupted, r.ExitCode())
	text := r.Message + "\n" + r.Fix
	f := w.federation(t, "contoso.com")
	if result.Changed == federation.No {
		w.stands(t, 0, -1)
		assert.Contains(t, text, "nothing was changed")
	}
	if result.Configuration == nil {
		if result.Changed != federation.No {
			assert.Contains(t, text, "its outcome could not be read")
			assert.Contains(t, text, "`harness federation rotate ")
		}
		return
	}
	stands := "contoso.com is Federated, signingCertificate SHA-256 " + thumbprint(t, f.SigningCertificate) + ", "
	if f.NextSigningCertificate == "" {
		stands += "no nextSigningCertificate"
	} else {
		stands += "nextSigningCertificate SHA-256 " + thumbprint(t, f.NextSigningCertificate)
	}
	assert.Contains(t, text, stands)
	assert.Contains(t, text, "`harness federation rotate ")
}

func thumbprint(t *testing.T, text string) string {
	t.Helper()
	c, err := certs.ParseCertificate(text)
	require.NoError(t, err)
	return certs.Thumbprint(c)
}
