package msgraph

import (
	"context"
	"net/http"
)

// Request is a write as data: what is shown before it is done is what is sent.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"` // begins with "/v1.0/", escaped
	Body   any    `json:"body,omitempty"`
}

// Send sends a write. What Graph says it stored is not read, since it proves nothing.
func (c *Client) Send(ctx context.Context, r Request) error {
	return c.call(ctx, r.Method, r.Path, r.Body, nil)
}

// ToManaged makes a domain Managed and drops its federation configuration, also a broken one.
func ToManaged(domain string) Request {
	return Request{http.MethodPatch, domainPath(domain), map[string]string{"authenticationType": Managed}}
}

// CreateFederation federates a domain.
func CreateFederation(domain string, configuration InternalDomainFederation) Request {
	return Request{http.MethodPost, configurationPath(domain), configuration}
}

// UpdateFederation changes those members of a domain's federation configuration that are given; nil clears one.
func UpdateFederation(domain, id string, members map[string]any) Request {
	return Request{http.MethodPatch, configurationPath(domain) + "/" + id, members}
}
