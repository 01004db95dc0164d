package graph

import (
	"errors"
	"fmt"
	"net/http"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/oauth"
)

// codeGateway is the code of the gateway's own refusals, without the directory's prefix.
const codeGateway = "BadRequest"

func gateway(format string, args ...any) error {
	return &directory.Error{Status: http.StatusBadRequest, Code: codeGateway, Message: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) error {
	return &directory.Error{
		Status:  http.StatusBadRequest,
		Code:    directory.CodeBadRequest,
		Message: fmt.Sprintf(format, args...),
	}
}

func unsupportedQuery(format string, args ...any) error {
	return &directory.Error{
		Status:  http.StatusBadRequest,
		Code:    directory.CodeUnsupported,
		Message: fmt.Sprintf(format, args...),
	}
}

func unknownSegment(segment string) error {
	return gateway("Resource not found for the segment '%s'.", segment)
}

func wrongMethod() error {
	return &directory.Error{
		Status:  http.StatusMethodNotAllowed,
		Code:    directory.CodeBadRequest,
		Message: "Specified HTTP method is not allowed for the request target.",
	}
}

// invalidValue refuses the value of a property.
func invalidValue(property, resource string) error {
	return badRequest("Invalid value specified for property '%s' of resource '%s'.", property, resource)
}

// unauthorized is the 401 of a token that was not taken; another failure stays what it is.
func (c *call) unauthorized(err error) error {
	refused, ok := errors.AsType[*oauth.TokenError](err)
	if !ok {
		return err
	}
	c.w.Header().Set("WWW-Authenticate", `Bearer realm="", `+
		`authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", `+
		`client_id="00000003-0000-0000-c000-000000000000"`)
	return &directory.Error{Status: http.StatusUnauthorized, Code: "InvalidAuthenticationToken", Message: refused.Message}
}

type errorEnvelope struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    string                  `json:"code"`
	Message string                  `json:"message"`
	Details []directory.ErrorDetail `json:"details,omitempty"`
	Inner   innerError              `json:"innerError"`
}

type innerError struct {
	Date            string `json:"date"`
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id"`
}

// refusal turns an error into Graph's envelope. What is no [*directory.Error] is the emulation's own failure.
func (c *call) refusal(err error) reply {
	refused, ok := errors.AsType[*directory.Error](err)
	if !ok {
		c.h.log().ErrorContext(c.r.Context(), "graph failed", "method", c.r.Method, "path", c.r.URL.Path, "error", err)
		refused = &directory.Error{Status: http.StatusInternalServerError, Code: directory.CodeInternal}
	}
	c.refused = &record.Refusal{Code: refused.Code, Message: refused.Message, Fix: refused.Fix}
	return reply{status: refused.Status, body: errorEnvelope{errorBody{Code: refused.Code, Message: refused.Message,
		Details: refused.Details,
		Inner: innerError{
			Date:            c.h.now().UTC().Format("2006-01-02T15:04:05"),
			RequestID:       c.requestID,
			ClientRequestID: c.clientRequestID,
		}}}}
}
