package inspect

import (
	"context"
	"slices"
	"time"

	"samlharness/inspect/capture"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// UnreadableError is an input that holds no message that could be judged.
type UnreadableError = capture.UnreadableError

// MaxInput is the largest input read, in bytes.
const MaxInput = capture.MaxInput

// Judge judges a message of a capture as login.srf would, whatever it is. The error is that of a directory that could
// not answer.
func Judge(ctx context.Context, f capture.Found, o Options) (*Report, error) {
	why := ""
	if o.At.IsZero() {
		o.At, why = instantOf(f, o)
	}
	in := loginsrf.Input{XML: f.XML, Now: o.At, Skew: o.Skew, Directory: o.Directory}
	if f.Form != nil {
		in.XML, in.Values = nil, f.Form
	}
	v := loginsrf.Evaluate(ctx, in)
	if v.Err != nil {
		return nil, v.Err
	}
	if known, ok := o.Directory.(Known); ok && (v.Accepted() || v.Undecided()) && known.knowsUsers() {
		v.Assumed = append(v.Assumed, "the user's account is enabled")
		i := slices.IndexFunc(v.Checks, func(c record.Check) bool { return c.Name == "account" })
		v.Checks[i].Outcome, v.Checks[i].Got = record.Unknown, "whether the account is enabled was not given"
	}
	r := reportOf(v, o.At)
	r.AtWhy = why
	if known, ok := o.Directory.(Known); ok {
		r.Warnings = append(r.Warnings, known.otherIssuer(r.Message.Issuer)...)
	}
	r.SecondOpinion = secondOpinion(ctx, v, o)
	r.explain(ctx, v, in, o)
	return r, nil
}

// explain adds what has no part in the verdict: what else is wrong, and what happened to the message; and takes the
// certificate that it carries for a registered one where that is asked for.
func (r *Report) explain(ctx context.Context, v loginsrf.Verdict, in loginsrf.Input, o Options) {
	if v.Refusal != nil {
		r.Further = loginsrf.Diagnose(ctx, in)
		r.Altered = o.altered(ctx, v, in)
	}
	if r.Undecided && o.TrustEmbedded {
		r.Undecided, r.Accepted, r.Trusted = false, true, true
	}
}

// oldAge is how long after its IssueInstant a message is old: nobody examines a sign-in of yesterday as of today.
const oldAge = 24 * time.Hour

// instantOf is the instant to judge at when none is given, and why: when the capture says that the message was sent;
// the present; or, of an old message, its own.
func instantOf(f capture.Found, o Options) (at time.Time, why string) {
	if !f.Time.IsZero() {
		return f.Time, "when it was sent, as the capture has it; --at TIME judges at another instant"
	}
	skew := o.Skew
	if skew == 0 {
		skew = loginsrf.DefaultSkew
	}
	return presentOf(f.XML, o.Now, skew)
}

// presentOf is now, or the message's own IssueInstant when its times have passed by now, and why.
func presentOf(message []byte, now time.Time, skew time.Duration) (at time.Time, why string) {
	issued, end := timesOf(message)
	switch {
	case issued.IsZero():
		return now, ""
	case now.IsZero():
		return issued, "its own IssueInstant; --at TIME judges at another instant"
	case now.Sub(issued) > oldAge || !end.IsZero() && !now.Before(end.Add(skew)):
		why = "its own IssueInstant, since its times have passed by now, " + now.UTC().Format(time.RFC3339) +
			"; --at TIME judges at another instant"
		if zone := loginsrf.ZoneApart(issued, now); zone != "" {
			why += ". It was issued " + zone + " now: if it was sent just now, its clock writes a local time as UTC"
		}
		return issued, why
	}
	return now, ""
}

// timesOf are when a message says that it was issued and until when it is good; zero when it does not say.
func timesOf(message []byte) (issued, end time.Time) {
	root, err := xmltree.Parse(message, xmltree.Limits{})
	if err != nil {
		return issued, end
	}
	instant := func(e *xmltree.Element, name string) (t time.Time) {
		if e != nil {
			value, _ := e.Attr(name)
			t, _ = wire.ParseTime(value) // a value that cannot be read says nothing
		}
		return t
	}
	issued = instant(root, "IssueInstant")
	if assertion := root.Child(wire.NamespaceAssertion, "Assertion"); assertion != nil {
		if issued.IsZero() {
			issued = instant(assertion, "IssueInstant")
		}
		end = instant(assertion.Child(wire.NamespaceAssertion, "Conditions"), "NotOnOrAfter")
		if confirmed := lastConfirmation(assertion, instant); !confirmed.IsZero() && (end.IsZero() || confirmed.Before(end)) {
			end = confirmed
		}
	}
	return issued, end
}

// lastConfirmation is until when an assertion's subject is confirmed, zero when it does not say.
func lastConfirmation(assertion *xmltree.Element, instant func(*xmltree.Element, string) time.Time) (last time.Time) {
	subject := assertion.Child(wire.NamespaceAssertion, "Subject")
	if subject == nil {
		return last
	}
	for c := range subject.Elements() {
		if c.Is(wire.NamespaceAssertion, "SubjectConfirmation") {
			if t := instant(c.Child(wire.NamespaceAssertion, "SubjectConfirmationData"), "NotOnOrAfter"); t.After(last) {
				last = t
			}
		}
	}
	return last
}
