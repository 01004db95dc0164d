package recorder_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/scenarios"
)

func TestListAndFlow(t *testing.T) {
	s := open(t)
	s.signIns()
	status, page := s.get("/record")
	assert.Equal(t, http.StatusOK, status)
	shows(t, page, `<a href="/record/flows/3" aria-current="true">`, "AADSTS51004", "alice@contoso.com",
		"bob@contoso.com was refused by Microsoft", `href="/record/har?flow=3"`, "<svg", "POST /login.srf · Response")
	_, page = s.get("/record/flows/2")
	shows(t, page, "alice@contoso.com was signed in", "password sign-in")
	_, page = s.get("/record/flows/1")
	shows(t, page, "Operator", "POST /v1.0/domains/contoso.com/federationConfiguration", "directory bind")
	status, _ = s.get("/record/flows/77")
	assert.Equal(t, http.StatusNotFound, status)
}

// An exchange is reached by its number and by its correlation id, in any letter case.
func TestExchange(t *testing.T) {
	s := open(t)
	s.signIns()
	e, ok := s.log.LastRefused()
	require.True(t, ok)
	open := fmt.Sprintf(`id="x%d" open`, e.ID)
	for _, ref := range []string{fmt.Sprint(e.ID), e.CorrelationID, strings.ToUpper(e.CorrelationID)} {
		answer := s.ask(httptest.NewRequest(http.MethodGet, "/record/"+ref, nil))
		assert.Equal(t, fmt.Sprintf("/record/flows/%d?x=%d#x%d", e.Flow, e.ID, e.ID), answer.Header().Get("Location"))
		_, page := s.get("/record/" + ref)
		shows(t, page, open, "NameID is a user&#39;s immutable ID", "<dt>fix</dt>", e.CorrelationID)
	}
	for _, ref := range []string{"0", "999", "nobody", "1b671a64-40d5-491e-99b0-da01ff1f3341"} {
		status, page := s.get("/record/" + ref)
		assert.Equal(t, http.StatusNotFound, status)
		shows(t, page, "The record does not hold this exchange", `href="/record"`)
	}
	answer := s.ask(httptest.NewRequest(http.MethodGet, fmt.Sprintf("/record/message/%d", e.ID), nil))
	assert.Equal(t, e.Message, answer.Body.String())
	assert.Contains(t, answer.Header().Get("Content-Disposition"), "attachment")
}

func TestFilterAndPages(t *testing.T) {
	s := of(t, crowd(t, 400))
	_, page := s.get("/record?verdict=refused&party=Microsoft&kind=response")
	assert.Equal(t, 14, strings.Count(page, "<li><a href="))
	shows(t, page, `<option value="refused" selected>`, "user00094@", "verdict=refused")
	_, page = s.get("/record?q=USER0009")
	assert.Equal(t, 10, strings.Count(page, "<li><a href="))
	_, page = s.get("/record")
	shows(t, page, `href="/record?before=301"`, "user00099@", "user00075@")
	lacks(t, page, "user00074@")
	_, page = s.get("/record?before=301")
	shows(t, page, `href="/record"`, "user00074@")
	_, page = s.get("/record?q=%3Cscript%3E")
	shows(t, page, `value="&lt;script&gt;"`, "Nothing matches among 400 exchanges")
	_, page = s.get("/record?verdict=nonsense&party=x&kind=y&before=-3")
	shows(t, page, "user00099@")
}

// A row of requests alone says of what, at which host; a note of the picture is no wider than its room.
func TestLongTexts(t *testing.T) {
	log := record.NewLog(record.Options{})
	log.Add(log.Begin(t.Context()), record.Exchange{
		Kind: record.Hop,
		By:   record.Browser,
		To:   record.Microsoft,
		HTTP: &record.HTTP{Method: "GET", URL: "https://login.microsoftonline.com/termsofuse?x=1", Status: 200},
	})
	log.Add(log.Begin(t.Context()), record.Exchange{
		Kind:    record.SecondFactor,
		By:      record.JumpCloud,
		From:    record.Browser,
		Verdict: record.Refused,
		Refusal: &record.Refusal{Code: "a reason of many words that do not fit beside it"},
	})
	s := of(t, log)
	_, page := s.get("/record")
	shows(t, page, "<b>GET /termsofuse</b>", "login.microsoftonline.com · 1 request", "✕ a reason of many words …",
		"second factor was refused by JumpCloud")
}

// A flow of thousands, such as the binding of everybody, is a page of bounded size.
func TestFlowOfThousands(t *testing.T) {
	log := record.NewLog(record.Options{Bytes: 1 << 30})
	ctx := log.Begin(t.Context())
	const all = 3000
	for i := range all {
		log.Add(ctx, record.Exchange{
			Kind: record.GraphCall, By: record.Microsoft, From: record.Operator, To: record.Microsoft,
			Verdict: record.Accepted, Hop: int64(i + 1), Message: "{}",
			HTTP: &record.HTTP{Method: "PATCH", URL: fmt.Sprintf("https://graph.microsoft.com/v1.0/users/%d", i), Status: 204},
		})
	}
	_, page := of(t, log).get("/record/flows/1")
	assert.Less(t, len(page), 200_000)
	shows(t, page, "2800 messages before these", "2800 steps before these are in the HAR alone",
		"2940 steps before these are not drawn", `<th scope="row">3000</th>`, `id="x3000"`)
	_, page = of(t, log).get("/record/1")
	shows(t, page, `id="x1" open`)
}

