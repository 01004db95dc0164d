package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"samlharness/internal/exit"
	"samlharness/record"
)

// GraphError is an error that Microsoft Graph answered.
type GraphError struct {
	Method, Path    string
	Status          int    // the HTTP status
	Code            string // Graph's error.code, "Request_BadRequest"
	Message         string // Graph's error.message, which may be empty
	RequestID       string // Graph's request-id, which Microsoft's support asks for
	ClientRequestID string // ours
}

func newGraphError(method, path, id string, response *http.Response, body []byte) *GraphError {
	e := &GraphError{
		Method:          method,
		Path:            path,
		Status:          response.StatusCode,
		RequestID:       response.Header.Get("request-id"),
		ClientRequestID: id,
	}
	var envelope struct {
		Error struct {
			Code       string `json:"code"`
			Message    string `json:"message"`
			InnerError struct {
				RequestID string `json:"request-id"`
			} `json:"innerError"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &envelope) // whatever is no envelope leaves code and message empty
	e.Code, e.Message = envelope.Error.Code, strings.TrimSpace(envelope.Error.Message)
	if e.RequestID == "" {
		e.RequestID = envelope.Error.InnerError.RequestID
	}
	return e
}

// Error tells call, status, code, message and request-id in one line.
func (e *GraphError) Error() string {
	return fmt.Sprintf("Graph %s %s: HTTP %d %s: %s (request-id %s)", e.Method, e.Path, e.Status, e.code(), e.message(),
		e.requestID())
}

func (e *GraphError) code() string {
	if e.Code == "" {
		return strings.ReplaceAll(http.StatusText(e.Status), " ", "")
	}
	return e.Code
}

func (e *GraphError) message() string {
	if e.Message == "" {
		return http.StatusText(e.Status)
	}
	return e.Message
}

func (e *GraphError) requestID() string {
	if e.RequestID == "" {
		return "none; client-request-id " + e.ClientRequestID
	}
	return e.RequestID
}

// Refusal is the error for people: Graph's code and message, and what to do next.
func (e *GraphError) Refusal() *record.Refusal {
	return &record.Refusal{
		Code: e.code(), Message: e.message(),
		Got: fmt.Sprintf("%s %s: HTTP %d, request-id %s", e.Method, e.Path, e.Status, e.requestID()),
		Fix: e.fix(),
	}
}

const (
	permissionsFix = "Graph never names what is missing. The token needs the permissions " +
		"Domain-InternalFederation.ReadWrite.All and Domain.ReadWrite.All, " +
		"for some tenants also the delegated Directory.AccessAsUser.All, and Organization.Read.All; whoever signed in " +
		"needs one of the roles Domain Name Administrator, " +
		"External Identity Provider Administrator, Hybrid Identity Administrator, Security Administrator or Global " +
		"Administrator."
	disableFirstFix = "Microsoft does not take a new configuration before the old one is disabled: run `harness " +
		"federation disable` for the domain, then enable again."
)

func (e *GraphError) alreadyFederated() bool {
	return strings.Contains(e.Message, textAlreadyFederated)
}

// fix is the next step for each kind of answer.
func (e *GraphError) fix() string {
	switch {
	case e.alreadyFederated():
		return disableFirstFix
	case strings.Contains(e.Message, "issuerUri"):
		return "The issuer URI must be an absolute URI such as https://contoso.com, and no other domain may have it: " +
			"correct the IdP Entity ID of the JumpCloud application."
	}
	switch e.Status {
	case http.StatusUnauthorized:
		return "The token was not accepted: sign in again, and check that tenant, cloud and endpoint belong together."
	case http.StatusForbidden:
		return permissionsFix
	case http.StatusNotFound:
		return "The tenant does not have it: check the domain's name and which tenant the credential belongs to."
	case http.StatusConflict:
		return "Another domain has the same issuer URI: give each domain an IdP Entity ID of its own."
	case http.StatusTooManyRequests:
		return "Graph throttles: wait as long as its Retry-After says, at least ten seconds, and try again."
	}
	if e.Status >= 500 {
		return "Graph failed: run `harness federation show` to see what state the domain is in, then try again. " +
			"Microsoft's support asks for the request-id."
	}
	return ""
}

// isNotFound says whether Graph answered 404.
func isNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

func hasStatus(err error, status int) bool {
	e, ok := errors.AsType[*GraphError](err)
	return ok && e.Status == status
}

// callError is a call to which no usable answer came.
type callError struct {
	Method, Path, ClientRequestID string
	Err                           error
}

func (e *callError) Error() string {
	return fmt.Sprintf("Graph %s %s: %v (client-request-id %s)", e.Method, e.Path, e.Err, e.ClientRequestID)
}

func (e *callError) Unwrap() error { return e.Err }

var aadsts = regexp.MustCompile(`AADSTS\d+`)

// Refusal is the error for people. What an identity provider answered is cut to its description.
func (e *callError) Refusal() *record.Refusal {
	got := fmt.Sprintf("%s %s, client-request-id %s", e.Method, e.Path, e.ClientRequestID)
	_, failed := errors.AsType[*azidentity.AuthenticationFailedError](e.Err)
	if code := aadsts.FindString(e.Err.Error()); failed || code != "" {
		if code == "" {
			code = CodeAuthenticationFailed
		}
		return &record.Refusal{Code: code, Message: description(e.Err.Error(), code), Got: got,
			Fix: "No token was given: check tenant id, client id and secret, and that the sign-in host is the one of the " +
				"tenant's cloud."}
	}
	return &record.Refusal{Code: CodeUnreachable, Exit: exit.Environment,
		Message: "No usable answer came from Graph: " + e.Err.Error(), Got: got,
		Fix: "Check the endpoint, the network, the proxy and the trusted certificates."}
}

// description is what an identity error says went wrong, without its code, its identifiers and the dump of
// the answer.
func description(text, code string) string {
	if _, after, found := strings.Cut(text, code+": "); found {
		text, _, _ = strings.Cut(after, "\"")
		text, _, _ = strings.Cut(text, " Trace ID:")
	}
	text, _, _ = strings.Cut(text, "\n-----")
	return strings.Join(strings.Fields(text), " ")
}

// refused is an error with its explanation: errors.As finds the *record.Refusal and the cause in it.
type refused struct {
	*record.Refusal
	cause error
}

// Error ends with the cause's identifiers.
func (r *refused) Error() string {
	if r.Got == "" {
		return r.Refusal.Error()
	}
	return r.Refusal.Error() + " (" + r.Got + ")"
}

func (r *refused) Unwrap() []error { return []error{r.Refusal, r.cause} }

// explain turns what a call returned into a refusal; nil stays nil, and the end of the context stays itself.
func explain(err error) error {
	if _, ok := errors.AsType[*record.Refusal](err); ok {
		return err // explained already
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*GraphError](err); ok {
		return &refused{Refusal: e.Refusal(), cause: err}
	}
	if e, ok := errors.AsType[*callError](err); ok {
		return &refused{Refusal: e.Refusal(), cause: err}
	}
	return err
}
