package oauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"samlharness/record"
	"samlharness/sp/aadsts"
)

// errorResponse is what the token service answers instead of a token (RFC 6749 5.2).
type errorResponse struct {
	status int
	name   string      // the OAuth error
	code   aadsts.Code // Microsoft's number
	text   string      // Microsoft's sentence, without the code in front
	noURI  bool        // some codes come without error_uri
}

// Error is the code and the text, as error_description begins.
func (e *errorResponse) Error() string { return e.code.String() + ": " + e.text }

// newError is the error response with the sentence of Microsoft's table, its names filled with args.
func newError(name string, code aadsts.Code, args ...string) *errorResponse {
	status := http.StatusBadRequest
	if name == "invalid_client" {
		status = http.StatusUnauthorized
	}
	return &errorResponse{status: status, name: name, code: code, text: aadsts.Text(code, args...)}
}

func (e *errorResponse) withoutURI() *errorResponse {
	e.noURI = true
	return e
}

func missing(parameter string) error {
	return newError("invalid_request", aadsts.ParameterMissing, parameter)
}

func unknownTenant(name string) error { return newError("invalid_request", aadsts.TenantUnknown, name) }

func malformedTenant(name string) error {
	return newError("invalid_request", aadsts.TenantMalformed, name)
}

func noTenant() error { return newError("invalid_request", aadsts.TenantMissing) }

func unsupportedGrant(grant string) error {
	return newError("unsupported_grant_type", aadsts.GrantTypeUnsupported, grant).withoutURI()
}

func notAnAppID(id string) error {
	return newError("unauthorized_client", aadsts.ClientIDMalformed, id).withoutURI()
}

func unknownApp(id, tenant string) error {
	return newError("unauthorized_client", aadsts.ClientUnknown, id, tenant)
}

func unknownResource(name, tenant string) error {
	return newError("invalid_resource", aadsts.ResourceUnknown, name, tenant)
}

// invalidScope has a newer wording than the table.
func invalidScope(scope string) error {
	return &errorResponse{status: http.StatusBadRequest, name: "invalid_scope", code: aadsts.ScopeInvalid,
		text: "The provided value for the input parameter 'scope' isn't valid. The scope " + scope + " isn't valid."}
}

func wrongSecret(id string) error { return newError("invalid_client", aadsts.ClientSecretWrong, id) }

func noSecret() error { return newError("invalid_client", aadsts.ClientSecretMissing) }

func wrongAssertion() error { return newError("invalid_client", aadsts.ClientAssertionWrong) }

// codeTransient is answered when the service itself fails. The table of sentences lacks it; its text is ours.
const codeTransient aadsts.Code = "90033"

// errorBody is the JSON of an error response.
type errorBody struct {
	Error         string        `json:"error"`
	Description   string        `json:"error_description"`
	Codes         []json.Number `json:"error_codes"`
	Timestamp     string        `json:"timestamp"`
	TraceID       string        `json:"trace_id"`
	CorrelationID string        `json:"correlation_id"`
	URI           string        `json:"error_uri,omitempty"`
}

// refuse answers with an error and records it. An error that is not a [*errorResponse] is the emulation's own failure.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, q request, err error) {
	no, ok := errors.AsType[*errorResponse](err)
	if !ok {
		h.log().ErrorContext(r.Context(), "token service failed", "path", r.URL.Path, "error", err)
		no = &errorResponse{
			status: http.StatusInternalServerError,
			name:   "server_error",
			code:   codeTransient,
			text:   "A transient error has occurred. Please try again.",
		}
	}
	trace, timestamp := uuid.NewString(), h.now().UTC().Format("2006-01-02 15:04:05Z")
	body := errorBody{
		Error: no.name,
		Description: fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", no.Error(), trace, q.correlation,
			timestamp),
		Codes:         []json.Number{json.Number(no.code)},
		Timestamp:     timestamp,
		TraceID:       trace,
		CorrelationID: q.correlation,
	}
	if !no.noURI {
		body.URI = "https://login.microsoftonline.com/error?code=" + string(no.code)
	}
	h.record(r, q, no.status, &record.Refusal{Code: no.code.String(), Message: no.text})
	w.Header().Set("x-ms-request-id", trace)
	writeJSON(w, no.status, body)
}
