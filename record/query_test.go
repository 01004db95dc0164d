package record_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

// signIns is a log with n exchanges of sign-ins, five to a flow: two hops, a request, a password, a response that each
// third time is refused.
func signIns(t testing.TB, n int) *record.Log {
	log := record.NewLog(record.Options{Limit: n})
	message := strings.Repeat("m", 2500)
	for i := range n / 5 {
		ctx := log.Begin(t.Context())
		user := fmt.Sprintf("person%d@contoso.com", i)
		at := time.Date(2026, 3, 2, 9, 15, i, 0, time.UTC)
		hop := record.Exchange{At: at, Kind: record.Hop, By: record.Browser, Verdict: record.Sent,
			HTTP: &record.HTTP{Method: "GET", URL: "https://www.office.com/", Status: 200}}
		log.Add(ctx, hop)
		log.Add(ctx, record.Exchange{At: at, Kind: record.AuthnRequest, By: record.Microsoft, Verdict: record.Sent,
			Subject: user, MessageID: fmt.Sprintf("_request%d", i)})
		log.Add(ctx, record.Exchange{At: at, Kind: record.Password, By: record.JumpCloud, Verdict: record.Accepted})
		e := record.Exchange{At: at, Kind: record.Response, By: record.Microsoft, Verdict: record.Accepted,
			Subject: user, CorrelationID: fmt.Sprintf("Correlation%d", i),
			Message: message + fmt.Sprintf("<NameID>name%d</NameID>", i)}
		if i%3 == 0 {
			e.Verdict, e.Refusal = record.Refused, &record.Refusal{Code: "AADSTS50107"}
		}
		log.Add(ctx, e)
		log.Add(ctx, hop)
	}
	return log
}

func TestFind(t *testing.T) {
	log := signIns(t, 1500)
	count := func(q record.Query) (n int) {
		q.Limit = 7
		for more := true; more; {
			var found []record.Exchange
			found, more = log.Find(q)
			for _, e := range found {
				assert.True(t, q.Before == 0 || e.ID < q.Before)
				q.Before = e.ID
				n++
			}
		}
		return n
	}
	assert.Equal(t, 900, count(record.Query{}), "hops apart")
	assert.Equal(t, 1500, count(record.Query{Hops: true}))
	assert.Equal(t, 600, count(record.Query{Kind: record.Hop}))
	assert.Equal(t, 100, count(record.Query{Verdict: record.Refused}))
	assert.Equal(t, 300, count(record.Query{Party: record.JumpCloud}))
	assert.Equal(t, 3, count(record.Query{Flow: 7}))
	for text, n := range map[string]int{
		"PERSON12@": 2, "name299<": 1, "correlation17": 11, "aadsts50107": 100, "_request42": 1, "nothing": 0,
	} {
		assert.Equal(t, n, count(record.Query{Text: text}), text)
	}
	flows, more := log.Flows(record.Query{Verdict: record.Refused, Limit: 2})
	require.Len(t, flows, 2)
	assert.True(t, more)
	f := flows[0]
	assert.Equal(t, "person297@contoso.com", f.Subject)
	assert.Equal(t, []any{int64(298), 3, 2, record.Refused, "AADSTS50107", record.Response},
		[]any{f.ID, f.Exchanges, f.Hops, f.Verdict, f.Code, f.Kind})
	older, _ := log.Flows(record.Query{Verdict: record.Refused, Limit: 1000, Before: flows[1].First})
	assert.Len(t, older, 98)
}

