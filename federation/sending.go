package federation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/record"
)

// sending is a write that was sent: what the domain was before, how the write was answered, and the context for reading
// back.
type sending struct {
	ctx    context.Context // outlasts the operation's by the grace
	before state
	err    error // of the write
	// changed and sentBefore are what was known before it was sent.
	changed    Changed
	sentBefore bool
}

// send sends a change, unless the context has ended before. From here on an interrupt does not end the operation at
// once: the answer is waited for a little, and the state is read back on a context of its own, since whoever interrupts
// must be told what became of the tenant. done releases the context.
func (r *run) send(ctx context.Context, before state, write func(context.Context) error) (c sending, done func()) {
	c.before = before
	if err := ctx.Err(); err != nil {
		c.err = err
		return c, func() {}
	}
	grace := r.Grace
	if grace == 0 {
		grace = defaultGrace
	}
	reading, stopReading := outlasting(ctx, grace)
	writing, stop := outlasting(ctx, grace*3/8)
	defer stop()
	told := make(chan struct{})
	stopTelling := context.AfterFunc(ctx, func() {
		defer close(told)
		r.tell(textInterrupted)
	})
	c.changed, c.sentBefore = r.result.Changed, r.sent
	r.sent, r.result.Changed = true, Unknown
	r.result.AuthenticationType, r.result.Configuration = "", nil // what was read before says nothing any more
	r.waitFor("the answer to the change")
	c.ctx, c.err = reading, write(msgraph.Unless(writing, ctx))
	r.waitFor("the change to show")
	return c, func() {
		if !stopTelling() {
			<-told
		}
		stopReading()
	}
}

// outlasting is a context with the values of ctx that ends some time after ctx does.
func outlasting(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		grace, done := context.WithTimeout(longer, by)
		defer done()
		<-grace.Done()
		cancel()
	})
	return longer, func() {
		stop()
		cancel()
	}
}

// refused says that nothing was changed: the domain is what it was.
func (r *run) refused(c sending) error {
	r.note(c.before)
	if c.changed != "" { // it was sent
		r.result.Changed, r.sent = c.changed, c.sentBefore
	}
	return c.err
}

// noted takes what reads back into the result. A domain that shows what it was before may still change: reads lag
// behind writes.
func (r *run) noted(c sending, after state) {
	r.note(after)
	if after.differs(c.before) {
		r.result.Changed = Yes
	}
}

// differs reports whether two states are not the same as far as the operator knows them.
func (s state) differs(other state) bool {
	if s.domain.AuthenticationType != other.domain.AuthenticationType ||
		(s.configuration == nil) != (other.configuration == nil) {
		return true
	}
	return s.configuration != nil && (s.configuration.ID != other.configuration.ID ||
		len(differences(*s.configuration, *other.configuration, nil)) > 0)
}

// unsettled is the refusal when a change was sent, was not answered well, and does not show: Graph's own, or one that
// tells the state.
func (r *run) unsettled(c sending, domain string, after state) error {
	_, lost := errors.AsType[*msgraph.CallError](c.err)
	if _, redirected := errors.AsType[*msgraph.RedirectError](c.err); redirected || !lost {
		return c.err
	}
	return &record.Refusal{
		Code: CodeUnreachable,
		Exit: exit.Environment,
		Message: fmt.Sprintf("A change of %s was sent and not answered: it is %s at this moment, and may still change",
			domain, after.domain.AuthenticationType),
		Got:   c.err.Error(),
		Fix:   "Run " + r.command("show", domain) + " in a minute. " + r.wayBack(domain, msgraph.Federated),
		Cause: c.err,
	}
}

// interrupted is the error of an operation whose context ended: the last words name the state and the way back.
func (r *run) interrupted(ctx context.Context, err error) error {
	domain, state := r.result.Domain, r.result.AuthenticationType
	refusal := &record.Refusal{Code: CodeInterrupted, Message: "Interrupted", Cause: cmp.Or(err, ctx.Err())}
	told, explained := errors.AsType[*record.Refusal](err)
	switch {
	case r.result.Action == "show", err == nil && !r.sent:
		return err // nothing was to be changed
	case !r.sent && (!explained || ended(err)):
		refusal.Message = "Interrupted before a change of " + domain + " was sent: nothing was changed"
		if r.result.Action == "rotate" && state != "" { // an earlier run may have begun
			refusal.Fix = domain + " is " + r.lastWords() + ". " + r.wayBack(domain, state)
		}
	case err == nil, !explained && ended(err):
		refusal.Message = "Interrupted after the change, which was read back: " + domain + " is " + r.lastWords()
		refusal.Fix = r.wayBack(domain, state)
	case explained:
		*refusal = *told
		refusal.Cause = errors.Join(told.Cause, ctx.Err())
		if r.sent && state != "" {
			refusal.Fix += "\n" + domain + " is " + r.lastWords() + " at this moment. " + r.wayBack(domain, state)
		}
	}
	refusal.Exit = exit.Interrupted
	return refusal
}

// ended reports whether an error is the end of a context.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// wayBack is how to return from a state, or to go on.
func (r *run) wayBack(domain, state string) string {
	switch {
	case r.result.Action == "rotate" && state == msgraph.Federated:
		return "Microsoft takes sign-ins by each certificate that it has. To go on with the rotation: " +
			r.command("rotate", domain) + "."
	case state == msgraph.Federated:
		return "To return to password sign-in: " + r.command("disable", domain) + "."
	}
	return "To federate it, " + r.enableAgain(domain) + "."
}

// lastWords is the state that was read last; of a rotation with the certificates, which are what it changes.
func (r *run) lastWords() string {
	s := state{configuration: r.result.Configuration}
	s.domain.AuthenticationType = r.result.AuthenticationType
	if r.result.Action == "rotate" {
		return r.standing(s)
	}
	return s.domain.AuthenticationType
}
