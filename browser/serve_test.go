package browser_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/browser"
	"samlharness/internal/testsite"
)

var morning = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// serve answers for every host name with one mux and returns a browser that reaches it.
func serve(t *testing.T, mux *http.ServeMux, o browser.Options) *browser.Browser {
	t.Helper()
	o.Client = testsite.Client(t, mux)
	if o.Clock == nil {
		o.Clock = clockwork.NewFakeClockAt(morning)
	}
	return browser.New(o)
}
