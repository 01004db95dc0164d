package federation

import (
	"errors"
	"fmt"
	"net/http"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// prove reads back what was written, whatever Graph answered to the write, because an answer may be lost or
// wrong either way.
func (r *run) prove(c change, named, id string, sent Configuration) error {
	if certain(c.err) {
		return r.refused(c)
	}
	equal := func(s state) bool {
		return s.domain.AuthenticationType == msgraph.Federated && s.configuration != nil &&
			len(differences(sent, *s.configuration)) == 0
	}
	after, err := r.until(c.ctx, id, equal)
	if err != nil {
		return r.unknownState(named, err, c.err)
	}
	r.noted(c, after)
	switch {
	case equal(after):
		return r.proved(named, c.err)
	case after.half() && msgraph.HasStatus(c.err, http.StatusInternalServerError):
		return r.repair(c, named, id)
	case c.err != nil:
		return r.unsettled(c, named, after)
	}
	return r.notAsSent(named, after, sent)
}

func (r *run) proved(named string, writeErr error) error {
	if writeErr != nil {
		r.warn(textReadBack, writeErr)
	}
	r.say(textConfigured, named)
	r.warn(textConfiguredWait)
	r.tellSnapshot()
	return nil
}

// tellSnapshot names the file with the state before the change, where there is one.
func (r *run) tellSnapshot() {
	if r.result.Snapshot != "" {
		r.warn(textSnapshot, r.result.Snapshot)
	}
}

// certain says whether an error proves that nothing was written: Graph refused with a 4xx, or nothing was sent for
// want of a token, a connection or time. "Already federated" proves nothing, since it also answers the second try of a
// write that was done.
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
	tell(r, differences(sent, *after.configuration))
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
