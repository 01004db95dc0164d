package recorder

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samlharness/record"
)

// view is what of the record was asked for.
type view struct {
	record.Query
	flow, open int64 // the flow that is shown, and the exchange that is open in it; 0 when none is named
	shown      int64 // by a watcher, the newest exchange of the flow that the page has
}

// maxQuery is the longest text that is searched for, in bytes; page is how many flows the list has.
const (
	maxQuery = 200
	page     = 25
)

func viewOf(r *http.Request) view {
	q := r.URL.Query()
	text := q.Get("q")
	v := view{Query: record.Query{Text: text[:min(len(text), maxQuery)], Before: number(q.Get("before")), Limit: page}}
	if p := record.Party(q.Get("party")); slices.Contains(parties(), p) {
		v.Party = p
	}
	if o := record.Verdict(q.Get("verdict")); slices.Contains(verdicts(), o) {
		v.Verdict = o
	}
	if k := record.Kind(q.Get("kind")); slices.Contains(record.Kinds(), k) {
		v.Kind = k
	}
	v.flow, v.open, v.shown = number(r.PathValue("flow")), number(q.Get("x")), number(q.Get("shown"))
	if v.flow == 0 {
		v.flow = number(q.Get("flow"))
	}
	return v
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

func parties() []record.Party {
	return []record.Party{record.Browser, record.JumpCloud, record.Microsoft, record.Operator}
}

func verdicts() []record.Verdict {
	return []record.Verdict{record.Refused, record.Accepted, record.Sent}
}

// filtered says whether the list leaves anything out.
func (v view) filtered() bool {
	return v.Text != "" || v.Party != "" || v.Verdict != "" || v.Kind != ""
}

// filter are the parameters of the list.
func (v view) filter() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": v.Text, "party": string(v.Party), "verdict": string(v.Verdict), "kind": string(v.Kind),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.Before != 0 {
		q.Set("before", strconv.FormatInt(v.Before, 10))
	}
	return q
}

// address is the page of the view: the list, or a flow beside it.
func (v view) address() string {
	q, to := v.filter(), path
	if v.flow != 0 {
		to += "/flows/" + strconv.FormatInt(v.flow, 10)
	}
	if v.open != 0 {
		q.Set("x", strconv.FormatInt(v.open, 10))
	}
	if len(q) == 0 {
		return to
	}
	return to + "?" + q.Encode()
}

// watched is the address of the live parts.
func (v view) watched(flow, shown int64) string {
	q := v.filter()
	q.Set("flow", strconv.FormatInt(flow, 10))
	q.Set("shown", strconv.FormatInt(shown, 10))
	return path + "/live?" + q.Encode()
}
