package graph

import (
	"errors"
	"fmt"
	"net/http"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
	"samlharness/sp/oauth/token"
)

// The codes of Graph's own refusals; those of the directory are with it.
const (
	codeToken      = "InvalidAuthenticationToken"
	codeDenied     = "Authorization_RequestDenied"
	codeDependency = "FailedDependency"
	codeUnknown    = "UnknownError"
)

// statusOf is the HTTP status that goes with a code; 0 for one that Graph does not answer.
func statusOf(code string) int {
	switch code {
	case odata.CodeGateway, directory.CodeBadRequest, directory.CodeUnsupported, odata.CodeExpiredToken:
		return http.StatusBadRequest
	case codeToken:
		return http.StatusUnauthorized
	case codeDenied:
		return http.StatusForbidden
	case directory.CodeNotFound:
		return http.StatusNotFound
	case directory.CodeConflict:
		return http.StatusConflict
	case codeDependency:
		return http.StatusFailedDependency
	case directory.CodeInternal:
		return http.StatusInternalServerError
	}
	return 0
}

func badRequest(format string, args ...any) error {
	return &record.Refusal{Code: directory.CodeBadRequest, Message: fmt.Sprintf(format, args...)}
}

// unknownSegment refuses a path. The real Graph has many routes that are not emulated; the record says so.
func unknownSegment(segment string) error {
	e := odata.Gateway("Resource not found for the segment '%s'.", segment)
	e.Expected = "a route that is emulated"
	e.Got = "'" + segment + "', for which this emulation has no route: the real Graph may have one"
	e.Fix = "look at the path; README, Not emulated, says what is left out"
	return e
}

func wrongMethod() error {
	return &odata.StatusError{Status: http.StatusMethodNotAllowed, Refusal: &record.Refusal{
		Code:    directory.CodeBadRequest,
		Message: "Specified HTTP method is not allowed for the request target.",
	}}
}

// unauthorized is the 401 of a token that was not taken; another failure stays what it is.
func (c *call) unauthorized(err error) error {
	refused, ok := errors.AsType[*token.Error](err)
	if !ok {
		return err
	}
	c.w.Header().Set("WWW-Authenticate", `Bearer realm="", `+
		`authorization_uri="https://`+c.h.Tenant.Cloud().Login()+`/common/oauth2/authorize", `+
		`client_id="00000003-0000-0000-c000-000000000000"`)
	return &record.Refusal{Code: codeToken, Message: refused.Message}
}

type errorEnvelope struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Details []errorDetail `json:"details,omitempty"`
	Inner   innerError    `json:"innerError"`
}

type errorDetail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target,omitempty"`
}

type innerError struct {
	Date            string `json:"date"`
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id"`
}

// errorReply turns an error into Graph's envelope. What is not a refusal of Graph's is the emulation's own failure.
func (c *call) errorReply(err error) reply {
	var status int
	refused, ok := errors.AsType[*record.Refusal](err)
	if ok {
		status = statusOf(refused.Code)
	}
	if other, ok := errors.AsType[*odata.StatusError](err); ok {
		status = other.Status
	}
	if status == 0 {
		c.h.log().ErrorContext(c.r.Context(), "graph failed", "method", c.r.Method, "path", c.r.URL.Path, "error", err)
		status, refused = http.StatusInternalServerError, &record.Refusal{Code: directory.CodeInternal}
	}
	c.refused = refused
	return reply{status: status, body: errorEnvelope{errorBody{
		Code:    refused.Code,
		Message: refused.Message,
		Details: details(refused),
		Inner: innerError{
			Date:            c.h.now().UTC().Format("2006-01-02T15:04:05"),
			RequestID:       c.requestID,
			ClientRequestID: c.clientRequestID,
		},
	}}}
}

// details name the property of a value that another user has.
func details(r *record.Refusal) []errorDetail {
	property, found := directory.DuplicateProperty(r)
	if !found {
		return nil
	}
	return []errorDetail{{Code: "ObjectConflict", Message: r.Message, Target: property}}
}
