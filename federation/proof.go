package federation

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// prove reads back what was written, whatever Graph answered to the write, because an answer may be lost or wrong
// either way.
func (r *run) prove(ctx context.Context, named, id string, sent Configuration, writeErr error) error {
	if certain(writeErr) { // Graph refused: nothing was changed
		return writeErr
	}
	equal := func(s state) bool {
		return s.domain.AuthenticationType == msgraph.Federated && s.configuration != nil &&
			len(differences(sent, *s.configuration)) == 0
	}
	after, err := r.until(ctx, id, equal)
	if err != nil {
		return r.unknownState(named, err, writeErr)
	}
	r.note(after)
	switch {
	case equal(after):
		return r.proved(named, writeErr)
	case after.half() && msgraph.HasStatus(writeErr, http.StatusInternalServerError):
		return r.repair(ctx, named, id, writeErr)
	case writeErr != nil:
		return writeErr
	}
	return r.notAsSent(named, after, sent)
}

func (r *run) proved(named string, writeErr error) error {
	if writeErr != nil {
		r.warn(textReadBack, writeErr)
	}
	r.result.Changed = true
	r.say(textConfigured, named)
	r.warn(textConfiguredWait)
	return nil
}

// certain says whether an error proves that nothing was written: Graph refused with a 4xx. "Already federated" proves
// nothing, since it also answers the second try of a write that was done.
func certain(err error) bool {
	e, ok := errors.AsType[*msgraph.Error](err)
	return ok && e.Status < http.StatusInternalServerError && e.Status != http.StatusRequestTimeout &&
		!alreadyFederated(e)
}

// notAsSent is the refusal when Graph said yes and shows something else.
func (o *Operator) notAsSent(named string, after state, sent Configuration) error {
	r := &record.Refusal{
		Code:     CodeReadBack,
		Message:  fmt.Sprintf("Graph accepted the configuration of %s, but it does not read back as it was sent", named),
		Expected: "Federated",
		Got:      after.domain.AuthenticationType,
		Fix: "Reads may lag behind writes: look with " + o.command("show", named) + ". To return to password sign-in: " +
			o.command("disable", named) + ".",
	}
	if after.configuration == nil {
		r.Expected, r.Got = "Federated with a configuration", after.domain.AuthenticationType+" without one"
		return r
	}
	if d := differences(sent, *after.configuration); len(d) > 0 {
		d[0].tell(r)
	}
	return r
}

// unknownState is the refusal when a change was sent and its outcome could not be read.
func (o *Operator) unknownState(domain string, readErr, writeErr error) error {
	r := &record.Refusal{
		Code:    CodeUnknownState,
		Message: fmt.Sprintf("A change of %s was sent, but its outcome could not be read", domain),
		Got:     readErr.Error(),
		Fix: "Run " + o.command("show", domain) + ". To return to password sign-in: " +
			o.command("disable", domain) + ".",
		Cause: readErr,
	}
	if writeErr != nil {
		r.Got, r.Cause = writeErr.Error()+"; then "+r.Got, writeErr
	}
	return r
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
