package odata

import (
	"encoding/json"
	"strings"
)

// maxBatch is how many requests one batch holds (Microsoft Learn: Combine multiple HTTP requests using JSON batching).
const maxBatch = 20

// BatchRequest is one request of a batch.
type BatchRequest struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

// BatchResponse is the answer to one.
type BatchResponse struct {
	ID      string            `json:"id"`
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body,omitempty"`
}

// ReadBatch checks the batch as a whole; a mistake in one request is that request's own answer.
func ReadBatch(p Payload) ([]BatchRequest, error) {
	raw, given := p.Value("requests")
	var requests []BatchRequest
	if !given || json.Unmarshal(raw, &requests) != nil {
		return nil, unreadable()
	}
	if len(requests) == 0 || len(requests) > maxBatch {
		return nil, Gateway("A batch holds between 1 and %d requests; this one holds %d.", maxBatch, len(requests))
	}
	ids := map[string]bool{}
	for _, r := range requests {
		id := strings.ToLower(r.ID)
		if id == "" || ids[id] {
			return nil, Gateway("The request id '%s' is empty or not unique in the batch.", r.ID)
		}
		ids[id] = true
	}
	for _, r := range requests {
		for _, other := range r.DependsOn {
			if !ids[strings.ToLower(other)] {
				return nil, Gateway("The request '%s' depends on '%s', which is not in the batch.", r.ID, other)
			}
		}
	}
	return requests, nil
}

// RunBatch answers the requests of a batch in an order in which each comes after those that it depends on. The answer
// function is told which of those failed, "" when none did.
func RunBatch(requests []BatchRequest,
	answer func(r BatchRequest, failed string) BatchResponse) ([]BatchResponse, error) {
	done := map[string]BatchResponse{}
	responses := []BatchResponse{}
	for len(responses) < len(requests) {
		before := len(responses)
		for _, r := range requests {
			if _, ran := done[strings.ToLower(r.ID)]; ran || !ready(r, done) {
				continue
			}
			response := answer(r, failedDependency(r, done))
			done[strings.ToLower(r.ID)] = response
			responses = append(responses, response)
		}
		if len(responses) == before {
			return nil, Gateway("The requests of the batch depend on each other in a circle.")
		}
	}
	return responses, nil
}

func ready(r BatchRequest, done map[string]BatchResponse) bool {
	for _, other := range r.DependsOn {
		if _, ran := done[strings.ToLower(other)]; !ran {
			return false
		}
	}
	return true
}

func failedDependency(r BatchRequest, done map[string]BatchResponse) string {
	for _, other := range r.DependsOn {
		if done[strings.ToLower(other)].Status >= 400 {
			return other
		}
	}
	return ""
}
