package idp

import (
	"errors"
	"fmt"
	"strings"
)

// The codes of an [Error].
const (
	CodeNotFound      = "NotFound"      // no such user, group or application
	CodeAlreadyExists = "AlreadyExists" // a name, address, id or slug that must be unique is taken
	CodeAmbiguous     = "Ambiguous"     // a reference fits several objects
	CodeInvalid       = "Invalid"       // a value that JumpCloud does not take
	// CodeEntityIDPrefix says that an IdP Entity ID is neither https://domain nor urn:uri:domain.
	CodeEntityIDPrefix = "EntityIDPrefixMissing"
	// CodeDirectorySync says that a binding was stored but Microsoft did not take the immutable ID.
	CodeDirectorySync = "DirectorySyncFailed"
)

// Error is why an operation of an administrator was refused.
type Error struct {
	// Code is one of the Code constants, for callers who decide on it.
	Code string
	// Message says what happened, in the vendor's words where they are known.
	Message string
	// Expected and Got are the wanted and the given value, where that helps.
	Expected, Got string
	// Fix says what to do.
	Fix string
	// Err is the cause, if another party gave one.
	Err error
}

// Error is the message and the cure in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Fix != "" {
		fmt.Fprintf(&b, " (%s)", e.Fix)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// IsCode reports whether err is or wraps an [Error] with this code.
func IsCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

func notFound(kind, ref string) *Error {
	return &Error{Code: CodeNotFound, Message: fmt.Sprintf("there is no %s %q in the organization", kind, ref), Got: ref,
		Fix: "name it by its id or its name"}
}

func taken(kind, what, value string) *Error {
	return &Error{Code: CodeAlreadyExists, Message: fmt.Sprintf("a %s with the %s %q already exists", kind, what, value),
		Got: value,
		Fix: "choose another " + what}
}

func invalid(what, expected, got string) *Error {
	return &Error{Code: CodeInvalid, Message: fmt.Sprintf("%s must be %s", what, expected), Expected: expected, Got: got}
}
