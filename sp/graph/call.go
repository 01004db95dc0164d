package graph

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"samlharness/internal/random"
	"samlharness/record"
	"samlharness/sp/graph/odata"
	"samlharness/sp/oauth/token"
)

// successType is the content type of an answer with a body.
const successType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"

// call is one request on its way.
type call struct {
	h *Handler
	w http.ResponseWriter
	r *http.Request

	token           token.Access
	settings        Settings
	version         string   // "v1.0" or "beta"
	captures        []string // what stood where the route has a {}
	query           odata.Query
	requestID       string
	clientRequestID string
	written         []byte // the body that was sent, without secrets
	refused         *record.Refusal
	notes           []string // for the record
	inBatch         bool
	half, lost      bool // faults: see [FaultHalf] and [FaultLost]
}

// reply is an answer before it is written.
type reply struct {
	status   int
	body     any // nil: none
	location string
	text     bool // the body is a text, not JSON
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

// created is a 201 with the new object and where it is.
func created(body odata.Entity, location string) reply {
	return reply{status: http.StatusCreated, body: body, location: location}
}

// counted is a number as text, the answer to $count.
func counted(n int) reply { return reply{status: http.StatusOK, body: strconv.Itoa(n), text: true} }

// bytes are the body as it is sent. What is long writes itself.
func (a reply) bytes() ([]byte, error) {
	if text, ok := a.body.(string); ok && a.text {
		return []byte(text), nil
	}
	if rows, ok := a.body.(interface{ AppendJSON([]byte) []byte }); ok {
		return rows.AppendJSON(nil), nil
	}
	return json.Marshal(a.body)
}

func noContent() reply { return reply{status: http.StatusNoContent} }

func newCall(h *Handler, w http.ResponseWriter, r *http.Request) *call {
	c := &call{h: h, w: w, r: r, requestID: random.UUID(random.Of(r.Context())), settings: h.Configured()}
	c.clientRequestID = c.requestID
	if sent := r.Header.Get("client-request-id"); sent != "" && len(sent) <= 128 {
		c.clientRequestID = sent
	}
	return c
}

// writeHeaders sets what every answer carries.
func (c *call) writeHeaders() {
	header := c.w.Header()
	header.Set("Cache-Control", "no-cache")
	header.Set("Vary", "Accept-Encoding")
	header.Set("Strict-Transport-Security", "max-age=31536000")
	header.Set("request-id", c.requestID)
	header.Set("client-request-id", c.clientRequestID)
	header.Set("x-ms-ags-diagnostic", `{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5",`+
		`"ScaleUnit":"003","RoleInstance":"EMULATION"}}`)
	header.Set("x-ms-resource-unit", "1")
	header.Set("Date", c.h.now().UTC().Format(http.TimeFormat))
}

// metadata is an @odata.context: the part behind $metadata#.
func (c *call) metadata(what string) string {
	return c.root() + "/$metadata#" + what
}

// root is the URL of the version that was asked.
func (c *call) root() string { return "https://" + c.r.Host + "/" + c.version }

// address is that of the collection that was asked, without its query.
func (c *call) address() string { return "https://" + c.r.Host + c.r.URL.Path }

// url is the address that was asked, with its query: Graph's has no secrets.
func (c *call) url() string {
	asked := url.URL{Scheme: "https", Host: c.r.Host, Path: c.r.URL.Path, RawQuery: c.r.URL.RawQuery}
	return asked.String()
}

func (c *call) send(answer reply) {
	header := c.w.Header()
	if answer.location != "" {
		header.Set("Location", answer.location)
	}
	if answer.body == nil {
		c.w.WriteHeader(answer.status)
		return
	}
	switch {
	case answer.text:
		header.Set("Content-Type", "text/plain")
	case answer.status >= 400:
		header.Set("Content-Type", "application/json")
	default:
		header.Set("Content-Type", successType)
		header.Set("OData-Version", "4.0")
	}
	raw, err := answer.bytes()
	if err != nil {
		c.h.log().ErrorContext(c.r.Context(), "graph answer", "path", c.r.URL.Path, "error", err)
		c.w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if raw, packed := c.packed(raw); packed {
		header.Set("Content-Encoding", "gzip")
		c.write(answer.status, raw)
		return
	}
	c.write(answer.status, raw)
}

func (c *call) write(status int, raw []byte) {
	c.w.WriteHeader(status)
	_, _ = c.w.Write(raw) // a client that is gone needs no answer
}

// record writes the request down, without its token and the passwords in its body.
func (c *call) record(answer reply) {
	status := record.Check{Name: "status", Title: "HTTP status", Outcome: record.Pass, Got: strconv.Itoa(answer.status)}
	e := record.Exchange{
		At:            c.h.now(),
		By:            record.Microsoft,
		Kind:          record.GraphCall,
		From:          record.Operator,
		To:            record.Microsoft,
		HTTP:          &record.HTTP{Method: c.r.Method, URL: c.url(), Status: answer.status},
		Message:       string(c.written),
		CorrelationID: c.requestID,
		Verdict:       record.Accepted,
	}
	if len(c.captures) > 0 {
		e.Subject = c.captures[0]
	}
	if c.refused != nil {
		status.Outcome, status.Code = record.Fail, c.refused.Code
		e.Verdict, e.Refusal = record.Refused, c.refused
	}
	status.Warnings = c.notes
	e.Checks = []record.Check{status}
	c.h.Record.Add(c.r.Context(), e)
}
