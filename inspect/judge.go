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
	if known, ok := o.Directory.(Known); ok && (v.Accepted() || v.Undecided()) && known.ImmutableID != "" {
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
	return r, nil
}

// oldAge is how long after its IssueInstant a message is old: nobody examines a sign-in of yesterday as of today.
const oldAge = 24 * time.Hour

// instantOf is the instant to judge at when none is given, and why: when the capture says that the message was sent;
// the present; or, of an old message, its own.
func instantOf(f capture.Found, o Options) (at time.Time, why string) {
	if !f.Time.IsZero() {
		return f.Time, "when it was sent, as the capture has it; --at TIME judges at another instant"
	}
	issued, end := timesOf(f.XML)
	skew := o.Skew
	if skew == 0 {
		skew = loginsrf.DefaultSkew
	}
	switch {
	case issued.IsZero():
		return o.Now, ""
	case o.Now.IsZero():
		return issued, "its own IssueInstant; --at TIME judges at another instant"
	case o.Now.Sub(issued) > oldAge || !end.IsZero() && !o.Now.Before(end.Add(skew)):
		return issued, "its own IssueInstant, since its times have passed by now, " + o.Now.UTC().Format(time.RFC3339) +
			"; --at TIME judges at another instant"
	}
	return o.Now, ""
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
	}
	return issued, end
}
