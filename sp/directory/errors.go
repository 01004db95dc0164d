package directory

import (
	"errors"
	"fmt"
	"net/http"
)

// The codes of Microsoft Graph that a tenant refuses with.
const (
	CodeBadRequest  = "Request_BadRequest"
	CodeNotFound    = "Request_ResourceNotFound"
	CodeConflict    = "Request_MultipleObjectsWithSameKeyValue"
	CodeInternal    = "InternalServerError"
	CodeUnsupported = "Request_UnsupportedQuery"
)

// The outcomes of [Tenant.VerifyPassword]. The sign-in service turns them into its own codes.
var (
	ErrUnknownUser     = errors.New("no such user")
	ErrWrongPassword   = errors.New("wrong password")
	ErrAccountDisabled = errors.New("account disabled")
)

// Error is a refusal of the directory as Microsoft Graph words it.
type Error struct {
	// Status is the HTTP status that Graph answers.
	Status int
	// Code is Graph's error.code, the one that clients branch on.
	Code string
	// Message is Graph's literal text; it may be empty.
	Message string
	// Details are Graph's error.details, when there are any.
	Details []ErrorDetail
	// Fix says what to do about it; it is not part of Graph's answer.
	Fix string
}

// ErrorDetail is one entry of Graph's error.details.
type ErrorDetail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target,omitempty"`
}

// Error is the code and the text.
func (e *Error) Error() string {
	if e.Message == "" {
		return e.Code
	}
	return e.Code + ": " + e.Message
}

func badRequest(format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeBadRequest, Message: fmt.Sprintf(format, args...)}
}

// NotFound is Graph's answer for an object that does not exist, Request_ResourceNotFound.
func NotFound(id string) *Error {
	return &Error{
		Status:  http.StatusNotFound,
		Code:    CodeNotFound,
		Message: "Resource '" + id + "' does not exist or one of its queried reference-property objects are not present.",
	}
}

// invalidFederationValue is Graph's refusal of an issuerUri (microsoftgraph/msgraph-sdk-powershell#3184), for any
// property of a configuration.
func invalidFederationValue(property string) *Error {
	return badRequest("Invalid value specified for property '%s' of resource 'InternalDomainFederation'.", property)
}

// conflict is Graph's refusal of a second object with a unique value.
func conflict(property string) *Error {
	return &Error{
		Status:  http.StatusConflict,
		Code:    CodeConflict,
		Message: "Another object with the same value for property " + property + " already exists.",
	}
}

// duplicate is the same of a second user.
func duplicate(property string) *Error {
	text := conflict(property).Message
	e := badRequest("%s", text)
	e.Details = []ErrorDetail{{Code: "ObjectConflict", Message: text, Target: property}}
	return e
}

// orRefuse is a failure of the store, or else the refusal.
func orRefuse(err error, refusal *Error) error {
	if err != nil {
		return err
	}
	return refusal
}

// IsNotFound says whether an error is a [*Error] with status 404.
func IsNotFound(err error) bool {
	refused, ok := errors.AsType[*Error](err)
	return ok && refused.Status == http.StatusNotFound
}
