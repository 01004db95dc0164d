package federation

import (
	"context"
)

// Enable federates the source's domain, and says so only when Graph, read again, says Federated and shows the
// configuration that was sent, member by member. A domain that is federated already is refused in Graph's words;
// disable it first.
func (o *Operator) Enable(ctx context.Context, source Source) (Result, error) {
	r := o.start("enable", source.Domain)
	if source.Certificate == nil {
		_, _, err := signingCertificates(nil)
		return r.finish(err)
	}
	s := o.survey(ctx, source)
	r.note(s.present)
	if err := s.refusal(); err != nil {
		return r.finish(err)
	}
	for _, f := range s.findings {
		for _, line := range f.Warnings {
			r.warn("%s", line)
		}
	}
	if err := r.guard(ctx, source.Domain); err != nil {
		return r.finish(err)
	}
	id, sent := s.present.domain.ID, source.configuration()
	writeErr := o.Graph.CreateFederationConfiguration(ctx, id, sent)
	return r.finish(r.prove(ctx, source.Domain, id, sent, writeErr))
}
