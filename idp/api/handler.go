// Package api is JumpCloud's REST API: 1.0 and 2.0 at console.jumpcloud.com/api, Directory Insights at
// api.jumpcloud.com. Programs that hold the organization's key act through it; it has no session, no page and no form.
//
// What is served stands in one table, in routes.go.
package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
	"samlharness/idp/session"
	"samlharness/internal/bodysecrets"
	"samlharness/record"
)

// Handler serves the API of one organization.
type Handler struct {
	Organization *org.Organization
	// Clock is the world's clock.
	Clock clockwork.Clock
	// Record gets every call, without keys and secrets; nil records nothing.
	Record *record.Log
	// Logger receives internal faults; nil discards.
	Logger *slog.Logger
}

func (h *Handler) now() time.Time { return h.Clock.Now().UTC() }

// The roots of the API's parts.
const (
	rootV1       = "/api/"
	rootV2       = "/api/v2/"
	rootInsights = "/insights/directory/v1/"
)

// Mount serves the API on mux.
func (h *Handler) Mount(mux *http.ServeMux) {
	s := &server{Handler: h, routes: h.table()}
	mux.Handle(org.HostConsole+rootV1, s.at(rest.V1, rootV1))
	mux.Handle(org.HostConsole+rootV2, s.at(rest.V2, rootV2))
	mux.Handle(org.HostAPI+"/", s.at(rest.Insights, rootInsights))
	mux.HandleFunc("POST "+org.HostOAuth+"/oauth2/token", h.token)
}

// server is a mounted handler.
type server struct {
	*Handler
	routes []route
}

func (s *server) at(version rest.Version, root string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{server: s, w: w, r: r, version: version}
		x.reply, x.refusal = x.answer(strings.TrimPrefix(r.URL.Path, root))
		x.send()
		x.record()
	})
}

// maxKept bounds what is kept of a body for the record, in bytes.
const maxKept = 64 << 10

// exchange is one request on its way.
type exchange struct {
	*server
	w       http.ResponseWriter
	r       *http.Request
	version rest.Version
	call    *rest.Call
	sent    bytes.Buffer // the body, as far as it was read
	reply   rest.Reply
	refusal *record.Refusal
}

// answer is the reply, with the refusal for the record; nil when it is accepted.
func (x *exchange) answer(path string) (rest.Reply, *record.Refusal) {
	reply, err := x.dispatch(path)
	if err == nil {
		return reply, nil
	}
	refused := rest.Of(err)
	if refused == nil {
		x.log().ErrorContext(x.r.Context(), "JumpCloud API", "path", x.r.URL.Path, "error", err)
		refused = rest.Refused(http.StatusInternalServerError, rest.CodeInternal, err.Error(), "")
	}
	return refused.Reply(x.version), refused.Refusal
}

func (x *exchange) dispatch(path string) (rest.Reply, error) {
	access, err := x.access()
	if err != nil {
		return rest.Reply{}, err
	}
	if x.Organization.APIThrottled() {
		return rest.Reply{}, rest.Refused(http.StatusTooManyRequests, rest.CodeTooMany, "too many calls",
			"`harness jumpcloud apikey throttle 0` ends what was asked for by that verb")
	}
	r, captures, err := x.find(strings.Split(path, "/"))
	if err != nil {
		return rest.Reply{}, err
	}
	if access.ReadOnly && r.method != http.MethodGet && !r.harmless {
		return rest.Reply{}, rest.Refused(http.StatusForbidden, rest.CodeForbidden,
			"the role of the service account, "+org.RoleReadOnly+", changes nothing", "use a key of an administrator")
	}
	x.call = &rest.Call{Request: x.withBody(access), Organization: x.Organization, Version: x.version, Captures: captures}
	reply, err := r.serve(x.call)
	if err == nil && r.method == http.MethodGet {
		err = x.call.Unasked()
	}
	return reply, err
}

// withBody is the request as its initiator's, whose body is kept for the record while it is read.
func (x *exchange) withBody(access org.APIAccess) *http.Request {
	by := access.By
	by.Method = "api key"
	r := x.r.WithContext(org.As(session.Context(x.r), by))
	r.Body = io.NopCloser(io.TeeReader(x.r.Body, &x.sent))
	return r
}

