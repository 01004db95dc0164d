package loginsrf

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/aadsts"
)

// Evaluate runs the checks of login.srf on a message, in their order, until one fails. It never panics, whatever the
// message.
func Evaluate(ctx context.Context, in Input) Verdict {
	list := checks()
	v := Verdict{Checks: make([]record.Check, len(list))}
	e := newEvaluation(ctx, in, &v)
	stopped := false
	for i, c := range list {
		now := &v.Checks[i]
		now.Name, now.Title, now.Outcome = c.name, c.title, record.NotReached
		if stopped {
			continue
		}
		f := e.judge(c, now)
		if f != nil {
			v.Refusal = record.RefusalOf(*now, aadsts.Text(f.code, f.args...))
		}
		stopped = f != nil || v.Err != nil
	}
	return v
}

func newEvaluation(ctx context.Context, in Input, v *Verdict) *evaluation {
	if in.Skew == 0 {
		in.Skew = DefaultSkew
	}
	if in.Directory == nil {
		in.Directory = nobody{}
	}
	return &evaluation{ctx: ctx, in: in, v: v}
}

// judge makes one check and notes its outcome. A directory that failed leaves it not reached.
func (e *evaluation) judge(c check, now *record.Check) *failure {
	now.Name, now.Title, now.Outcome = c.name, c.title, record.NotReached
	e.check, e.unknown = now, ""
	f := c.run(e)
	switch {
	case e.v.Err != nil:
		return nil
	case f != nil:
		f.fill(now)
	case e.unknown != "":
		now.Outcome, now.Got = record.Unknown, e.unknown
	default:
		now.Outcome = record.Pass
	}
	return f
}

// evaluation is a message under judgement: what the checks so far have found.
type evaluation struct {
	ctx context.Context
	in  Input
	v   *Verdict

	check   *record.Check // the one that runs
	unknown string        // set by a check that cannot be made: why

	encoded   string           // the SAMLResponse field
	xml       []byte           // the decoded message
	root      *xmltree.Element // samlp:Response
	seen      inventory        // what the message holds, anywhere
	claimed   *xmltree.Element // the assertion as it came, not to be trusted
	issuer    string           // the assertion's, by which the realm was found
	realm     Realm
	keys      []*x509.Certificate // the certificates a signature may be made with, best first
	signature *xmldsig.Signature  // the assertion's
	bytes     []byte              // the canonical assertion whose signature was verified
	signed    *xmltree.Element    // that, parsed anew: the only thing that content is read from
	bearers   []*xmltree.Element  // confirmations that may hold
	account   Account
	found     bool    // account is a user's
	probable  Account // the user who is probably meant, when none was found
}

// failure is why a check fails.
type failure struct {
	code               aadsts.Code
	args               []string // of the code's sentence
	expected, got, fix string
	// values tells that expected and got are values of one kind, no words about them, so that it helps to see where they
	// first differ.
	values bool
}

func (f *failure) fill(c *record.Check) {
	c.Outcome, c.Code, c.Fix = record.Fail, f.code.String(), f.fix
	if f.values {
		*c = c.Unlike(f.expected, f.got)
	} else {
		c.Expected, c.Got = f.expected, f.got
	}
	c.Expected, c.Got = record.Clip(c.Expected, maxShown), record.Clip(c.Got, maxShown)
}

// maxShown is how many bytes of a text of a message stand in a check.
const maxShown = 4 << 10

// invalid is the failure whose page says no more than that the token is invalid.
func invalid(expected, got, fix string) *failure {
	return &failure{
		code:     aadsts.InvalidToken,
		args:     []string{aadsts.InvalidTokenDetails},
		expected: expected,
		got:      got,
		fix:      fix,
	}
}

// unlike is the same of a value that ought to be another.
func unlike(expected, got, fix string) *failure {
	f := invalid(expected, got, fix)
	f.values = true
	return f
}

// warn notes a deviation that Microsoft is known to accept.
func (e *evaluation) warn(text string) {
	e.check.Warnings = append(e.check.Warnings, record.Clip(text, maxShown))
}

// saw notes what a check looked at.
func (e *evaluation) saw(expected, got string) {
	e.check.Expected, e.check.Got = record.Clip(expected, maxShown), record.Clip(got, maxShown)
}

// assume notes what is taken on trust.
func (e *evaluation) assume(what, why string) {
	e.unknown = why
	e.v.Assumed = append(e.v.Assumed, what)
}

// asked sorts the answers of a directory: known or not, or a failure of the directory itself.
func (e *evaluation) asked(err error) (unknown bool) {
	switch {
	case err == nil:
		return false
	case errors.Is(err, ErrUnknown):
		return true
	}
	e.v.Err = err
	return false
}

// nobody is the [Directory] that knows nothing.
type nobody struct{}

func (nobody) Realm(context.Context, string) (Realm, bool, error) {
	return Realm{}, false, ErrUnknown
}

func (nobody) Account(context.Context, Realm, string) (Account, bool, error) {
	return Account{}, false, ErrUnknown
}

// reason is what a directory says beside [ErrUnknown].
func reason(err error) string {
	return strings.TrimPrefix(strings.TrimSuffix(err.Error(), ": "+ErrUnknown.Error()), ErrUnknown.Error()+": ")
}

// instant reads a dateTime attribute; false when it is absent or not a dateTime.
func instant(e *xmltree.Element, name string) (time.Time, bool) {
	value, ok := attr(e, name)
	if !ok {
		return time.Time{}, false
	}
	t, err := wire.ParseTime(value)
	return t, err == nil
}

// The tree may lack any part: these look without stumbling.

func child(e *xmltree.Element, space, local string) *xmltree.Element {
	if e == nil {
		return nil
	}
	return e.Child(space, local)
}

func children(e *xmltree.Element, space, local string) []*xmltree.Element {
	if e == nil {
		return nil
	}
	var all []*xmltree.Element
	for c := range e.Elements() {
		if c.Is(space, local) {
			all = append(all, c)
		}
	}
	return all
}

func attr(e *xmltree.Element, local string) (string, bool) {
	if e == nil {
		return "", false
	}
	return e.Attr(local)
}

func text(e *xmltree.Element) string {
	if e == nil {
		return ""
	}
	return e.Text()
}

func value(e *xmltree.Element, local string) string {
	v, _ := attr(e, local)
	return v
}
