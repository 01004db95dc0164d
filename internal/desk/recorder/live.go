package recorder

import (
	"fmt"
	"net/http"
	"time"

	"samlharness/internal/desk"
	"samlharness/internal/listen"
)

// pause is the least time between two pieces of news to one watcher, by the clock of the network: what comes meanwhile
// is told together.
const pause = 500 * time.Millisecond

// events tells a watcher, as a stream of server-sent events, that there is something new: the number of the newest
// exchange and nothing else. What it is, the page asks for.
func (r *Recorder) events(w http.ResponseWriter, req *http.Request) {
	since := number(req.URL.Query().Get("since"))
	if last := number(req.Header.Get("Last-Event-ID")); last > since {
		since = last
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	flush := http.NewResponseController(w).Flush
	if flush() != nil {
		return
	}
	ctx, cancel := listen.UntilEnd(req.Context())
	defer cancel()
	for news := range r.Log.Watch(ctx, since) {
		last := news[len(news)-1].ID
		if _, err := fmt.Fprintf(w, "id: %d\ndata: %d\n\n", last, last); err != nil || flush() != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-r.Time.After(pause):
		}
	}
}

// live gives the parts of the page that follow the record.
func (r *Recorder) live(w http.ResponseWriter, req *http.Request) {
	v := viewOf(req)
	b := r.list(v)
	b.mark(v.flow)
	b.News = r.news(v)
	r.desk.WriteLive(w, req, pageTemplate(), desk.Page{Body: &b.body})
}

// news says that the flow on the page has gone on.
func (r *Recorder) news(v view) string {
	if v.flow == 0 {
		return ""
	}
	more := 0
	for _, e := range r.Log.Since(v.shown) {
		if e.Flow == v.flow {
			more++
		}
	}
	switch more {
	case 0:
		return ""
	case 1:
		return "1 more exchange since"
	}
	return fmt.Sprintf("%d more exchanges since", more)
}
