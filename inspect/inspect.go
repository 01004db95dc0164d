package inspect

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"samlharness/inspect/capture"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// Schema names the form of the JSON document. A member is never renamed nor given another meaning under it.
const Schema = "harness/inspect/2"

// Options are what the message is judged against.
type Options struct {
	// At is the instant of the judgement. When it is zero, a message is judged at the instant at which the capture says
	// that it was sent, else at Now, and when its times have passed by then at its own IssueInstant.
	At time.Time
	// Now is the present; zero means that a message's own IssueInstant counts.
	Now time.Time
	// Directory looks up issuers and users; [Known] is one. nil knows nothing.
	Directory loginsrf.Directory
	// TrustEmbedded takes the certificates that a message carries for registered ones, where no registered one is known: a
	// message that is consistent with one of them is accepted, and anybody could have signed it.
	TrustEmbedded bool
	undone        *int // how many messages of the capture were tried, see maxUndone; nil counts none
	// Skew is how far clocks may be apart; 0 means [loginsrf.DefaultSkew].
	Skew time.Duration
	// Registration tells, as details, what federating a domain with the metadata of an identity provider would register,
	// and what it warns of at an instant; nil tells nothing.
	Registration func(metadata []byte, at time.Time) []Detail
}

// Report is what came of the message.
type Report struct {
	// At is the instant of the judgement, and AtWhy why it is that one when nobody asked for it.
	At    time.Time `json:"at"`
	AtWhy string    `json:"atWhy,omitempty"`
	// Accepted tells whether the message would sign its user in; Unreadable that it is not a message at all. Undecided
	// tells that nothing is wrong with it, but that nobody knows whether a registered key signed it.
	Accepted   bool `json:"accepted"`
	Unreadable bool `json:"unreadable"`
	Undecided  bool `json:"undecided"`
	// Trusted tells that the message is accepted by the certificate that it carries, see [Options.TrustEmbedded].
	Trusted bool `json:"trusted,omitempty"`
	// Page is the line of Microsoft's error page, "" when the message is not refused.
	Page string `json:"page,omitempty"`
	// Refusal explains it.
	Refusal *record.Refusal `json:"refusal,omitempty"`
	// Checks are all checks in the order of login.srf.
	Checks []record.Check `json:"checks"`
	// Further are the checks behind the one that failed, each as if those before it had passed; none when none failed.
	Further []record.Check `json:"further,omitempty"`
	// Relation names what the NameID is to an immutable ID, where that explains AADSTS51004: "guid", "missing-padding".
	Relation string `json:"relation,omitempty"`
	// Altered is what happened to a message whose signature is wrong, as far as undoing it makes the signature right.
	Altered *Altered `json:"altered,omitempty"`
	// MFA is what the message would do where multi-factor authentication is asked for; nil when it could not be read.
	MFA *MFA `json:"mfa,omitempty"`
	// Message is what the response says.
	Message Claims `json:"message"`
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

// Claims are what the response says of itself, not to be believed unless Verified.
type Claims struct {
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

// Inspect finds the messages of a capture and judges each that is a response; what else it holds is named. Of an input
// without a message the error is an *[UnreadableError], which the document tells too; any other error is that of a
// directory that could not answer, or of ctx.
func Inspect(ctx context.Context, data []byte, o Options) (*Document, error) {
	o.undone = new(int)
	found, err := capture.Find(ctx, data)
	if unreadable, ok := errors.AsType[*UnreadableError](err); ok {
		return &Document{
			Schema:     Schema,
			Messages:   []Message{},
			Unreadable: &Unreadable{Why: unreadable.Reason, Hint: unreadable.Fix},
		}, err
	}
	if err != nil {
		return nil, err
	}
	d := &Document{Schema: Schema}
	if len(found) >= capture.MaxFound {
		d.Limit = capture.MaxFound
	}
	for _, f := range found {
		m := Message{Capture: f, Direction: f.Direction(), Named: name(f, o)}
		if m.Named == nil {
			if m.Report, err = Judge(ctx, f, o); err != nil {
				return nil, err
			}
		}
		m.addRegistration(f, o, cmp.Or(o.At, o.Now))
		d.Messages = append(d.Messages, m)
	}
	return d, nil
}

func reportOf(v loginsrf.Verdict, at time.Time) *Report {
	r := &Report{
		At:        at.UTC(),
		Accepted:  v.Accepted(),
		Undecided: v.Undecided(),
		Refusal:   v.Refusal,
		Checks:    v.Checks,
		Assumed:   v.Assumed,
		Warnings:  v.Warnings(),
		Relation:  v.Relation,
		MFA:       mfaOf(v),
		Message: Claims{
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