func TestEmptyAndCleared(t *testing.T) {
	s := open(t)
	s.log.Clear()
	_, page := s.get("/record")
	shows(t, page, "Nothing has happened yet")
	s.signIns()
	r := httptest.NewRequest(http.MethodPost, "/record/clear", nil)
	assert.Equal(t, http.StatusForbidden, s.ask(r).Code, "without the token")
	assert.Positive(t, s.log.Len())
	assert.Equal(t, http.StatusSeeOther, s.post("/record/clear").Code)
	assert.Zero(t, s.log.Len())
}

func TestHostileTexts(t *testing.T) {
	s := of(t, hostileLog(t))
	for _, address := range []string{"/record", "/record/1", "/record/live?flow=1", "/record/har"} {
		_, page := s.get(address)
		if address != "/record/har" { // which is not a page
			lacks(t, page, "<script>alert")
		}
		shows(t, page, "王小明")
	}
}

// What is copied passes check and run.
func TestCopiedScenarioRuns(t *testing.T) {
	s := open(t)
	files := map[string][]byte{}
	for _, words := range []string{
		"jumpcloud app create office365 --domain contoso.com", "jumpcloud directory bind alice",
		"jumpcloud group bind All_Users office365", "jumpcloud metadata export office365 --out m.xml",
		"federation enable --xml-file m.xml", "clock advance 2h", "signin alice@contoso.com",
	} {
		args := strings.Fields(words)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "_", " ")
		}
		done, err := scenarios.Invoke(t.Context(), scenarios.WorldOf(s.world), scenarios.Request{Args: args, Files: files})
		require.NoError(t, err, words)
		maps.Copy(files, done.Files)
	}
	flow := s.log.LastFlow()
	_, page := s.get(fmt.Sprintf("/record/scenario?flow=%d", flow))
	shows(t, page, "signin alice@contoso.com", "harness run again.txtar")
	_, script := s.get(fmt.Sprintf("/record/scenario.txtar?flow=%d", flow))
	file := filepath.Join(t.TempDir(), "again.txtar")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	loaded, err := scenarios.Load(file)
	require.NoError(t, err)
	result, err := scenarios.Run(t.Context(), scenarios.RunOptions{Scripts: loaded})
	require.NoError(t, err)
	assert.Zero(t, result.ExitCode(), script)
	status, page := s.get("/record/scenario?flow=99")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "There is no sign-in to copy")
}

// Watchers are told of news, and twenty of them hold nobody up.
func TestTwentyWatchers(t *testing.T) {
	s := of(t, crowd(t, 400))
	server := httptest.NewServer(s.desk)
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var told, listening sync.WaitGroup
	last := s.log.LastID()
	for range 20 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/record/events?since=%d", server.URL, last),
			nil)
		require.NoError(t, err)
		listening.Add(1)
		told.Go(func() {
			answer, err := http.DefaultClient.Do(r)
			listening.Done()
			if !assert.NoError(t, err) {
				return
			}
			defer answer.Body.Close() // nothing is left to read
			for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
				if lines.Text() == fmt.Sprintf("data: %d", last+100) {
					return
				}
			}
			assert.Fail(t, "the stream ended")
		})
	}
	listening.Wait()
	for range 100 {
		s.log.Add(t.Context(), record.Exchange{By: record.Microsoft, Kind: record.HomeRealm, Verdict: record.Accepted})
	}
	told.Wait()
}

// What a watcher gets is the list as it is now, and word that the flow on the page has gone on.
func TestLiveParts(t *testing.T) {
	s := of(t, crowd(t, 40))
	_, page := s.get("/record/live?flow=10&shown=38")
	shows(t, page, `id="flows"`, `id="news"`, "2 more exchanges since", `href="/record/flows/10"`)
	_, page = s.get("/record/live?flow=10&shown=40")
	lacks(t, page, "more exchange")
}

func BenchmarkList(b *testing.B) {
	s := of(b, crowd(b, 10_000))
	for _, c := range []struct{ name, address string }{
		{"newest", "/record"}, {"filtered", "/record?verdict=refused&before=5000"}, {"text", "/record?q=id02400%3C"},
		{"nothing", "/record?q=nobody"}, {"watcher", "/record/live?flow=2500&shown=10000"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				status, _ := s.get(c.address)
				require.Equal(b, http.StatusOK, status)
			}
		})
	}
}

// BenchmarkAdd is what an exchange costs whoever writes it, without and with twenty watchers.
func BenchmarkAdd(b *testing.B) {
	for _, watchers := range []int{0, 20} {
		b.Run(fmt.Sprintf("watchers=%d", watchers), func(b *testing.B) {
			s := of(b, crowd(b, 10_000))
			ctx, cancel := context.WithCancel(b.Context())
			var all sync.WaitGroup
			for range watchers {
				r := httptest.NewRequest(http.MethodGet, "/record/events?since=10000", nil).WithContext(ctx)
				all.Go(func() { s.ask(r) })
			}
			for b.Loop() {
				s.log.Add(b.Context(), record.Exchange{By: record.Microsoft, Kind: record.HomeRealm, Verdict: record.Accepted})
			}
			cancel()
			all.Wait()
		})
	}
}
