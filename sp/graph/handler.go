package graph

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
	"samlharness/sp/oauth/token"
)

// Handler serves Microsoft Graph for one tenant.
type Handler struct {
	// Tenant is what Graph shows and changes.
	Tenant *directory.Tenant
	// Tokens checks the bearer tokens.
	Tokens *token.Verifier
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
	// Host is the host name, without port, that Mount registers; "" means that of the tenant's cloud. URLs in answers
	// bear the host that the request named.
	Host string
	// Settings are those to begin with; see [Handler.Configure].
	Settings Settings
	// Record gets every request, without tokens and passwords; it may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger

	conduct conduct
	packer  packer
}

// Mount registers Graph's host.
func (h *Handler) Mount(mux *http.ServeMux) {
	host := cmp.Or(h.Host, h.Tenant.Cloud().Graph())
	s := &server{Handler: h}
	s.routes = s.table()
	mux.Handle(host+"/", s)
}

// server is a mounted handler.
type server struct {
	*Handler
	routes []route
}

// ServeHTTP answers one request: headers, token, route, answer, record.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := newCall(s.Handler, w, r)
	c.writeHeaders()
	answer, err := s.answer(c)
	if err != nil {
		answer = c.errorReply(err)
	}
	if c.lost {
		c.record(answer)
		panic(http.ErrAbortHandler) // net/http's way to break a connection off
	}
	c.send(answer)
	c.record(answer)
}

func (s *server) answer(c *call) (reply, error) {
	var err error
	if c.token, err = s.Tokens.Verify(c.r); err != nil {
		return reply{}, c.unauthorized(err)
	}
	return s.dispatch(c)
}

// dispatch finds the route of a request whose token was good, and runs it.
func (s *server) dispatch(c *call) (reply, error) {
	segments, err := s.segments(c)
	if err != nil {
		return reply{}, err
	}
	r, err := s.find(c, segments)
	if err != nil {
		return reply{}, err
	}
	fault, faulty := s.takeFault(c.r.Method, c.version, strings.Join(segments, "/"))
	if faulty {
		if err := c.before(fault); err != nil {
			return reply{}, err
		}
	}
	if err := c.admit(r); err != nil {
		return reply{}, err
	}
	if c.r.Method == http.MethodGet && !s.seen(segments...) {
		return reply{}, directory.NotFound(segments[len(segments)-1])
	}
	answer, err := r.serve(c)
	if faulty && err == nil {
		return answer, c.after(fault)
	}
	return answer, err
}

// segments are those of the path behind version and tenant.
func (s *server) segments(c *call) ([]string, error) {
	segments, err := odata.ParsePath(c.r.URL.EscapedPath())
	if bad, ok := errors.AsType[*odata.SegmentError](err); ok {
		return nil, unknownSegment(bad.Segment)
	}
	if len(segments) == 0 {
		return nil, unknownSegment("")
	}
	c.version = strings.ToLower(segments[0])
	if c.version != "v1.0" && c.version != "beta" {
		return nil, unknownSegment(segments[0])
	}
	if segments = segments[1:]; len(segments) > 0 && s.namesTenant(c.r.Context(), segments[0]) {
		segments = segments[1:]
	}
	return segments, nil
}

// admit checks what does not depend on the resource: permissions, query options, limits.
func (c *call) admit(r route) (err error) {
	if err = c.permitted(r.need); err != nil {
		return err
	}
	var offer odata.Offer
	if r.offer != nil {
		offer = r.offer(c.version == "beta")
	}
	eventual := strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual")
	if c.query, err = offer.Read(c.r.URL.Query(), eventual); err != nil {
		return err
	}
	c.notes = append(c.notes, c.query.Notes...)
	return c.throttle(cost(max(r.cost, 1), c.query), strings.HasPrefix(r.path, "auditLogs/"))
}

// before is what a fault does instead of the request.
func (c *call) before(f Fault) error {
	c.note("the fault " + f.Name + " was asked for")
	switch f.Name {
	case FaultThrottled, FaultThrottledDirectory:
		code, seconds := codeTooMany, f.RetryAfter
		if f.Name == FaultThrottledDirectory {
			code = codeThrottled
		}
		if seconds == 0 {
			seconds = retryAfter
		}
		return c.tooMany(code, seconds, "the fault "+f.Name)
	case FaultDenied:
		return denied("the fault "+f.Name+" was asked for: `harness entra graph fault clear`", c.token)
	case FaultBeta:
		return c.failed(f)
	case FaultUnknown:
		return &odata.StatusError{Status: http.StatusInternalServerError, Refusal: &record.Refusal{
			Code: codeUnknown, Got: "the fault " + f.Name,
		}}
	case FaultBusy:
		return &odata.StatusError{Status: http.StatusServiceUnavailable, Refusal: &record.Refusal{
			Code: codeBusy, Message: "The service is unavailable.", Got: "the fault " + f.Name,
		}}
	}
	c.half, c.lost = f.Name == FaultHalf, f.Name == FaultLost
	return nil
}

// after is what a fault does to the answer of a request that was done.
func (c *call) after(f Fault) error {
	if f.Name == FaultAfterWrite {
		return c.failed(f)
	}
	return nil
}

func (c *call) failed(f Fault) error {
	return &record.Refusal{Code: directory.CodeInternal, Got: "the fault " + f.Name}
}

// namesTenant says whether a first segment is the tenant, as in /v1.0/{tenant}/domains.
func (h *Handler) namesTenant(ctx context.Context, segment string) bool {
	if strings.EqualFold(segment, h.Tenant.ID()) {
		return true
	}
	if !strings.Contains(segment, ".") {
		return false
	}
	d, err := h.Tenant.Domain(ctx, segment)
	return err == nil && d.Verified
}

func (h *Handler) now() time.Time { return h.Clock.Now() }

func (h *Handler) log() *slog.Logger {
	if h.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Logger
}
