package federation

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"samlharness/record"
)

// Enable federates the source's domain, and says so only when Graph, read again, says Federated and shows the
// configuration that was sent, member by member. A domain that is federated already is refused in Graph's
// words; disable it first.
func (o *Operator) Enable(ctx context.Context, source Source) (Result, error) {
	r := o.start("enable", source.Domain)
	if source.Certificate == nil {
		_, _, err := signingCertificates(nil)
		return r.finish(err)
	}
	domain, err := r.eligible(ctx, source)
	if err != nil {
		return r.finish(err)
	}
	r.result.AuthenticationType = domain.AuthenticationType
	r.warnBefore(ctx, source, domain)
	if err := r.guard(ctx, source.Domain); err != nil {
		return r.finish(err)
	}
	sent := source.configuration()
	writeErr := o.Graph.createConfiguration(ctx, domain.ID, sent)
	return r.finish(r.prove(ctx, source.Domain, domain.ID, sent, writeErr))
}

// eligible finds the domain in the tenant and refuses those that Microsoft does not federate.
func (r *run) eligible(ctx context.Context, source Source) (Domain, error) {
	domains, err := r.Graph.Domains(ctx)
	if err != nil {
		return Domain{}, err
	}
	d, found := find(domains, source.Domain)
	switch {
	case !found:
		return Domain{}, notInTenant(source.Domain, domains)
	case !d.IsVerified: // the module looks at verified domains only, and says "Typo?" here
		return Domain{}, &record.Refusal{Code: CodeDomainNotVerified, Message: typo(source.Domain),
			Expected: "a verified domain: " + candidates(domains), Got: d.ID,
			Fix: fmt.Sprintf(textNotVerified, source.Domain) +
				": prove in the Entra admin center, Custom domain names, that it is yours.\n" + textListDomains}
	case d.IsInitial:
		return Domain{}, &record.Refusal{Code: CodeInitialDomain, Message: fmt.Sprintf(textInitial, source.Domain),
			Expected: "a domain of your own", Got: d.ID,
			Fix: "Set the IdP Entity ID of the JumpCloud application to a domain of your own, which is not the default one."}
	case d.IsDefault:
		return Domain{}, &record.Refusal{Code: CodeDefaultDomain, Message: fmt.Sprintf(textDefault, source.Domain),
			Expected: "a domain that is not the default one", Got: d.ID,
			Fix: "Make another domain the default one, best the one on onmicrosoft.com, and keep a Global Administrator " +
				"there; then try again."}
	case d.AuthenticationType == Federated:
		return d, r.alreadyFederated(ctx, source, d)
	}
	return d, nil
}

// alreadyFederated is Graph's refusal, with what the active configuration differs in.
func (r *run) alreadyFederated(ctx context.Context, source Source, d Domain) error {
	s, err := r.read(ctx, d.ID)
	if err != nil {
		return err
	}
	r.note(s)
	if s.half() {
		return halfFederated(source.Domain)
	}
	refusal := &record.Refusal{Code: CodeBadRequest, Message: textAlreadyFederated, Fix: disableFirstFix}
	if s.configuration == nil { // it has just been disabled by someone else
		refusal.Fix = "The domain is being changed by someone else at this moment: look with `harness federation show`, " +
			"then try again."
		return refusal
	}
	differences := source.configuration().differences(*s.configuration)
	if len(differences) == 0 {
		refusal.Fix = "Nothing needs doing: the active configuration is the one that this metadata describes. " +
			disableFirstFix
		return refusal
	}
	differences[0].tell(refusal)
	return refusal
}

// warnBefore says what does not forbid federating, but an administrator should know.
func (r *run) warnBefore(ctx context.Context, source Source, d Domain) {
	synchronized, err := r.Graph.synchronized(ctx)
	switch {
	case err != nil:
		r.warn(textSyncUnknown, err)
	case synchronized:
		r.warn("%s", textDirectorySync)
		r.warn("%s", textSyncHarmless)
	}
	if !d.IsRoot {
		r.warn(textSubdomain, d.ID)
	}
	for use, c := range source.certificates() {
		if c.PublicKeyAlgorithm != x509.RSA {
			r.warn(textNotRSA, use, c.PublicKeyAlgorithm)
		}
		if v := r.validity(c); v != "" && v != "valid" {
			r.warn("The metadata's %s is %s: it is valid from %s to %s.", use, v, c.NotBefore.UTC().Format("2006-01-02"),
				c.NotAfter.UTC().Format("2006-01-02"))
		}
	}
}

// prove reads back what was written, whatever Graph answered to the write, because an answer may be lost or
// wrong either way.
func (r *run) prove(ctx context.Context, named, id string, sent Configuration, writeErr error) error {
	if certain(writeErr) { // Graph refused: nothing was changed
		return writeErr
	}
	equal := func(s state) bool {
		return s.domain.AuthenticationType == Federated && s.configuration != nil &&
			len(sent.differences(*s.configuration)) == 0
	}
	after, err := r.until(ctx, id, equal)
	if err != nil {
		return unknownState(named, err, writeErr)
	}
	r.note(after)
	switch {
	case equal(after):
		return r.proved(named, writeErr)
	case after.half() && hasStatus(writeErr, http.StatusInternalServerError):
		return r.repair(ctx, named, id, writeErr)
	case writeErr != nil:
		return writeErr
	}
	return notAsSent(named, after, sent)
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

// certain says whether an error proves that nothing was written: Graph refused with a 4xx. "Already
// federated" proves nothing, since it also answers the second try of a write that was done.
func certain(err error) bool {
	e, ok := errors.AsType[*GraphError](err)
	return ok && e.Status < 500 && e.Status != http.StatusRequestTimeout && !e.alreadyFederated()
}

// notAsSent is the refusal when Graph said yes and shows something else.
func notAsSent(named string, after state, sent Configuration) error {
	r := &record.Refusal{Code: CodeReadBack, Message: fmt.Sprintf("Graph accepted the configuration of %s, but it "+
		"does not read back as it was sent", named),
		Expected: "Federated", Got: after.domain.AuthenticationType,
		Fix: fmt.Sprintf("Reads may lag behind writes: look with `harness federation show --domain %[1]s`. To return to "+
			"password sign-in: `harness federation disable --domain %[1]s`.", named)}
	if after.configuration == nil {
		r.Expected, r.Got = "Federated with a configuration", after.domain.AuthenticationType+" without one"
		return r
	}
	if d := sent.differences(*after.configuration); len(d) > 0 {
		d[0].tell(r)
	}
	return r
}
