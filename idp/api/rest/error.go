package rest

import (
	"errors"
	"fmt"
	"net/http"

	"samlharness/idp/org"
	"samlharness/record"
)

// Error is a refusal with its HTTP status.
type Error struct {
	Status int
	// Silent sends no body: API 1.0 answers so for an application that is not there.
	Silent  bool
	Refusal *record.Refusal
}

// Error is what the record says.
func (e *Error) Error() string { return e.Refusal.Error() }

// Unwrap leads to the refusal.
func (e *Error) Unwrap() error { return e.Refusal }

// The codes of the API's refusals, for the record: JumpCloud's bodies have none.
const (
	CodeUnauthorized = "ApiKeyRefused"
	CodeForbidden    = "ApiForbidden"
	CodeNoRoute      = "ApiRouteNotEmulated"
	CodeWrongMethod  = "ApiMethodNotAllowed"
	CodeTooMany      = "ApiRateLimited"
	CodeBadRequest   = "ApiBadRequest"
	CodeInternal     = "ApiInternalError"
)

// Refused is an error with a status.
func Refused(status int, code, message, fix string) *Error {
	return &Error{Status: status, Refusal: &record.Refusal{Code: code, OwnCode: true, Message: message, Fix: fix}}
}

// BadRequest is a 400: what was wrong, what was expected, what came.
func BadRequest(what, expected, got string) *Error {
	return &Error{Status: http.StatusBadRequest, Refusal: &record.Refusal{
		Code:     CodeBadRequest,
		OwnCode:  true,
		Message:  fmt.Sprintf("%s must be %s", what, expected),
		Expected: expected,
		Got:      got,
	}}
}

// NotFound is a 404 of an object.
func NotFound(kind, id string) *Error {
	return Refused(http.StatusNotFound, org.CodeNotFound, fmt.Sprintf("there is no %s %q in the organization", kind, id),
		"list the objects to see their ids")
}

// Of is an error as the API answers it; nil when it is one of our own faults.
func Of(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	refusal, ok := errors.AsType[*record.Refusal](err)
	if !ok {
		return nil
	}
	status := http.StatusBadRequest
	switch refusal.Code {
	case org.CodeNotFound:
		status = http.StatusNotFound
	case org.CodeAlreadyExists:
		status = http.StatusConflict
	}
	return &Error{Status: status, Refusal: refusal}
}

// Reply is the answer of an error, in the form of the API's part: code, message and status in API 1.0, the message
// alone in the others. Source: TheJumpCloud/jc-cli; JumpCloud API 2.0, Error.
func (e *Error) Reply(v Version) Reply {
	if e.Silent {
		return Reply{Status: e.Status}
	}
	text := http.StatusText(e.Status)
	message := text
	switch e.Status {
	case http.StatusBadRequest, http.StatusConflict:
		message += ": " + e.Refusal.Message
	}
	if v == V1 {
		return Reply{Status: e.Status, Body: Object{{"code", e.Status}, {"message", message}, {"status", text}}}
	}
	return Reply{Status: e.Status, Body: Object{{"message", message}}}
}
