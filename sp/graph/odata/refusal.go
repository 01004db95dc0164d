package odata

import (
	"fmt"

	"samlharness/record"
)

// The codes of the refusals that need no resource.
const (
	CodeGateway    = "BadRequest"         // of the gateway, before the directory is asked
	CodeBadRequest = "Request_BadRequest" // of the directory
	// CodeUnsupported is the directory's for a query that it does not answer.
	CodeUnsupported = "Request_UnsupportedQuery"
)

// StatusError is a refusal with another HTTP status than its code's.
type StatusError struct {
	Status  int
	Refusal *record.Refusal
}

func (e *StatusError) Error() string { return e.Refusal.Error() }

// Unwrap gives the refusal.
func (e *StatusError) Unwrap() error { return e.Refusal }

// Gateway is a refusal of the gateway.
func Gateway(format string, args ...any) *record.Refusal {
	return &record.Refusal{Code: CodeGateway, Message: fmt.Sprintf(format, args...)}
}

// InvalidValue refuses the value of a property.
func InvalidValue(property, resource string) *record.Refusal {
	return &record.Refusal{
		Code:    CodeBadRequest,
		Message: fmt.Sprintf("Invalid value specified for property '%s' of resource '%s'.", property, resource),
	}
}

func unreadable() *record.Refusal {
	return Gateway("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of " +
		"valid JSON format.")
}
