package federation

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// do does a change, and says that it is done only when it reads back, whatever Graph answered to the write, because an
// answer may be lost or wrong either way. It returns the state that was read back.
func (r *run) do(ctx context.Context, named string, before state, change Change) (state, error) {
	sent, done := r.send(ctx, before, func(ctx context.Context) error { return r.Graph.Send(ctx, change.Request) })
	defer done()
	if certain(sent.err) {
		return before, r.refused(sent)
	}
	id := before.domain.ID
	after, err := r.until(sent.ctx, id, change.proven)
	if err != nil {
		return before, r.unknownState(named, err, sent.err)
	}
	r.noted(sent, after)
	switch {
	case change.proven(after):
		if sent.err != nil {
			r.warn(textReadBack, sent.err)
		}
		return after, nil
	case change.creates() && after.half() && msgraph.HasStatus(sent.err, http.StatusInternalServerError):
		return after, r.repair(sent, named, id)
	case sent.err != nil:
		return after, r.unsettled(sent, named, after)
	case change.want == nil:
		return after, r.notDisabled(named, after)
	}
	return after, r.notAsSent(named, after, change)
}

// tellSnapshot names the file with the state before the change, where there is one.
func (r *run) tellSnapshot() {
	if r.result.Snapshot != "" {
		r.warn(textSnapshot, r.result.Snapshot)
	}
}

// certain says whether an error proves that nothing was written: Graph refused with a 4xx, or nothing was sent for want
// of a token, a connection or time. "Already federated" proves nothing, since it also answers the second try of a write
// that was done.
func certain(err error) bool {
	if e, ok := errors.AsType[*msgraph.Error](err); ok {
		return e.Status < http.StatusInternalServerError && e.Status != http.StatusRequestTimeout && !alreadyFederated(e)
	}
	_, unconnected := errors.AsType[*msgraph.ConnectError](err)
	_, unsigned := errors.AsType[*msgraph.SignInError](err)
	_, unsent := errors.AsType[*msgraph.NotSentError](err)
	_, called := errors.AsType[*msgraph.CallError](err)
	return unconnected || unsigned || unsent || err != nil && !called
}

// notAsSent is the refusal when Graph said yes and shows something else.
func (r *run) notAsSent(named string, after state, change Change) error {
	refusal := &record.Refusal{
		Code:     CodeReadBack,
		Message:  fmt.Sprintf("Graph accepted the configuration of %s, but it does not read back as it was sent", named),
		Expected: "Federated",
		Got:      after.domain.AuthenticationType,
		Fix: "Reads may lag behind writes: look with " + r.command("show", named) + ". " +
			r.wayBack(named, msgraph.Federated),
	}
	if after.configuration == nil {
		refusal.Expected, refusal.Got = "Federated with a configuration", after.domain.AuthenticationType+" without one"
		return refusal
	}
	tell(refusal, differences(*change.want, *after.configuration, change.members))
	return refusal
}

// unknownState is the refusal when a change was sent and its outcome could not be read.
func (r *run) unknownState(domain string, readErr, writeErr error) error {
	refusal := &record.Refusal{
		Code:    CodeUnknownState,
		Message: fmt.Sprintf("A change of %s was sent, but its outcome could not be read", domain),
		Got:     readErr.Error(),
		Fix:     "Run " + r.command("show", domain) + ". " + r.wayBack(domain, msgraph.Federated),
		Cause:   readErr,
	}
	if writeErr != nil {
		refusal.Got, refusal.Cause = writeErr.Error()+"; then "+refusal.Got, writeErr
	}
	return refusal
}

// halfFederated is the refusal for a domain that says Federated and shows no configuration.
func (o *Operator) halfFederated(domain string) *record.Refusal {
	return &record.Refusal{
		Code:     CodeHalfFederated,
		Message:  fmt.Sprintf(textHalf, domain),
		Expected: "Managed, or Federated with one configuration",
		Got:      "Federated without one",
		Fix: "A creation that failed leaves a domain so, and nobody can sign in. Run " + o.command("disable", domain) +
			"; if Graph refuses that too, only removing the domain from the tenant and adding it again is known to help.",
	}
}
