package federation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samlharness/certs"
	"samlharness/internal/term"
	"samlharness/record"
)

// Outage is for how long nobody could sign in, by the operator's clock, as far as sign-ins that were tried tell it.
type Outage struct {
	Tried  int `json:"tried"`  // sign-ins
	Failed int `json:"failed"` // of them
	// From is the first that failed, Until the first after it that did not; Lasted is the time between them in seconds.
	From   time.Time `json:"from,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	Lasted float64   `json:"lastedSeconds"`
	// Reason is the first refusal.
	Reason string `json:"reason"`
}

// probes is how often somebody tries to sign in while a change propagates.
const probes = 20

// byDisabling is JumpCloud's procedure: the identity provider gets the new certificate, the domain is disabled and
// enabled with it. It measures what that costs. Source: JumpCloud support "SSO with Microsoft 365".
func (r *run) byDisabling(ctx context.Context, options RotateOptions, now state) error {
	issuer := now.configuration.IssuerURI
	next, err := options.IdentityProvider.Next(ctx, issuer, now.signing())
	if err != nil {
		return err
	}
	if err := r.usable(next); err != nil {
		return err
	}
	r.result.Rotation.From = thumbprintOf(now.configuration.SigningCertificate)
	r.result.Rotation.To = certs.Thumbprint(next)
	want := *now.configuration
	want.SigningCertificate, want.NextSigningCertificate, want.ID = certs.Base64(next), "", ""
	p := &probing{run: r, options: options}
	p.probe(ctx)
	if err := options.IdentityProvider.Switch(ctx, issuer, next); err != nil {
		return err
	}
	r.step("switched", "the identity provider signs with a new certificate, which Microsoft does not know")
	p.probe(ctx)
	if now, err = r.do(ctx, options.Domain, now, toManaged(now)); err != nil {
		return err
	}
	r.step("disabled", "the domain is Managed, which was read back")
	p.probe(ctx)
	if now, err = r.do(ctx, options.Domain, now, create(now, want)); err != nil {
		return err
	}
	r.step("enabled", "the domain is Federated with the new certificate, which was read back")
	if err := p.untilWell(ctx); err != nil {
		return err
	}
	r.outage(options.Domain, p.Outage)
	return nil
}

// outage says what the procedure cost.
func (r *run) outage(domain string, o Outage) {
	r.result.Rotation.Outage = &o
	switch {
	case o.Failed == 0:
		r.say("%d sign-ins were tried meanwhile, and none failed.", o.Tried)
	case o.Until.IsZero():
		r.warn("Since %s nobody of %s can sign in: %d of %d sign-ins failed, the first with: %s", instantOf(o.From), domain,
			o.Failed, o.Tried, o.Reason)
	case o.Lasted == 0:
		r.warn("Sign-in to %s was broken while the clock stood still, at %s: %d of %d sign-ins failed, the first with: %s",
			domain, instantOf(o.From), o.Failed, o.Tried, o.Reason)
	default:
		r.warn("Sign-in to %s was broken for %s, from %s until %s: %d of %d sign-ins failed, the first with: %s", domain,
			term.Duration(o.Until.Sub(o.From)), instantOf(o.From), instantOf(o.Until), o.Failed, o.Tried, o.Reason)
	}
}

func instantOf(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 MST") }

// probing tries sign-ins while something else goes on.
type probing struct {
	*run
	Outage
	options RotateOptions
}

// probe tries one sign-in, and says whether it succeeded.
func (p *probing) probe(ctx context.Context) bool {
	at := p.now()
	err := p.options.IdentityProvider.SignIn(ctx, p.options.Domain)
	if ctx.Err() != nil {
		return false
	}
	p.Tried++
	switch {
	case err == nil && p.Failed > 0 && p.Until.IsZero():
		p.Until = p.now()
		p.Lasted = p.Until.Sub(p.From).Seconds()
	case err != nil:
		if p.Failed++; p.Failed == 1 {
			p.From, p.Reason = at, reasonOf(err)
		}
		p.Until, p.Lasted = time.Time{}, 0
	}
	return err == nil
}

// untilWell tries sign-ins until one succeeds, while the change propagates.
func (p *probing) untilWell(ctx context.Context) error {
	for range probes {
		if p.probe(ctx) {
			return nil
		}
		if err := p.pass(ctx, p.options.Settle/probes, "sign-in to work again"); err != nil {
			return err
		}
	}
	p.probe(ctx)
	return ctx.Err()
}

// reasonOf is why a sign-in was refused, on one line.
func reasonOf(err error) string {
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		return fmt.Sprintf("%s: %s", refusal.Code, refusal.Message)
	}
	return err.Error()
}
