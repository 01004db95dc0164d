package recorder_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/desk"
	"samlharness/internal/desk/recorder"
	"samlharness/record"
	"samlharness/scenarios"
	"samlharness/world"
)

// site is the desk of a world with its recorder, at a test's own server.
type site struct {
	t     testing.TB
	world *world.World
	log   *record.Log
	desk  *desk.Desk
}

func open(t testing.TB) *site {
	t.Helper()
	w := world.Start(t, world.Options{})
	people := scenarios.WorldOf(w)
	return &site{t, w, w.Record, desk.New(desk.Options{World: w.Name, Clock: w.Clock, Rooms: []desk.Room{
		&recorder.Recorder{
			Log: w.Record, Time: world.Limits{}.Time(),
			Copy: func(flow int64) ([]byte, error) { return scenarios.Copy(people, flow) },
		},
	}})}
}

// of is the recorder of a log alone.
func of(t testing.TB, log *record.Log) *site {
	return &site{t, nil, log, desk.New(desk.Options{World: "demo", Rooms: []desk.Room{
		&recorder.Recorder{Log: log, Time: world.Limits{}.Time()},
	}})}
}

// signIns has alice sign in and bob be refused.
func (s *site) signIns() {
	s.t.Helper()
	_, err := s.world.Federate(s.t.Context(), "contoso.com", "alice")
	require.NoError(s.t, err)
	for _, who := range []string{"alice@contoso.com", "bob@contoso.com"} {
		_, err = signin.Walk(s.t.Context(), s.world.Browser(), s.world.Person(who), signin.Start{})
		require.NoError(s.t, err)
	}
}

// crowd fills a log with sign-ins of four exchanges.
func crowd(t testing.TB, exchanges int) *record.Log {
	t.Helper()
	log := record.NewLog(record.Options{Limit: exchanges, Bytes: 1 << 30})
	at := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	message := `<samlp:Response ID="_%d"><Assertion><Subject><NameID>id%d</NameID></Subject>` +
		strings.Repeat("<x>0123456789</x>", 200) + `</Assertion></samlp:Response>`
	for i := 0; log.Len() < exchanges; i++ {
		ctx, who := log.Begin(t.Context()), fmt.Sprintf("user%05d@contoso.com", i)
		at = at.Add(time.Second)
		hop := &record.HTTP{Method: "POST", URL: "https://login.microsoftonline.com/login.srf", Status: 200}
		log.Add(ctx, record.Exchange{
			At:      at,
			By:      record.Browser,
			Kind:    record.Hop,
			To:      record.Microsoft,
			HTTP:    hop,
			Hop:     log.NextHop(),
			Verdict: record.Sent,
		})
		log.Add(ctx, record.Exchange{
			At:      at,
			By:      record.Microsoft,
			Kind:    record.AuthnRequest,
			Subject: who,
			Verdict: record.Sent,
		})
		log.Add(ctx, record.Exchange{
			At:      at,
			By:      record.JumpCloud,
			Kind:    record.Password,
			Subject: who,
			Verdict: record.Accepted,
		})
		e := record.Exchange{
			At:      at,
			By:      record.Microsoft,
			Kind:    record.Response,
			Subject: who,
			Message: fmt.Sprintf(message, i, i),
			Verdict: record.Accepted,
		}
		if i%7 == 3 {
			e.Verdict, e.Refusal = record.Refused, &record.Refusal{
				Code:    "AADSTS50107",
				Message: "The requested federation realm object does not exist.",
			}
		}
		log.Add(ctx, e)
	}
	return log
}

// ask sends a request without the network.
func (s *site) ask(r *http.Request) *httptest.ResponseRecorder {
	s.t.Helper()
	r.Host = "localhost:8080"
	answer := httptest.NewRecorder()
	s.desk.ServeHTTP(answer, r)
	return answer
}

// get follows to the page.
func (s *site) get(address string) (status int, body string) {
	s.t.Helper()
	answer := s.ask(httptest.NewRequest(http.MethodGet, address, nil))
	if to := answer.Header().Get("Location"); to != "" {
		to, _, _ = strings.Cut(to, "#") // which a browser keeps
		return s.get(to)
	}
	return answer.Code, answer.Body.String()
}

var tokens = regexp.MustCompile(`name="token" value="([A-Z0-9]+)"`)

// post sends a form with the page's token.
func (s *site) post(address string) *httptest.ResponseRecorder {
	s.t.Helper()
	_, page := s.get("/record")
	form := url.Values{"token": {tokens.FindStringSubmatch(page)[1]}}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(r)
}

func shows(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		assert.True(t, strings.Contains(page, text), "%s\nis not in\n%s", text, page)
	}
}

func lacks(t testing.TB, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		assert.False(t, strings.Contains(page, text), text)
	}
}