// access is what the key of a request may do.
func (x *exchange) access() (org.APIAccess, error) {
	access, ok, err := x.credential(x.r.Context())
	if err != nil {
		return access, err
	}
	if !ok {
		return access, rest.Refused(http.StatusUnauthorized, rest.CodeUnauthorized,
			"the call has no key of the organization", "send the header x-api-key; `harness jumpcloud apikey show` prints it")
	}
	if asked := x.r.Header.Get("x-org-id"); asked != "" && asked != x.Organization.ID() {
		return access, rest.Refused(http.StatusForbidden, rest.CodeForbidden,
			"the key is another organization's than x-org-id",
			"leave the header x-org-id out, or send "+x.Organization.ID())
	}
	return access, nil
}

func (x *exchange) credential(ctx context.Context) (org.APIAccess, bool, error) {
	if token, ok := strings.CutPrefix(x.r.Header.Get("Authorization"), "Bearer "); ok {
		return x.Organization.TokenAccess(ctx, token)
	}
	return x.Organization.APIAccess(ctx, x.r.Header.Get("x-api-key"))
}

// find is the route of a method and a path.
func (x *exchange) find(segments []string) (route, []string, error) {
	var allowed []string
	for _, r := range x.routes {
		captures, ok := r.match(segments)
		if !ok || r.version != x.version {
			continue
		}
		if r.method == x.r.Method {
			return r, captures, nil
		}
		allowed = append(allowed, r.method)
	}
	if len(allowed) > 0 {
		slices.Sort(allowed)
		x.w.Header().Set("Allow", strings.Join(allowed, ", "))
		return route{}, nil, rest.Refused(http.StatusMethodNotAllowed, rest.CodeWrongMethod,
			x.r.Method+" is not a method of "+x.r.URL.Path, "methods: "+strings.Join(allowed, ", "))
	}
	return route{}, nil, rest.Refused(http.StatusNotFound, rest.CodeNoRoute,
		x.r.Method+" "+x.r.URL.Path+" is not emulated", "JumpCloud may have it: idp/api/routes.go lists what is served here")
}

func (h *Handler) log() *slog.Logger {
	if h.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Logger
}

// send writes the answer.
func (x *exchange) send() {
	header, reply := x.w.Header(), x.reply
	for name, values := range reply.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	raw := reply.Raw
	if reply.Body != nil {
		var err error
		if raw, err = json.Marshal(reply.Body); err != nil {
			x.log().ErrorContext(x.r.Context(), "JumpCloud API answer", "path", x.r.URL.Path, "error", err)
			x.w.WriteHeader(http.StatusInternalServerError)
			return
		}
	}
	if raw != nil {
		header.Set("Content-Type", cmp.Or(reply.ContentType, "application/json; charset=utf-8"))
	}
	if reply.FileName != "" {
		header.Set("Content-Disposition", `attachment; filename="`+reply.FileName+`"`)
	}
	x.w.WriteHeader(reply.Status)
	_, _ = x.w.Write(raw) // a client that is gone needs no answer
}

// record writes the call down, without its key and its secrets.
func (x *exchange) record() {
	status := record.Check{
		Name:    "status",
		Title:   "HTTP status",
		Outcome: record.Pass,
		Got:     http.StatusText(x.reply.Status),
	}
	e := record.Exchange{
		At: x.now(), By: record.JumpCloud, Kind: record.APICall, From: record.Operator, To: record.JumpCloud,
		HTTP:    &record.HTTP{Method: x.r.Method, URL: x.url(), Status: x.reply.Status},
		Verdict: record.Accepted,
	}
	if x.sent.Len() > 0 && x.sent.Len() <= maxKept {
		e.Message = string(bodysecrets.Redacted(x.sent.Bytes()))
	}
	if x.call != nil {
		status.Warnings = x.call.Notes
		if len(x.call.Captures) > 0 {
			e.Subject = x.call.Captures[0]
		}
	}
	if x.refusal != nil {
		status.Outcome, status.Code = record.Fail, x.refusal.Code
		status.Expected, status.Fix = x.refusal.Expected, x.refusal.Fix
		e.Verdict, e.Refusal = record.Refused, x.refusal
	}
	e.Checks = []record.Check{status}
	x.Record.Add(x.r.Context(), e)
}

// url is the address that was asked, without the values of what is named as a secret.
func (x *exchange) url() string {
	query := x.r.URL.Query()
	for name, values := range query {
		if bodysecrets.Named(name) {
			query[name] = slices.Repeat([]string{"***"}, len(values))
		}
	}
	asked := url.URL{Scheme: "https", Host: x.r.Host, Path: x.r.URL.Path, RawQuery: query.Encode()}
	return asked.String()
}
