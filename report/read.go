package report

import (
	"encoding/json"
	"fmt"

	"samlharness/internal/exit"
)

// FormError says that a text is not a stored report.
type FormError struct {
	// Got says what came instead.
	Got string
	// Cause is the error of the JSON, nil when it is another document.
	Cause error
}

func (e *FormError) Error() string {
	return fmt.Sprintf("this is not a report of harness run: expected JSON with the schema %s, got %s", Schema, e.Got)
}

// Unwrap gives the cause.
func (e *FormError) Unwrap() error { return e.Cause }

// Hint is what to do.
func (e *FormError) Hint() string { return "harness run --json FILE writes one" }

// ExitCode is that of wrong use.
func (e *FormError) ExitCode() int { return exit.Usage }

// Parse reads a report that [Report.WriteJSON] wrote. The error is a *[FormError].
func Parse(data []byte) (*Report, error) {
	var form struct {
		Schema *string `json:"schema"`
	}
	if err := json.Unmarshal(data, &form); err != nil {
		return nil, &FormError{"what is not such JSON: " + err.Error(), err}
	}
	if form.Schema == nil {
		return nil, &FormError{"a document without a schema", nil}
	}
	if *form.Schema != Schema {
		return nil, &FormError{fmt.Sprintf("the schema %q", *form.Schema), nil}
	}
	var r Report
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, &FormError{"another form: " + err.Error(), err}
	}
	return &r, nil
}
