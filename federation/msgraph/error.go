package msgraph

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// Error is an error that Microsoft Graph answered.
type Error struct {
	Method, Path    string
	Status          int    // the HTTP status
	Code            string // Graph's error.code, "Request_BadRequest", or the status's name when it gave none
	Message         string // Graph's error.message, or the status's text when it gave none
	RequestID       string // Graph's request-id, which Microsoft's support asks for; may be empty
	ClientRequestID string // ours
	RetryAfter      string // the header Retry-After: seconds or an instant; "" when there was none
}

func newError(method, path, id string, response *http.Response, body []byte) *Error {
	var envelope struct {
		Error struct {
			Code       string `json:"code"`
			Message    string `json:"message"`
			InnerError struct {
				RequestID string `json:"request-id"`
			} `json:"innerError"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &envelope) // whatever is not an envelope leaves code and message empty
	status := http.StatusText(response.StatusCode)
	return &Error{
		Method:          method,
		Path:            path,
		Status:          response.StatusCode,
		Code:            cmp.Or(envelope.Error.Code, strings.ReplaceAll(status, " ", "")),
		Message:         cmp.Or(strings.TrimSpace(envelope.Error.Message), status),
		RequestID:       cmp.Or(response.Header.Get("request-id"), envelope.Error.InnerError.RequestID),
		ClientRequestID: id,
		RetryAfter:      response.Header.Get("Retry-After"),
	}
}

// Error tells call, status, code, message and identifiers in one line.
func (e *Error) Error() string {
	return fmt.Sprintf("Graph %s %s: HTTP %d %s: %s (request-id %s)", e.Method, e.Path, e.Status, e.Code, e.Message,
		e.requestID())
}

// Origin names the call that was answered: method, path, status and request-id.
func (e *Error) Origin() string {
	return fmt.Sprintf("%s %s: HTTP %d, request-id %s", e.Method, e.Path, e.Status, e.requestID())
}

func (e *Error) requestID() string {
	return cmp.Or(e.RequestID, "none; client-request-id "+e.ClientRequestID)
}

// IsNotFound says whether Graph answered 404.
func IsNotFound(err error) bool { return HasStatus(err, http.StatusNotFound) }

// HasStatus says whether Graph answered with this HTTP status.
func HasStatus(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}

// CallError is a call to which no usable answer came.
type CallError struct {
	Method, Path, ClientRequestID string
	Err                           error // what the network or the credential said
}

// because is the error with its cause.
func (e CallError) because(err error) *CallError {
	e.Err = err
	return &e
}

// Error tells the call and the cause.
func (e *CallError) Error() string {
	return fmt.Sprintf("Graph %s %s: %v (client-request-id %s)", e.Method, e.Path, e.Err, e.ClientRequestID)
}

// Unwrap gives the cause.
func (e *CallError) Unwrap() error { return e.Err }

// Origin names the call: method, path and client-request-id.
func (e *CallError) Origin() string {
	return fmt.Sprintf("%s %s, client-request-id %s", e.Method, e.Path, e.ClientRequestID)
}

var aadsts = regexp.MustCompile(`AADSTS\d+`)

// SignIn says whether the call failed because no token was given, with the AADSTS code, "" when there is none, and what
// the identity provider or the credential said, without its identifiers and the dump of the answer.
func (e *CallError) SignIn() (code, description string, failed bool) {
	text := e.Err.Error()
	_, failed = errors.AsType[*SignInError](e.Err)
	code = aadsts.FindString(text)
	if !failed && code == "" {
		return "", "", false
	}
	if _, after, found := strings.Cut(text, code+": "); found && code != "" {
		text, _, _ = strings.Cut(after, "\"")
		text, _, _ = strings.Cut(text, " Trace ID:")
	}
	text, _, _ = strings.Cut(text, "\n-----")
	return code, strings.Join(strings.Fields(text), " "), true
}
