package federation_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/graphtest"
)

// lines collects what is written by several goroutines.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Whoever waits gets a line every three seconds, also while an answer is outstanding.
func TestWaitsReportProgress(t *testing.T) {
	w := newTenant(t)
	wall, warn := clockwork.NewFakeClock(), &lines{}
	w.operator.Wall, w.operator.Warn = wall, warn
	lasts := func(until string) {
		wall.Advance(3 * time.Second)
		assert.Eventually(t, func() bool { return strings.Contains(warn.String(), until) }, time.Minute, time.Millisecond)
	}
	w.Faults.Add("POST", configurationOf, 1, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		lasts("waiting for the answer to the change, 3 s …\n")
		next.ServeHTTP(rw, r)
	})
	w.Faults.Add("GET", "/federationConfiguration", 1,
		graphtest.Status(404, "Request_ResourceNotFound", "Resource 'federationConfiguration' does not exist"))
	w.operator.Again = func(context.Context, int) bool {
		lasts("waiting for the change to show, 3 s …\n")
		return true
	}
	result, err := enable(t, w.operator)
	require.NoError(t, err)
	assert.NotContains(t, strings.Join(result.Warnings, "\n"), "waiting", "progress is not part of the result")
}

// A refusal proves that nothing was changed: there is nothing to wait for.
func TestARefusalIsNotWaitedUpon(t *testing.T) {
	w := newTenant(t)
	w.federated(t)
	w.operator.Again = func(context.Context, int) bool {
		t.Error("waited")
		return false
	}
	w.Faults.Add("PATCH", "/domains/contoso.com", 1, failed(403))
	result, err := disable(t, w.operator)
	graphtest.Refusal(t, err, "Forbidden")
	assert.EqualValues(t, "no", result.Changed)
	assert.Equal(t, "Federated", result.AuthenticationType)
	assert.NotNil(t, result.Configuration, "it is what it was")
}

func TestThrottlingSaysHowLong(t *testing.T) {
	for header, want := range map[string]string{
		"7":                             "wait 7 seconds, as its Retry-After says",
		"Mon, 02 Mar 2026 09:20:00 GMT": "wait until 2026-03-02T09:20:00Z, as its Retry-After says",
		"\x1b[2J":                       "wait at least ten seconds",
		"":                              "wait at least ten seconds",
	} {
		w := newTenant(t)
		w.Faults.Add("POST", configurationOf, 0, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			rw.Header().Set("Retry-After", header)
			graphtest.Status(429, "TooManyRequests", "Too many requests")(rw, r, next)
		})
		_, err := enable(t, w.operator)
		assert.Contains(t, graphtest.Refusal(t, err, "TooManyRequests").Fix, want)
	}
}
