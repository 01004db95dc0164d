package federation

import (
	"context"
	"fmt"

	"samlharness/record"
)

// Disable makes a domain Managed, which drops its federation configuration, and reads that back. A domain that is
// Managed already is not an error: "Federation is not configured for domain: …". It also mends a domain that is
// Federated without a configuration.
func (o *Operator) Disable(ctx context.Context, domain string) (Result, error) {
	r := o.start("disable", domain)
	if err := checkName(domain); err != nil {
		return r.finish(err)
	}
	before, err := o.readKnown(ctx, domain)
	if err != nil {
		return r.finish(err)
	}
	r.note(before)
	if before.managed() {
		r.say(textNotConfigured, domain)
		return r.finish(nil)
	}
	if err := r.guard(ctx, domain); err != nil {
		return r.finish(err)
	}
	writeErr := o.Graph.SetManaged(ctx, before.domain.ID)
	after, err := o.until(ctx, before.domain.ID, state.managed)
	if err != nil {
		return r.finish(o.unknownState(domain, err, writeErr))
	}
	r.note(after)
	if !after.managed() {
		return r.finish(o.notDisabled(domain, after, writeErr))
	}
	r.result.Changed, r.result.Previous = true, before.configuration
	if writeErr != nil {
		r.warn(textReadBack, writeErr)
	}
	r.say(textDisabled, domain)
	r.warn(textDisabledWait)
	r.warn(textPasswords, domain)
	return r.finish(nil)
}

// notDisabled is the refusal of Graph, or, when Graph said yes, of our own.
func (o *Operator) notDisabled(domain string, after state, writeErr error) error {
	if writeErr != nil {
		return writeErr
	}
	got := after.domain.AuthenticationType
	if after.configuration != nil {
		got += " with configuration " + after.configuration.ID
	}
	return &record.Refusal{
		Code:     CodeReadBack,
		Message:  fmt.Sprintf("Graph accepted the change, but the domain %s did not become Managed", domain),
		Expected: "Managed without a configuration",
		Got:      got,
		Fix: "Reads may lag behind writes: run " + o.command("show", domain) + " in a minute, and " +
			o.command("disable", domain) + " again if nothing changed.",
	}
}
