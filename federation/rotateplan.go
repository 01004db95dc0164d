package federation

import (
	"context"
	"crypto/x509"
	"errors"

	"samlharness/certs"
	"samlharness/record"
)

// RotateAgain is the command line, in backquotes, that goes on with a rotation at the same target.
func (o *Operator) RotateAgain(domain string, more ...string) string {
	return o.command("rotate", domain, more...)
}

// PlanRotation tells which writes a rotation of a domain sends; nothing is changed. next tells the new certificate by
// the present one; it gives nil for one that the rotation will make.
func (o *Operator) PlanRotation(ctx context.Context, domain string,
	next func(now *x509.Certificate) (*x509.Certificate, error)) (Plan, error) {
	p := Plan{Schema: PlanSchema, Domain: domain, Endpoint: o.Graph.Endpoint(), Changes: []Change{}, Findings: []Finding{}}
	_, err := o.run(ctx, "show", domain, func(ctx context.Context, r *run) error {
		if err := checkName(domain); err != nil {
			return err
		}
		now, err := r.readKnown(ctx, domain)
		if err != nil {
			return err
		}
		p.AuthenticationType = now.domain.AuthenticationType
		if err := r.rotatable(RotateOptions{Domain: domain}, now); err != nil {
			refusal, _ := errors.AsType[*record.Refusal](err)
			p.Blocked = refusal.Message
			return nil
		}
		c, err := next(now.signing())
		p.Changes = append(p.Changes, rotationChanges(now, c)...)
		return err
	})
	return p, err
}

const textMade = "(the certificate that the rotation makes)"

func rotationChanges(now state, next *x509.Certificate) (all []Change) {
	text := textMade
	if next != nil {
		text = certs.Base64(next)
	}
	if now.configuration.SigningCertificate == text {
		return nil
	}
	if now.configuration.NextSigningCertificate != text {
		all = append(all, register(now, text))
	}
	registered := *now.configuration
	registered.NextSigningCertificate = text
	return append(all, promote(state{domain: now.domain, configuration: &registered}))
}

// register makes a certificate the next one.
func register(now state, next string) Change {
	want := *now.configuration
	want.NextSigningCertificate = next
	c := update(now, want)
	c.Title = "Register the next signing certificate of " + now.domain.ID
	return c
}

// promote makes the next certificate the only one.
func promote(now state) Change {
	want := *now.configuration
	want.SigningCertificate, want.NextSigningCertificate = want.NextSigningCertificate, ""
	c := update(now, want)
	c.Title = "Promote the next signing certificate of " + now.domain.ID + ", and clear the old one"
	return c
}
