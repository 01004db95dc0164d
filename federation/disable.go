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
	return o.run(ctx, "disable", domain, func(ctx context.Context, r *run) error { return r.disable(ctx, domain) })
}

func (r *run) disable(ctx context.Context, domain string) error {
	if err := checkName(domain); err != nil {
		return err
	}
	if err := r.admit(ctx, domain); err != nil {
		return err
	}
	before, err := r.readKnown(ctx, domain)
	if err != nil {
		return err
	}
	r.note(before)
	if before.managed() {
		r.say(textNotConfigured, domain)
		return nil
	}
	if err := r.guard(ctx, domain); err != nil {
		return err
	}
	if _, err := r.do(ctx, domain, before, toManaged(before)); err != nil {
		return err
	}
	r.result.Previous = before.configuration
	r.say(textDisabled, domain)
	r.warn(textDisabledWait)
	r.warn(textPasswords, domain)
	r.tellSnapshot()
	return nil
}

// notDisabled is the refusal when Graph said yes and shows something else.
func (o *Operator) notDisabled(domain string, after state) error {
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
