package inspect

import (
	"context"
	"slices"
	"time"

	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// Schema names the form of the JSON report. A member is never renamed nor given another meaning under it.
const Schema = "harness/inspect/1"

// Options are what the message is judged against.
type Options struct {
	// At is the instant of the judgement.
	At time.Time
	// Directory looks up issuers and users; [Known] is one. nil knows nothing.
	Directory loginsrf.Directory
	// Skew is how far clocks may be apart; 0 means [loginsrf.DefaultSkew].
	Skew time.Duration
}

// Report is what came of the message.
type Report struct {
	// Schema is the constant of that name.
	Schema string `json:"schema"`
	// At is the instant of the judgement.
	At time.Time `json:"at"`
	// Accepted tells whether the message would sign its user in; Unreadable that it is not a message at all. Undecided
	// tells that nothing is wrong with it, but that nobody knows whether a registered key signed it.
	Accepted   bool `json:"accepted"`
	Unreadable bool `json:"unreadable"`
	Undecided  bool `json:"undecided"`
	// Page is the line of Microsoft's error page, "" when the message is not refused.
	Page string `json:"page,omitempty"`
	// Refusal explains it.
	Refusal *record.Refusal `json:"refusal,omitempty"`
	// Checks are all checks in the order of login.srf.
	Checks []record.Check `json:"checks"`
	// Message is what the response says.
	Message Message `json:"message"`
	// User is who would be signed in: a UPN, or else the immutable ID; "" when the message is refused.
	User string `json:"user,omitempty"`
	// Assumed lists what was taken on trust because nobody told.
	Assumed []string `json:"assumed,omitempty"`
	// Warnings name deviations that Microsoft is known to accept.
	Warnings []string `json:"warnings,omitempty"`
	// SecondOpinion is what another implementation makes of the signatures; nil when the checks judged none, or when the
	// message would keep it busy for too long. It has no part in the verdict.
	SecondOpinion *SecondOpinion `json:"secondOpinion,omitempty"`
}

// Message is what the response says of itself; mere claims unless Verified.
type Message struct {
	Verified     bool      `json:"verified"`
	Issuer       string    `json:"issuer,omitempty"`
	NameID       string    `json:"nameId,omitempty"`
	Audiences    []string  `json:"audiences,omitempty"`
	Destination  string    `json:"destination,omitempty"`
	InResponseTo string    `json:"inResponseTo,omitempty"`
	NotBefore    time.Time `json:"notBefore,omitzero"`
	NotOnOrAfter time.Time `json:"notOnOrAfter,omitzero"`
}

// unreadable are the checks that a thing must pass to be a message that can be judged.
var unreadable = []string{"form", "base64", "utf-8", "xml"}

// Inspect finds the message in data and judges it. The error is an *[UnreadableError], or that of a directory that
// could not answer.
func Inspect(ctx context.Context, data []byte, o Options) (*Report, error) {
	in, err := read(data)
	if err != nil {
		return nil, err
	}
	in.Now, in.Skew, in.Directory = o.At, o.Skew, o.Directory
	v := loginsrf.Evaluate(ctx, in)
	if v.Err != nil {
		return nil, v.Err
	}
	if known, ok := o.Directory.(Known); ok && (v.Accepted() || v.Undecided()) && known.ImmutableID != "" {
		v.Assumed = append(v.Assumed, "the user's account is enabled")
		i := slices.IndexFunc(v.Checks, func(c record.Check) bool { return c.Name == "account" })
		v.Checks[i].Outcome, v.Checks[i].Got = record.Unknown, "whether the account is enabled was not given"
	}
	r := reportOf(v, o.At)
	r.SecondOpinion = secondOpinion(ctx, v, o)
	return r, nil
}

func reportOf(v loginsrf.Verdict, at time.Time) *Report {
	r := &Report{
		Schema:    Schema,
		At:        at.UTC(),
		Accepted:  v.Accepted(),
		Undecided: v.Undecided(),
		Refusal:   v.Refusal,
		Checks:    v.Checks,
		Assumed:   v.Assumed,
		Warnings:  v.Warnings(),
		Message: Message{
			Verified:     v.Response.Verified,
			Issuer:       v.Response.Issuer,
			NameID:       v.Response.NameID,
			Audiences:    v.Response.Audiences,
			Destination:  v.Response.Destination,
			InResponseTo: v.Response.InResponseTo,
			NotBefore:    v.Response.NotBefore,
			NotOnOrAfter: v.Response.NotOnOrAfter,
		},
	}
	if v.Refusal != nil {
		r.Page = v.Refusal.Error()
		for _, c := range v.Checks {
			r.Unreadable = r.Unreadable || c.Outcome == record.Fail && slices.Contains(unreadable, c.Name)
		}
	}
	if r.Accepted || r.Undecided {
		if r.User = v.User.UserPrincipalName; r.User == "" {
			r.User = v.Response.NameID
		}
	}
	return r
}

// ExitCode is the code with which the command line ends after this report.
func (r *Report) ExitCode() int {
	switch {
	case r.Accepted:
		return exit.Passed
	case r.Undecided:
		return exit.CannotTell
	case r.Unreadable:
		return exit.Usage
	}
	return exit.Failed
}
