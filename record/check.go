package record

import (
	"cmp"
	"errors"

	"samlharness/internal/exit"
)

// Outcome is how one check ended.
type Outcome string

// The outcomes of a check. One that cannot be made, because nobody knows what it needs, is unknown, which is never a
// pass; one that stands after the first failure is not reached.
const (
	Pass       Outcome = "pass"
	Fail       Outcome = "fail"
	Unknown    Outcome = "unknown"
	NotReached Outcome = "not reached"
)

// Check is one thing that a service looked at before it accepted or refused a message.
type Check struct {
	// Name is the stable, kebab-case name of the check, such as "issuer" or "signature-value".
	Name string `json:"name"`
	// Title says in a few words what is checked, such as "Issuer is the issuer URI of a federated domain".
	Title string `json:"title"`
	// Outcome is [Pass], [Fail], [Unknown] or [NotReached].
	Outcome Outcome `json:"outcome"`
	// Code is the vendor's code when the check failed, such as "AADSTS50107".
	Code string `json:"code,omitempty"`
	// Expected and Got are what the service wanted and what the message held, in values or in words; on a pass Got alone
	// may stand, and where the outcome is unknown it says why.
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"`
	// Difference says where two values first differ; [Check.Unlike] sets it. It is empty where Expected or Got is in
	// words.
	Difference string `json:"difference,omitempty"`
	// Fix says what to do about a failure.
	Fix string `json:"fix,omitempty"`
	// Warnings name deviations that the real service is known to accept.
	Warnings []string `json:"warnings,omitempty"`
}

// Unlike is the check with two values that ought to be the same, and where they first differ. Values are compared, not
// sentences: what is told in words goes into Expected and Got alone.
func (c Check) Unlike(expected, got string) Check {
	c.Expected, c.Got, c.Difference = expected, got, ""
	if expected != "" && got != "" {
		c.Difference = FirstDifference(expected, got)
	}
	return c
}

// Refusal is why a service said no. It is an error, so operations return it and callers find it with [errors.As]; the
// page shows Code and Message alone.
type Refusal struct {
	// Code is the vendor's code: "AADSTS50107", "Request_BadRequest", "not authorized".
	Code string `json:"code"`
	// OwnCode says that the code is the emulation's, for callers who decide on it; since no vendor shows it, Error leaves
	// it out.
	OwnCode bool `json:"-"`
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
	// Exit is the exit code of a command that is refused so, where that is wrong use (2) or the environment (3); 0 means
	// 1, a result.
	Exit int `json:"-"`
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Hint is the cure, for whoever prints the error.
func (r *Refusal) Hint() string { return r.Fix }

// ExitCode is the exit code of a command that ends with the refusal.
func (r *Refusal) ExitCode() int { return cmp.Or(r.Exit, exit.Failed) }

// IsCode says whether err is or wraps a refusal with this code.
func IsCode(err error, code string) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Code == code
}

// Error is the code, if it is a vendor's, and the text, as a page would show them; each may be missing.
func (r *Refusal) Error() string {
	switch {
	case r.Code == "" || r.OwnCode:
		return r.Message
	case r.Message == "":
		return r.Code
	}
	return r.Code + ": " + r.Message
}

// RefusalOf makes the refusal that a failed check stands for, with the vendor's message.
func RefusalOf(c Check, message string) *Refusal {
	return &Refusal{Code: c.Code, Message: message, Expected: c.Expected, Got: c.Got, Difference: c.Difference, Fix: c.Fix}
}
