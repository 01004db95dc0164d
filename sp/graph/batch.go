package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"samlharness/record"
	"samlharness/sp/graph/odata"
)

// batch runs several requests in one.
func (s *server) batch(c *call) (reply, error) {
	if c.inBatch {
		return reply{}, odata.Gateway("A batch cannot hold a batch.")
	}
	p, err := c.read("Batch")
	if err != nil {
		return reply{}, err
	}
	requests, err := odata.ReadBatch(p)
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	responses, err := odata.RunBatch(requests, func(r odata.BatchRequest, failed string) odata.BatchResponse {
		return s.runOne(c, r, failed)
	})
	if err != nil {
		return reply{}, err
	}
	return ok(map[string]any{"responses": responses}), nil
}

// runOne answers one request of a batch, or 424 when one that it depends on failed.
func (s *server) runOne(outer *call, r odata.BatchRequest, failed string) odata.BatchResponse {
	w := &buffer{header: http.Header{}}
	inner, err := http.NewRequestWithContext(outer.r.Context(), strings.ToUpper(r.Method),
		outer.root()+"/"+strings.TrimLeft(r.URL, "/"), bytes.NewReader(r.Body))
	if err != nil {
		// the call needs a request to speak of: the batch's own, under the batch's path
		c := newCall(s.Handler, w, outer.r)
		c.send(c.errorReply(odata.Gateway("The request '%s' has no usable method and url.", r.ID)))
		return w.response(r.ID)
	}
	for name, value := range r.Headers {
		inner.Header.Set(name, value)
	}
	c := newCall(s.Handler, w, inner)
	c.inBatch, c.token = true, outer.token
	c.writeHeaders()
	var answer reply
	if failed != "" {
		err = &record.Refusal{
			Code:    codeDependency,
			Message: "The request '" + failed + "', on which this one depends, failed.",
		}
	} else {
		answer, err = s.dispatch(c)
	}
	if err != nil {
		answer = c.errorReply(err)
	}
	c.send(answer)
	c.record(answer)
	return w.response(r.ID)
}

// buffer is the answer to one request of a batch.
type buffer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header, Write and WriteHeader make it an http.ResponseWriter.
func (b *buffer) Header() http.Header         { return b.header }
func (b *buffer) Write(p []byte) (int, error) { return b.body.Write(p) }
func (b *buffer) WriteHeader(status int)      { b.status = status }

func (b *buffer) response(id string) odata.BatchResponse {
	headers := map[string]string{}
	for _, name := range []string{"Cache-Control", "x-ms-resource-unit", "OData-Version", "Content-Type", "Location",
		"Allow"} {
		if value := b.header.Get(name); value != "" {
			headers[name] = value
		}
	}
	return odata.BatchResponse{ID: id, Status: b.status, Headers: headers, Body: json.RawMessage(b.body.Bytes())}
}
