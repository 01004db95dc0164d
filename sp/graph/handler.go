package graph

import (
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

// productionHost is the name of Microsoft Graph.
const productionHost = "graph.microsoft.com"

// Handler serves Microsoft Graph for one tenant.
type Handler struct {
	// Tenant is what Graph shows and changes.
	Tenant *directory.Tenant
	// Tokens checks the bearer tokens.
	Tokens *token.Verifier
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
	// Host is the host name, without port, that Mount registers; "" means graph.microsoft.com. URLs in answers bear the
	// host that the request named.
	Host string
	// CheckPermissions refuses calls for which the token has no application permission; by default any token may do
	// anything.
	CheckPermissions bool
	// Record gets every request, without tokens and passwords; it may be nil.
	Record *record.Log
	// Logger may be nil.
	Logger *slog.Logger
}

// Mount registers graph.microsoft.com.
func (h *Handler) Mount(mux *http.ServeMux) {
	host := h.Host
	if host == "" {
		host = productionHost
	}
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
	segments, err := odata.ParsePath(c.r.URL.EscapedPath())
	if bad, ok := errors.AsType[*odata.SegmentError](err); ok {
		return reply{}, unknownSegment(bad.Segment)
	}
	if len(segments) == 0 {
		return reply{}, unknownSegment("")
	}
	c.version = strings.ToLower(segments[0])
	if c.version != "v1.0" && c.version != "beta" {
		return reply{}, unknownSegment(segments[0])
	}
	segments = segments[1:]
	if len(segments) > 0 && s.namesTenant(c.r.Context(), segments[0]) {
		segments = segments[1:]
	}
	handle, err := s.find(c, segments)
	if err != nil {
		return reply{}, err
	}
	return handle(c)
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
