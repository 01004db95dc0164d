package federation

import (
	"context"
	"strings"

	"samlharness/internal/exit"
	"samlharness/internal/shell"
	"samlharness/record"
)

// Enable federates the source's domain, and says so only when Graph, read again, says Federated and shows the
// configuration that was sent, member by member. A domain that is federated already is refused in Graph's words;
// disable it first.
func (o *Operator) Enable(ctx context.Context, source Source) (Result, error) {
	return o.run(ctx, "enable", source.Domain, func(ctx context.Context, r *run) error { return r.enable(ctx, source) })
}

func (r *run) enable(ctx context.Context, source Source) error {
	if source.Certificate == nil {
		_, _, err := signingCertificates(nil)
		return err
	}
	if err := r.admit(ctx, source.Domain); err != nil {
		return err
	}
	s := r.survey(ctx, source)
	r.note(s.present)
	if err := required(s.findings); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // what could not be read for that is not worth a warning
	}
	r.warnOf(s.findings)
	if err := r.guard(ctx, source.Domain); err != nil {
		return err
	}
	if _, err := r.do(ctx, source.Domain, s.present, create(s.present, source.Configuration())); err != nil {
		return err
	}
	r.say(textConfigured, source.Domain)
	r.warn(textConfiguredWait)
	r.tellSnapshot()
	return nil
}

// warnOf gives the warnings of what was found.
func (r *run) warnOf(findings []Finding) {
	for _, f := range findings {
		for _, line := range f.Warnings {
			r.warn("%s", line)
		}
	}
}

// otherDomain refuses metadata of another domain than the one that the command line names.
func otherDomain(named, domain string) error {
	if named == "" || strings.EqualFold(named, domain) {
		return nil
	}
	return &record.Refusal{
		Code:     CodeMetadataDomain,
		Exit:     exit.Usage,
		Message:  "The metadata file names another domain than --domain",
		Expected: named,
		Got:      domain,
		Fix:      "Give the metadata file of " + named + ", or --domain " + shell.Word(domain) + ".",
	}
}
