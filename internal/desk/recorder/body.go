package recorder

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"samlharness/internal/messageview"
	"samlharness/record"
)

// body is what the page shows.
type body struct {
	view
	Rows []row
	// Older and Newest are other pages of the list, All is it without a filter; "" where they are this one.
	Older, Newest, All string
	Total              int  // exchanges that are kept
	Copies, Chosen     bool // there are scripts; a flow was asked for
	Flow               *flow
	News               string // of the shown flow, to a watcher
	Watched, Events    string
	Parties            []option
	Verdicts, Kinds    []option
}

// option is one of a choice of the filter.
type option struct {
	Value, Text string
	Selected    bool
}

// row is a flow in the list.
type row struct {
	messageview.Outcome
	URL, Title, Sub, Date, Time string
	Current                     bool
}

// body reads what the page shows; false when the flow that is asked for is not there.
func (r *Recorder) body(v view) (*body, bool) {
	b := r.list(v)
	b.Chosen = v.flow != 0
	shown := v.flow
	if shown == 0 && len(b.found) > 0 {
		shown = b.found[0].ID
	}
	if shown != 0 {
		if b.Flow = r.flow(shown, v); b.Flow == nil {
			return nil, false
		}
		b.Watched = v.watched(shown, b.Flow.last)
	} else {
		b.Watched = v.watched(0, 0)
	}
	b.mark(shown)
	b.Events = path + "/events?since=" + strconv.FormatInt(r.Log.LastID(), 10)
	return &b.body, true
}

// listed is a body with the flows of its list.
type listed struct {
	body
	found []record.Flow
}

// list reads the list alone.
func (r *Recorder) list(v view) *listed {
	found, more := r.Log.Flows(v.Query)
	b := &listed{found: found, body: body{view: v, Copies: r.Copy != nil, Total: r.Log.Len()}}
	list := v
	list.flow, list.open = 0, 0
	if v.Before != 0 {
		list.Before = 0
		b.Newest = list.address()
	}
	if more {
		list.Before = found[len(found)-1].First
		b.Older = list.address()
	}
	if v.filtered() {
		b.All = path
	}
	for _, f := range found {
		b.Rows = append(b.Rows, rowOf(f, v))
	}
	b.choices()
	return b
}

// mark marks the row of the flow that is shown.
func (b *listed) mark(flow int64) {
	for i, f := range b.found {
		b.Rows[i].Current = f.ID == flow
	}
}

func rowOf(f record.Flow, v view) row {
	v.flow, v.open = f.ID, 0
	w := row{
		Outcome: outcome(f.Verdict), URL: v.address(), Date: f.Began.UTC().Format("2006-01-02"),
		Time: f.Began.UTC().Format("15:04:05"), Title: record.Visible(cmp.Or(f.Subject, f.Title)),
	}
	sub := record.Visible(cmp.Or(f.Code, f.Title))
	if host, request, ok := hopOf(f); ok {
		w.Title, sub = record.Visible(request), record.Visible(host)
	}
	w.Sub = counted(f)
	if sub != w.Title {
		w.Sub = sub + " · " + w.Sub
	}
	return w
}

// hopOf are the host of a flow that is nothing but requests of a browser, and the last of them without the host.
func hopOf(f record.Flow) (host, request string, ok bool) {
	method, address, _ := strings.Cut(f.Title, " ")
	u, err := url.Parse(address)
	if f.Kind != record.Hop || f.Subject != "" || err != nil || u.Host == "" {
		return "", "", false
	}
	return u.Host, method + " " + u.Path, true
}

func counted(f record.Flow) string {
	n, what := f.Exchanges, "message"
	if n == 0 {
		n, what = f.Hops, "request"
	}
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// outcome is a verdict as a sign.
func outcome(v record.Verdict) messageview.Outcome {
	return messageview.OutcomeOf(record.Exchange{Verdict: v})
}

func (b *listed) choices() {
	for _, p := range parties() {
		b.Parties = append(b.Parties, option{string(p), string(p), p == b.Party})
	}
	for _, v := range verdicts() {
		b.Verdicts = append(b.Verdicts, option{string(v), string(v), v == b.Verdict})
	}
	for _, k := range record.Kinds() {
		b.Kinds = append(b.Kinds, option{string(k), k.Title(), k == b.Kind})
	}
}

// FlowNumber is that of the flow that is shown.
func (b *body) FlowNumber() int64 {
	if b.Flow != nil {
		return b.Flow.ID
	}
	return b.flow
}
