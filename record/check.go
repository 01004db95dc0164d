package record

import "errors"

// Outcome is how one check ended.
type Outcome string

// The outcomes of a check. A check that stands after the first failure is not reached.
const (
	Pass       Outcome = "pass"
	Fail       Outcome = "fail"
	NotReached Outcome = "not reached"
)

// Check is one thing that a service looked at before it accepted or refused a message.
type Check struct {
	// Name is the stable, kebab-case name of the check, such as "issuer" or "signature-value".
	Name string `json:"name"`
	// Title says in a few words what is checked, such as "Issuer is the issuer URI of a federated domain".
	Title string `json:"title"`
	// Outcome is [Pass], [Fail] or [NotReached].
	Outcome Outcome `json:"outcome"`
	// Code is the vendor's code when the check failed, such as "AADSTS50107".
	Code string `json:"code,omitempty"`
	// Expected and Got are what the service wanted and what the message held; on a pass Got alone may stand.
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"`
	// Difference says where Expected and Got first differ, see [FirstDifference].
	Difference string `json:"difference,omitempty"`
	// Fix says what to do about a failure.
	Fix string `json:"fix,omitempty"`
	// Warnings name deviations that the real service is known to accept.
	Warnings []string `json:"warnings,omitempty"`
}

// Refusal is why a service said no. It is an error, so operations return it and callers find it with
// [errors.As]; the page shows Code and Message alone.
type Refusal struct {
	// Code is the vendor's code: "AADSTS50107", "Request_BadRequest", "not authorized".
	Code string `json:"code"`
	// Message is the vendor's literal text, without the code.
	Message string `json:"message"`
	// Expected, Got and Difference explain it, as in [Check].
	Expected   string `json:"expected,omitempty"`
	Got        string `json:"got,omitempty"`
	Difference string `json:"difference,omitempty"`
	// Fix says where and how to mend it.
	Fix string `json:"fix,omitempty"`
	// Cause is the error of another party that led to the refusal; nil when there is none.
	Cause error `json:"-"`
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Hint is the cure, for whoever prints the error.
func (r *Refusal) Hint() string { return r.Fix }

// IsCode says whether err is or wraps a refusal with this code.
func IsCode(err error, code string) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Code == code
}

// Error is the code and the vendor's text, as a page would show them.
func (r *Refusal) Error() string {
	if r.Code == "" {
		return r.Message
	}
	return r.Code + ": " + r.Message
}

// RefusalOf makes the refusal that a failed check stands for, with the vendor's message.
func RefusalOf(c Check, message string) *Refusal {
	return &Refusal{Code: c.Code, Message: message, Expected: c.Expected, Got: c.Got, Difference: c.Difference, Fix: c.Fix}
}
