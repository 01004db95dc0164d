package insights

import (
	"testing"
	"time"

	"samlharness/idp/api/rest"
)

func FuzzQuery(f *testing.F) {
	f.Add(`{"service":["sso"],"start_time":"2026-03-02T09:15:00Z","search_term":{"and":[{"a.b":["x"]}],"not":{"c":1}}}`)
	f.Add(`{"service":["all"],"start_time":"2026-03-02T09:15:00+02:00","limit":-1,"sort":"ASC","q":"x"}`)
	f.Fuzz(func(t *testing.T, raw string) {
		b, err := rest.ParseBody([]byte(raw))
		if err != nil {
			return
		}
		q, err := parse(b)
		if err != nil {
			if rest.Of(err) == nil {
				t.Fatalf("not a refusal: %v", err)
			}
			return
		}
		if q.limit < 1 || q.limit > maxLimit || q.skip < 0 {
			t.Fatalf("limit %d, skip %d", q.limit, q.skip)
		}
		q.wants("sso", time.Time{})
		q.term.holds(map[string]any{"a": map[string]any{"b": "x"}})
	})
}
