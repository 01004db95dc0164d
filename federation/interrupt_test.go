package federation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/record"
)

// doneNotAnswered is the interruption after which least is known.
const doneNotAnswered = "and the request is done, not answered"

// interruptions are what a server may be doing when the operator is interrupted; cancel interrupts.
var interruptions = map[string]func(cancel func()) graphtest.Answer{
	"and the request is never done": func(cancel func()) graphtest.Answer {
		return func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
			cancel()
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // net/http: how a handler breaks its connection off
		}
	},
	doneNotAnswered: func(cancel func()) graphtest.Answer {
		return func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			cancel()
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // net/http: how a handler breaks its connection off
		}
	},
	"and the request is answered": func(cancel func()) graphtest.Answer {
		return func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			cancel()
			next.ServeHTTP(rw, r)
		}
	},
	"and the request fails": func(cancel func()) graphtest.Answer {
		return graphtest.DoneBut(func(rw http.ResponseWriter, r *http.Request, _ http.Handler) {
			cancel()
			graphtest.Status(500, "InternalServerError", "")(rw, r, nil)
		})
	},
}

// interruptible is one operation of a guarded operator, from a state that it will change.
func interruptible(t *testing.T, action string) (*tenant, *federation.RealGuard,
	func(context.Context) (federation.Result, error)) {
	w, g := newTenant(t), guard(t)
	o := w.real(t, g)
	o.Grace = 400 * time.Millisecond
	var snapshot federation.Snapshot
	if action != "enable" {
		w.federated(t)
	}
	if action == "rollback" {
		var err error
		snapshot, err = o.Snapshot(t.Context(), "contoso.com")
		require.NoError(t, err)
		_, err = w.operator.Disable(t.Context(), "contoso.com")
		require.NoError(t, err)
	}
	w.Faults.Forget()
	switch action {
	case "disable":
		return w, g, func(ctx context.Context) (federation.Result, error) { return o.Disable(ctx, "contoso.com") }
	case "rollback":
		return w, g, func(ctx context.Context) (federation.Result, error) {
			return o.Rollback(ctx, federation.RollbackOptions{Domain: "contoso.com", Snapshot: snapshot})
		}
	}
	return w, g, func(ctx context.Context) (federation.Result, error) {
		return o.Enable(ctx, source(t, "https://contoso.com"))
	}
}

// Whoever interrupts the operator is told what became of the tenant, at whichever request it was, and whatever the
// server made of that.
func TestInterruptedAtEachRequest(t *testing.T) {
	for _, action := range []string{"enable", "disable", "rollback"} {
		w, _, do := interruptible(t, action)
		_, err := do(t.Context())
		require.NoError(t, err)
		requests := w.Faults.Requests("")
		require.Greater(t, requests, 6)
		for name, interruption := range interruptions {
			if action == "rollback" && !*everyInterruption && name != doneNotAnswered {
				continue
			}
			for n := range requests {
				t.Run(fmt.Sprintf("%s at request %d %s", action, n+1, name), func(t *testing.T) {
					t.Parallel()
					w, g, do := interruptible(t, action)
					before := w.state(t)
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					w.Faults.AddAt(n+1, interruption(cancel))
					result, err := do(ctx)
					told(t, result, err, before, w.state(t))
					for _, file := range snapshots(t, g) {
						assert.Contains(t, result.Refusal.Fix, file)
						assert.Equal(t, file, result.Snapshot)
					}
				})
			}
		}
	}
}

// state is the authentication type that the tenant really has.
func (w *tenant) state(t *testing.T) string {
	t.Helper()
	d, err := w.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	return d.AuthenticationType()
}

// told checks that text and document of an interrupted operation say what is so.
func told(t *testing.T, result federation.Result, err error, before, now string) {
	t.Helper()
	var r *record.Refusal
	require.ErrorAs(t, err, &r)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, exit.Interrupted, r.ExitCode())
	assert.Equal(t, r, result.Refusal)
	text := r.Message + "\n" + r.Fix
	switch result.Changed {
	case federation.Yes:
		assert.NotEqual(t, before, now)
		assert.Contains(t, text, "contoso.com is "+now)
		assert.Regexp(t, "`harness federation disable |enable again", text, "the way back")
	case federation.No:
		assert.Equal(t, before, now)
		assert.Contains(t, text, "nothing was changed")
	default:
		assert.Equal(t, federation.Unknown, result.Changed)
		assert.Contains(t, text, "To return to password sign-in")
		if result.AuthenticationType == "" {
			assert.Contains(t, text, "its outcome could not be read")
		} else {
			assert.Contains(t, text, result.AuthenticationType+" at this moment")
		}
	}
	var document map[string]any
	data, err := json.Marshal(result)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &document))
	assert.Equal(t, string(result.Changed), document["changed"])
	if state, said := document["authenticationType"]; said {
		assert.Equal(t, now, state)
		assert.Contains(t, []string{msgraph.Managed, msgraph.Federated}, state)
	}
}

func TestInterruptedBeforeAnything(t *testing.T) {
	w := newTenant(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	result, err := w.operator.Enable(ctx, source(t, "https://contoso.com"))
	assert.Equal(t, "Interrupted before a change of contoso.com was sent: nothing was changed",
		graphtest.Refusal(t, err, federation.CodeInterrupted).Message)
	assert.Equal(t, federation.No, result.Changed)
	assert.Empty(t, result.AuthenticationType)
	_, err = w.operator.Show(ctx, "contoso.com")
	assert.ErrorIs(t, err, context.Canceled)
	var r *record.Refusal
	assert.NotErrorAs(t, err, &r, "reading has no state to tell")
}

// A change that Graph turned away is not sent once more for somebody who has left.
func TestNoTryAfterAnInterrupt(t *testing.T) {
	for _, status := range []int{429, 503} {
		w, _, do := interruptible(t, "enable")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		w.Faults.Add("POST", configurationOf, 0, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			cancel()
			failed(status)(rw, r, next)
		})
		result, err := do(ctx)
		told(t, result, err, msgraph.Managed, w.state(t))
		assert.Equal(t, federation.No, result.Changed)
		assert.Equal(t, 1, w.Faults.Requests("POST "))
	}
}
