package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"samlharness/internal/exit"
)

// FormError says that a text is not a stored report.
type FormError struct {
	// Got says what came instead.
	Got string
	// Cause is the error of the JSON, nil when it is another document.
	Cause error

	version bool // it is a report, in the form of another version
}

func (e *FormError) Error() string {
	return fmt.Sprintf("this is not a report of harness run: expected JSON with the schema %s, got %s", Schema, e.Got)
}

// Unwrap gives the cause.
func (e *FormError) Unwrap() error { return e.Cause }

// Hint is what to do.
func (e *FormError) Hint() string {
	if e.version {
		return "another version of harness wrote it: read it with that one, or run the scripts again"
	}
	return "harness run --json FILE writes one"
}

// ExitCode is that of wrong use.
func (e *FormError) ExitCode() int { return exit.Usage }

// Parse reads a report that [Report.WriteJSON] wrote. The error is a *[FormError].
func Parse(data []byte) (*Report, error) {
	var form struct {
		Schema *string `json:"schema"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return nil, &FormError{Got: unlike(data, err), Cause: err}
	}
	if form.Schema == nil {
		return nil, &FormError{Got: "a document without a schema"}
	}
	if *form.Schema != Schema {
		return nil, &FormError{
			Got:     fmt.Sprintf("the schema %q", *form.Schema),
			version: strings.HasPrefix(*form.Schema, "harness/run/"),
		}
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, &FormError{Got: unlike(data, err), Cause: err}
	}
	return &r, nil
}

// unlike says what a text is that could not be read as a report.
func unlike(data []byte, err error) string {
	syntax, bad := errors.AsType[*json.SyntaxError](err)
	other, typed := errors.AsType[*json.UnmarshalTypeError](err)
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0:
		return "nothing: it is empty"
	case bad && data[0] == '{' && syntax.Offset >= int64(len(data)):
		return "the beginning of a document, which is cut off"
	case typed && other.Field != "":
		return fmt.Sprintf("another form: %s is of the kind %s", other.Field, other.Value)
	case typed:
		return "JSON of the kind " + other.Value
	}
	return "what is not such JSON: " + err.Error()
}
