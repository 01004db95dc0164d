// Package m365 is JumpCloud's Microsoft 365 directory integration: it writes the immutable IDs of bound users into an
// Entra tenant, over plain HTTP with a client-credentials token and Microsoft Graph, as any other client would.
package m365

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"samlharness/idp/org"
	"samlharness/internal/cloud"
	"samlharness/internal/noredirect"
)

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 1 << 20

// Options configure an [Integration].
type Options struct {
	// TokenURL is the tenant's token endpoint, such as
	// https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token.
	TokenURL string
	// GraphURL is where Graph is, without version; "" means https://graph.microsoft.com. It is also the token's scope.
	GraphURL string
	// ClientID and ClientSecret are the integration's app registration in the tenant.
	ClientID, ClientSecret string
	// Client sends the requests, and follows no redirects; nil means [http.DefaultClient].
	Client *http.Client
}

// Integration implements [org.DirectorySync]. It may be used by many goroutines at once.
type Integration struct {
	opts  Options
	mu    sync.Mutex
	token string
}

var _ org.DirectorySync = (*Integration)(nil)

// New makes the integration; nothing is sent yet.
func New(opts Options) *Integration {
	if opts.GraphURL == "" {
		opts.GraphURL = cloud.Global.GraphResource()
	}
	opts.GraphURL = strings.TrimSuffix(opts.GraphURL, "/")
	opts.Client = noredirect.Client(opts.Client)
	return &Integration{opts: opts}
}

// Error is a refusal by Microsoft's token endpoint or by Graph.
type Error struct {
	// Operation is what was tried, such as "PATCH https://graph.microsoft.com/v1.0/users/alice@contoso.com".
	Operation string
	// Status is the HTTP status; Code and Message are Microsoft's.
	Status        int
	Code, Message string
}

// Error is what Microsoft said, and to what.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %d %s: %s", e.Operation, e.Status, e.Code, e.Message)
}

// send returns the answer's body, or an error with what Microsoft said.
func (d *Integration) send(req *http.Request) ([]byte, error) {
	operation := req.Method + " " + req.URL.Redacted()
	resp, err := d.opts.Client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("m365: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // it was read; nothing depends on closing
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("m365: %s: read the answer: %w", operation, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return nil, refusal(operation, resp.StatusCode, body)
	}
	return body, nil
}

// refusal is what an answer's body says of its status.
func refusal(operation string, status int, body []byte) *Error {
	e := &Error{
		Operation: operation,
		Status:    status,
		Code:      http.StatusText(status),
		Message:   "the answer has no error message",
	}
	if noredirect.Status(status) {
		e.Message = "a redirect is not followed: the credential goes to no other host"
	}
	e.explain(body)
	return e
}

// explain reads the two error forms: Graph's object, and OAuth's pair of strings.
func (e *Error) explain(body []byte) {
	var answer struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return
	}
	var graph struct{ Code, Message string }
	if json.Unmarshal(answer.Error, &graph) == nil && graph.Code != "" {
		e.Code, e.Message = graph.Code, graph.Message
		return
	}
	var code string
	if json.Unmarshal(answer.Error, &code) == nil && code != "" {
		e.Code, e.Message = code, answer.Description
	}
}
