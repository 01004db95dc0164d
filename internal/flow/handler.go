package flow

import (
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
)

// Options say what a [Handler] stands before.
type Options struct {
	// Sites answers the requests.
	Sites http.Handler
	// Record gets the hops. Required.
	Record *record.Log
	// Clock is the world's, Network that by which peers live. Both are required.
	Clock, Network clockwork.Clock
	// Party is whose a host is; "" when it is nobody's of the two companies.
	Party func(host string) record.Party
}

// Handler records the hops of browsers, and joins what belongs together.
type Handler struct {
	Options
	joins *joins
}

// New makes a handler.
func New(o Options) *Handler { return &Handler{o, newJoins(o.Network)} }

// ServeHTTP lets the sites answer, with the request's flow in its context.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number, from := told(r, h.Record)
	came := read(r)
	came.browser = browserOf(r)
	by := append(h.joins.token(r), h.joins.carries(came.query)...)
	by = append(by, h.joins.carries(came.form)...)
	if number == 0 {
		number = h.joins.flowOf(came, by)
	} else {
		h.joins.arrived(came.address, number)
	}
	trace := h.Record.NewTrace(number)
	trace.Hop, trace.From, trace.To = h.Record.NextHop(), from, h.Party(r.Host)
	gone := &answer{ResponseWriter: w}
	h.Sites.ServeHTTP(gone, r.WithContext(trace.Within(r.Context())))
	h.finish(came, gone, trace, by)
	_ = gone.release() // a peer that has gone needs no answer
}

// know notes which browser the flow is in, and tells a browser of pages by which cookie it is known.
func (h *Handler) know(came *arriving, gone *answer, flow int64) {
	if !gone.held && came.browser == "" {
		return // a program
	}
	browser := h.joins.browser(flow, came.browser)
	h.joins.put([]join{h.joins.of("browser", browser)}, flow)
	if gone.held && came.browser != browser {
		http.SetCookie(gone, browserCookie(browser))
	}
}

// finish records the hop and joins what the request and its answer carry, unless it was an asset.
func (h *Handler) finish(came *arriving, gone *answer, trace *record.Trace, by []join) {
	if gone.status == 0 {
		gone.WriteHeader(http.StatusOK)
	}
	if isAsset(came.Request, gone.Header().Get("Content-Type")) {
		return
	}
	to := gone.location(came.Request)
	flow := trace.Flow()
	h.joins.put(append(by, h.joins.gives(gone, to)...), flow)
	h.joins.shown(gone.links(came.Host), flow)
	h.know(came, gone, flow)
	if to != nil {
		h.joins.redirected(to.String(), flow)
	}
	request, message := trace.Told()
	if request {
		return
	}
	if trace.From == "" {
		trace.From = record.Browser
	}
	e := record.Exchange{
		At:      h.Clock.Now(),
		By:      record.Browser,
		Kind:    record.Hop,
		Verdict: record.Sent,
		HTTP: &record.HTTP{
			Method: came.Method,
			URL:    clean(came.url()),
			Fields: came.fields,
			Status: gone.status,
		},
	}
	if to != nil {
		e.HTTP.Location = clean(to)
	}
	if !message {
		e.MessageKind, e.Message, e.RelayState = came.message()
	}
	h.Record.Add(trace.Within(came.Context()), e)
}
