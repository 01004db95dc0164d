package org

import (
	"fmt"

	"samlharness/record"
)

// The codes of a refused operation of an administrator, a *[record.Refusal]. JumpCloud shows no codes there: they are
// our own, for callers who decide on them, and stand in no text.
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

func notFound(kind, ref string) error {
	return &record.Refusal{
		Code:    CodeNotFound,
		OwnCode: true,
		Message: fmt.Sprintf("there is no %s %q in the organization", kind, ref),
		Got:     ref,
		Fix:     "name it by its id or its name",
	}
}

func taken(kind, what, value string) error {
	return &record.Refusal{
		Code:    CodeAlreadyExists,
		OwnCode: true,
		Message: fmt.Sprintf("a %s with the %s %q already exists", kind, what, value),
		Got:     value,
		Fix:     "choose another " + what,
	}
}

func invalid(what, expected, got string) error {
	return &record.Refusal{
		Code:     CodeInvalid,
		OwnCode:  true,
		Message:  fmt.Sprintf("%s must be %s", what, expected),
		Expected: expected,
		Got:      got,
	}
}
