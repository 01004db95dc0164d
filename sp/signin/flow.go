package signin

import (
	"errors"
	"log/slog"
	"net/http"

	"samlharness/internal/page"
)

// flow is the dispatcher.
type flow struct {
	steps  []row
	errors *errorPage
	logger *slog.Logger
}

// answer turns a request into what is known of a sign-in after it.
type answer func(req *request) (*pending, error)

// mount registers where the answers to the steps' questions come in. Other sites' pages cannot give them.
func (f *flow) mount(mux *http.ServeMux, host string) {
	for _, s := range f.steps {
		if q, ok := s.step.(question); ok {
			method, path := q.pattern()
			mux.Handle(method+" "+host+path, page.SameOrigin(f.handle(q.answer)))
		}
	}
}

// handle takes a request into the flow.
func (f *flow) handle(read answer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		req := newRequest(w, r)
		p, err := read(req)
		if err == nil {
			err = f.advance(req, p)
		}
		if err != nil {
			f.errors.show(req, err)
		}
	}
}

// advance takes the steps that are due, in the order of the table, until one has answered.
func (f *flow) advance(req *request, p *pending) error {
	for _, s := range f.steps {
		if !s.step.due(p) {
			continue
		}
		f.logger.DebugContext(req.r.Context(), "sign-in", "id", p.id, "step", s.name, "correlation", req.correlationID)
		if answered, err := s.step.take(req, p); answered || err != nil {
			return err
		}
	}
	return errors.New("no step has answered")
}
