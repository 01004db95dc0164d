package graph

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"samlharness/record"
)

// maxBatch is how many requests one batch holds (Microsoft Learn: Combine multiple HTTP requests using JSON
// batching).
const maxBatch = 20

type batchRequest struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

type batchResponse struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body,omitempty"`
}

// batch runs several requests in one, in an order in which each comes after those it depends on.
func (s *server) batch(c *call) (reply, error) {
	if c.inBatch {
		return reply{}, gateway("A batch cannot hold a batch.")
	}
	p, err := c.read("Batch")
	if err != nil {
		return reply{}, err
	}
	requests, err := readBatch(p)
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	done := map[string]batchResponse{}
	responses := []batchResponse{}
	for len(responses) < len(requests) {
		before := len(responses)
		for _, r := range requests {
			if _, ran := done[strings.ToLower(r.ID)]; ran || !ready(r, done) {
				continue
			}
			response := s.runOne(c, r, done)
			done[strings.ToLower(r.ID)] = response
			responses = append(responses, response)
		}
		if len(responses) == before {
			return reply{}, gateway("The requests of the batch depend on each other in a circle.")
		}
	}
	return ok(map[string]any{"responses": responses}), nil
}

// readBatch checks the batch as a whole; a mistake in one request is that request's own answer.
func readBatch(p payload) ([]batchRequest, error) {
	raw, given := p.value("requests")
	var requests []batchRequest
	if !given || json.Unmarshal(raw, &requests) != nil {
		return nil, unreadable()
	}
	if len(requests) == 0 || len(requests) > maxBatch {
		return nil, gateway("A batch holds between 1 and %d requests; this one holds %d.", maxBatch, len(requests))
	}
	ids := map[string]bool{}
	for _, r := range requests {
		id := strings.ToLower(r.ID)
		if id == "" || ids[id] {
			return nil, gateway("The request id '%s' is empty or not unique in the batch.", r.ID)
		}
		ids[id] = true
	}
	for _, r := range requests {
		for _, other := range r.DependsOn {
			if !ids[strings.ToLower(other)] {
				return nil, gateway("The request '%s' depends on '%s', which is not in the batch.", r.ID, other)
			}
		}
	}
	return requests, nil
}

func ready(r batchRequest, done map[string]batchResponse) bool {
	for _, other := range r.DependsOn {
		if _, ran := done[strings.ToLower(other)]; !ran {
			return false
		}
	}
	return true
}

// runOne answers one request of a batch, or 424 when one that it depends on failed.
func (s *server) runOne(outer *call, r batchRequest, done map[string]batchResponse) batchResponse {
	w := &buffer{header: http.Header{}}
	inner, err := http.NewRequestWithContext(outer.r.Context(), strings.ToUpper(r.Method),
		outer.root()+"/"+strings.TrimLeft(r.URL, "/"), bytes.NewReader(r.Body))
	if err != nil {
		// the call needs a request to speak of: the batch's own, under the batch's path
		c := newCall(s.Handler, w, outer.r)
		c.send(c.refusal(gateway("The request '%s' has no usable method and url.", r.ID)))
		return w.response(r.ID)
	}
	for name, value := range r.Headers {
		inner.Header.Set(name, value)
	}
	c := newCall(s.Handler, w, inner)
	c.inBatch, c.token = true, outer.token
	c.writeHeaders()
	var answer reply
	if failed := failedDependency(r, done); failed != "" {
		err = &record.Refusal{
			Code:    codeDependency,
			Message: "The request '" + failed + "', on which this one depends, failed.",
		}
	} else {
		answer, err = s.dispatch(c)
	}
	if err != nil {
		answer = c.refusal(err)
	}
	c.send(answer)
	c.record(answer)
	return w.response(r.ID)
}

func failedDependency(r batchRequest, done map[string]batchResponse) string {
	for _, other := range r.DependsOn {
		if done[strings.ToLower(other)].Status >= 400 {
			return other
		}
	}
	return ""
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

func (b *buffer) response(id string) batchResponse {
	headers := map[string]string{}
	for _, name := range []string{"Cache-Control", "x-ms-resource-unit", "OData-Version", "Content-Type", "Location",
		"Allow"} {
		if value := b.header.Get(name); value != "" {
			headers[name] = value
		}
	}
	return batchResponse{ID: id, Status: b.status, Headers: headers, Body: json.RawMessage(b.body.Bytes())}
}
