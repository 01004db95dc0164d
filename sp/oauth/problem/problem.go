// Package problem is how the emulated token service says no: the OAuth error, Microsoft's code and sentence, and the
// JSON of both.
package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"samlharness/internal/random"
	"samlharness/record"
	"samlharness/sp/aadsts"
)

// Error is what the token service answers instead of what was asked for (RFC 6749 5.2).
type Error struct {
	Status int
	// Name is the OAuth error, such as "invalid_grant".
	Name string
	// Code is Microsoft's number, Text its sentence without the code in front.
	Code aadsts.Code
	Text string
	// NoURI leaves out error_uri, which some codes come without.
	NoURI bool
	// Expected, Got and Fix explain it in the record; no answer shows them.
	Expected, Got, Fix string
}

// Error is the code and the text, as error_description begins.
func (e *Error) Error() string { return e.Code.String() + ": " + e.Text }

// Refusal is the error as the record has it.
func (e *Error) Refusal() *record.Refusal {
	return &record.Refusal{Code: e.Code.String(), Message: e.Text, Expected: e.Expected, Got: e.Got, Fix: e.Fix}
}

// Because explains the error in the record.
func (e *Error) Because(expected, got, fix string) *Error {
	e.Expected, e.Got, e.Fix = record.Clip(expected, aadsts.MaxValue), record.Clip(got, aadsts.MaxValue), fix
	return e
}

// New is the error with the sentence of Microsoft's table, its names filled with args. Its status is 401 for
// invalid_client, else 400.
func New(name string, code aadsts.Code, args ...string) *Error {
	status := http.StatusBadRequest
	if name == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &Error{Status: status, Name: name, Code: code, Text: aadsts.Text(code, args...)}
}

// Grant is an invalid_grant: the code, refresh token or other grant does not do.
func Grant(code aadsts.Code, args ...string) *Error { return New("invalid_grant", code, args...) }

// Missing is a parameter that the request lacks.
func Missing(parameter string) *Error {
	return New("invalid_request", aadsts.ParameterMissing, parameter)
}

// Scope is a scope that cannot be had; it has a newer wording than the table.
func Scope(scope string) *Error {
	return &Error{Status: http.StatusBadRequest, Name: "invalid_scope", Code: aadsts.ScopeInvalid,
		Text: "The provided value for the input parameter 'scope' isn't valid. The scope " +
			record.Clip(scope, aadsts.MaxValue) + " isn't valid."}
}

// UnsupportedGrant is a grant type that the service does not know.
func UnsupportedGrant(grant string) *Error {
	e := New("unsupported_grant_type", aadsts.GrantTypeUnsupported, grant)
	e.NoURI = true
	return e
}

// NotAnAppID is a client id that is not a GUID.
func NotAnAppID(id string) *Error {
	e := New("unauthorized_client", aadsts.ClientIDMalformed, id)
	e.NoURI = true
	return e
}

// Of is the problem in an error; the emulation's own failure, which an answer does not explain, when there is none.
func Of(err error) (e *Error, explained bool) {
	if e, ok := errors.AsType[*Error](err); ok {
		return e, true
	}
	e = New("server_error", aadsts.Transient)
	e.Status = http.StatusInternalServerError
	return e, false
}

// Body is the JSON of an error.
type Body struct {
	Error         string        `json:"error"`
	Description   string        `json:"error_description"`
	Codes         []json.Number `json:"error_codes"`
	Timestamp     string        `json:"timestamp"`
	TraceID       string        `json:"trace_id"`
	CorrelationID string        `json:"correlation_id"`
	URI           string        `json:"error_uri,omitempty"`
}

// Body makes the JSON with a trace id of its own, one of ids. Host is where error_uri leads.
func (e *Error) Body(ids io.Reader, host, correlation string, now time.Time) Body {
	b := Body{
		Error:         e.Name,
		Codes:         []json.Number{json.Number(e.Code)},
		Timestamp:     now.UTC().Format("2006-01-02 15:04:05Z"),
		TraceID:       random.UUID(ids),
		CorrelationID: correlation,
	}
	b.Description = fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", e.Error(), b.TraceID, correlation,
		b.Timestamp)
	if !e.NoURI {
		b.URI = "https://" + host + "/error?code=" + string(e.Code)
	}
	return b
}