func TestWatch(t *testing.T) {
	log := record.NewLog(record.Options{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var watchers, slow sync.WaitGroup
	for range 20 {
		watchers.Go(func() {
			next := int64(1)
			for news := range log.Watch(ctx, 0) {
				for _, e := range news {
					assert.Equal(t, next, e.ID)
					next++
				}
				if next > 500 {
					return
				}
			}
		})
	}
	slow.Go(func() { // one that never comes back holds nobody up
		for range log.Watch(ctx, 0) {
			<-ctx.Done()
		}
	})
	for range 500 {
		log.Add(t.Context(), record.Exchange{})
	}
	watchers.Wait()
	stop()
	slow.Wait()
}

func TestClear(t *testing.T) {
	log := signIns(t, 10)
	log.Did(t.Context(), time.Time{}, []string{"clock", "advance", "2h"}, nil)
	log.Clear()
	assert.Empty(t, log.Since(0))
	assert.EqualValues(t, 11, log.Add(t.Context(), record.Exchange{}), "numbers go on")
	kept, _ := log.Commands()
	assert.Len(t, kept, 1, "how the world became what it is stays")
	for range 1001 {
		log.Did(t.Context(), time.Time{}, []string{"clock", "show"}, nil)
	}
	kept, forgotten := log.Commands()
	assert.Len(t, kept, 1000)
	assert.Equal(t, 2, forgotten)
}

func TestFlowsAreNumberedWhenSomethingIsWritten(t *testing.T) {
	log := record.NewLog(record.Options{})
	first, second := log.Begin(t.Context()), log.Begin(t.Context())
	log.Add(second, record.Exchange{})
	log.Add(log.Begin(second), record.Exchange{})
	log.Add(t.Context(), record.Exchange{})
	log.Add(first, record.Exchange{})
	var flows []int64
	for _, e := range log.Since(0) {
		flows = append(flows, e.Flow)
	}
	assert.Equal(t, []int64{1, 1, 2, 3}, flows)
}

func BenchmarkQuery(b *testing.B) {
	log := signIns(b, 10_000)
	for name, q := range map[string]record.Query{
		"newest": {}, "refused": {Verdict: record.Refused}, "text": {Text: "name3<"}, "nothing": {Text: "nowhere"},
	} {
		b.Run("find-"+name, func(b *testing.B) {
			for b.Loop() {
				log.Find(q)
			}
		})
		b.Run("flows-"+name, func(b *testing.B) {
			for b.Loop() {
				log.Flows(q)
			}
		})
	}
}

// BenchmarkAdd is an exchange, alone and with 20 watchers.
func BenchmarkAdd(b *testing.B) {
	for _, watchers := range []int{0, 20} {
		b.Run(fmt.Sprint(watchers), func(b *testing.B) {
			log := record.NewLog(record.Options{})
			ctx, stop := context.WithCancel(b.Context())
			defer stop()
			for range watchers {
				go func() {
					for range log.Watch(ctx, 0) {
						continue
					}
				}()
			}
			for b.Loop() {
				log.Add(b.Context(), record.Exchange{Kind: record.Response, Subject: "alice@contoso.com"})
			}
		})
	}
}

// A flow is about the user who signs in; what the operator does is about the domain, not about a user bound on the way.
func TestAbout(t *testing.T) {
	bind := record.Exchange{Kind: record.DirectoryBind, Subject: "alice@contoso.com"}
	user := record.Exchange{Kind: record.GraphCall, Subject: "carol@contoso.com"}
	domain := record.Exchange{Kind: record.GraphCall, Subject: "contoso.com"}
	response := record.Exchange{Kind: record.Response, Subject: "alice@contoso.com"}
	refused := record.Exchange{Kind: record.Response, Subject: "64b1f0c2a9d3e45f6a7b8c9d"}
	for want, exchanges := range map[string][]record.Exchange{
		"":                         {{Kind: record.Hop, Subject: "x"}, {Kind: record.TokenRequest, Subject: "client"}},
		"carol@contoso.com":        {bind, user},
		"contoso.com":              {bind, domain, user},
		"alice@contoso.com":        {response, refused},
		"64b1f0c2a9d3e45f6a7b8c9d": {refused},
	} {
		assert.Equal(t, want, record.About(exchanges))
		log := record.NewLog(record.Options{})
		ctx := log.Begin(t.Context())
		for _, e := range exchanges {
			log.Add(ctx, e)
		}
		flows, _ := log.Flows(record.Query{})
		assert.Equal(t, want, flows[0].Subject)
	}
}
