package oauth

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"samlharness/record"
)

// Error is a refusal of the token service, with Microsoft's texts.
type Error struct {
	// Status is the HTTP status, Name the OAuth error, Code the AADSTS number.
	Status int
	Name   string
	Code   int
	// Text is Microsoft's sentence, without the code in front.
	Text string
	// noURI: some codes come without error_uri.
	noURI bool
}

// Error is the code and the text, as error_description begins.
func (e *Error) Error() string { return fmt.Sprintf("AADSTS%d: %s", e.Code, e.Text) }

func invalidClient(code int, format string, args ...any) *Error {
	return &Error{Status: http.StatusUnauthorized, Name: "invalid_client", Code: code, Text: fmt.Sprintf(format, args...)}
}

func badRequest(name string, code int, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Name: name, Code: code, Text: fmt.Sprintf(format, args...)}
}

func missing(parameter string) *Error {
	return badRequest("invalid_request", 900144, "The request body must contain the following parameter: '%s'.", parameter)
}

func unknownTenant(name string) *Error {
	return badRequest("invalid_request", 90002, "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.", name)
}

func malformedTenant(name string) *Error {
	return badRequest("invalid_request", 900023, "Specified tenant identifier '%s' is neither a valid DNS name, nor a valid external domain.", name)
}

func noTenant() *Error {
	return badRequest("invalid_request", 50059, "No tenant-identifying information found in either the request or implied by any provided credentials.")
}

func unsupportedGrant(grant string) *Error {
	e := badRequest("unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
	e.noURI = true
	return e
}

func notAnAppID(id string) *Error {
	e := badRequest("unauthorized_client", 700038, "%s is not a valid application identifier.", id)
	e.noURI = true
	return e
}

func unknownApp(id, tenant string) *Error {
	return badRequest("unauthorized_client", 700016, "Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.", id, tenant)
}

func unknownResource(name, tenant string) *Error {
	return badRequest("invalid_resource", 500011, "The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.", name, tenant)
}

func invalidScope(scope string) *Error {
	return badRequest("invalid_scope", 70011, "The provided value for the input parameter 'scope' isn't valid. The scope %s isn't valid.", scope)
}

func wrongSecret(id string) *Error {
	return invalidClient(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", id)
}

func noSecret() *Error {
	return invalidClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
}

func wrongAssertion() *Error {
	return invalidClient(700027, "Client assertion failed signature validation.")
}

// errorBody is the JSON of a refusal.
type errorBody struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	URI           string `json:"error_uri,omitempty"`
}

// refuse answers with an error and records it. An error that is no [*Error] is the emulation's own failure.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, q request, err error) {
	refused, ok := errors.AsType[*Error](err)
	if !ok {
		h.log().ErrorContext(r.Context(), "token service failed", "path", r.URL.Path, "error", err)
		refused = &Error{Status: http.StatusInternalServerError, Name: "server_error", Code: 90033, Text: "A transient error has occurred. Please try again."}
	}
	trace, timestamp := uuid.NewString(), h.now().UTC().Format("2006-01-02 15:04:05Z")
	body := errorBody{Error: refused.Name, Codes: []int{refused.Code}, Timestamp: timestamp, TraceID: trace, CorrelationID: q.correlation,
		Description: fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", refused.Error(), trace, q.correlation, timestamp)}
	if !refused.noURI {
		body.URI = "https://login.microsoftonline.com/error?code=" + strconv.Itoa(refused.Code)
	}
	h.record(r, q, &record.Refusal{Code: "AADSTS" + strconv.Itoa(refused.Code), Message: refused.Text})
	w.Header().Set("x-ms-request-id", trace)
	writeJSON(w, refused.Status, body)
}
