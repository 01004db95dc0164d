package recorder_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"samlharness/internal/axetest"
	"samlharness/record"
)

// TestLooks has every state of the pages looked at in Chromium: axe-core finds nothing, and nothing is too wide.
func TestLooks(t *testing.T) {
	b := axetest.Open(t)
	two := []axetest.Look{{Width: 1280}, {Width: 320, Dark: true}}
	filled := open(t)
	filled.signIns()
	hostile := of(t, hostileLog(t))
	many := of(t, crowd(t, 2000))
	for _, state := range []struct {
		name string
		site *site
		path string
		look []axetest.Look
	}{
		{name: "recorder-list", site: filled, path: "/record"},
		{name: "recorder-refused", site: filled, path: "/record/flows/3"},
		{name: "recorder-signed-in", site: filled, path: "/record/20", look: two},
		{name: "recorder-graph", site: filled, path: "/record/7", look: two},
		{name: "recorder-empty", site: of(t, record.NewLog(record.Options{})), path: "/record", look: two},
		{name: "recorder-thousands", site: many, path: "/record?verdict=refused", look: two},
		{name: "recorder-nothing-found", site: many, path: "/record?q=zoe", look: two[:1]},
		{name: "recorder-forgotten", site: filled, path: "/record/99999", look: two[:1]},
		{name: "recorder-hostile", site: hostile, path: "/record/1", look: two},
		{name: "recorder-scenario", site: filled, path: "/record/scenario?flow=3", look: two},
		{name: "recorder-no-scenario", site: filled, path: "/record/scenario?flow=1", look: two[:1]},
	} {
		server := httptest.NewServer(state.site.desk)
		b.Do(chromedp.Navigate(server.URL + state.path))
		b.CheckPage(state.name, state.look...)
		server.CloseClientConnections() // of the stream that the page listens to
		server.Close()
	}
}

// hostileLog has an exchange of texts that a page must not take for its own.
func hostileLog(t testing.TB) *record.Log {
	const hostile = `<script>alert(1)</script>"'>王小明`
	log := record.NewLog(record.Options{})
	ctx := log.Begin(t.Context())
	log.Add(ctx, record.Exchange{
		By: record.Microsoft, Kind: record.Response, Title: hostile, Subject: hostile + "@contoso.com", Message: hostile,
		From: record.Browser, To: record.Microsoft, RelayState: hostile,
		CorrelationID: "1b671a64-40d5-491e-99b0-da01ff1f3341",
		HTTP:          &record.HTTP{Method: "POST", URL: "https://login.microsoftonline.com/" + hostile, Status: 400},
		Checks: []record.Check{{
			Name:     hostile,
			Title:    hostile,
			Outcome:  record.Fail,
			Got:      hostile,
			Expected: hostile,
			Code:     hostile,
		}},
		Verdict: record.Refused, Refusal: &record.Refusal{Code: hostile, Message: hostile, Fix: hostile},
	})
	require.Equal(t, 1, log.Len())
	return log
}
