package federation

import (
	"context"
	"fmt"
	"strings"

	"samlharness/certs"
	"samlharness/internal/term"
	"samlharness/record"
)

// goOn goes the rest of the way.
func (t *rotating) goOn(ctx context.Context) error {
	if err := t.guard(ctx, t.Domain); err != nil {
		return err
	}
	registered := t.now.configuration.NextSigningCertificate == certs.Base64(t.next)
	for _, step := range []struct {
		behind bool // an earlier run did it
		do     func(context.Context) error
	}{
		{registered, t.register},
		{registered && t.switched, t.settle},
		{t.switched, t.switchOver},
		{false, t.prove},
		{false, t.drain},
		{false, t.promote},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if step.behind {
			continue
		}
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	t.say(textRotated, t.Domain, t.result.Rotation.From, t.result.Rotation.To)
	t.tellSnapshot()
	return nil
}

// register makes the new certificate known to Microsoft, beside the one that signs.
func (t *rotating) register(ctx context.Context) (err error) {
	if t.now, err = t.do(ctx, t.Domain, t.now, register(t.now, certs.Base64(t.next))); err != nil {
		return err
	}
	t.step("registered", "Microsoft has the next certificate, SHA-256 %s, which was read back",
		certs.Thumbprint(t.next))
	return nil
}

// settle waits until the sign-in service knows the certificate, and looks whether all is as it was left.
func (t *rotating) settle(ctx context.Context) error {
	if err := t.pass(ctx, t.Settle, "the sign-in service to know the next certificate"); err != nil {
		return err
	}
	t.waitFor("Graph")
	now, err := t.readKnown(ctx, t.Domain)
	if err != nil {
		return err
	}
	t.note(now)
	if now.configuration == nil || now.differs(t.now) {
		return &record.Refusal{
			Code:     CodeRotation,
			Message:  "The federation of " + t.Domain + " was changed by somebody else during the rotation",
			Expected: t.standing(t.now),
			Got:      t.standing(now),
			Fix:      "The identity provider was not switched. Look with " + t.command("show", t.Domain) + ".",
		}
	}
	return t.realm(ctx)
}

// realm asks home-realm discovery, which names the identity provider and no certificate: one that cannot be asked does
// not hinder.
func (t *rotating) realm(ctx context.Context) error {
	realm, err := t.Graph.Realm(ctx, "harness-verify@"+t.now.domain.ID)
	switch outcome, got := agreement(t.now, realm, err); outcome {
	case Fail:
		return &record.Refusal{
			Code:     CodeRotation,
			Message:  "Home-realm discovery does not agree with the directory about " + t.Domain,
			Expected: t.now.domain.AuthenticationType,
			Got:      got,
			Fix:      "Wait until " + t.command("verify", t.Domain) + " passes, and run " + t.again() + ".",
		}
	case CannotTell:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		t.warn("Home-realm discovery could not be asked: %s", got)
	}
	waited := ""
	if t.Settle > 0 {
		waited = term.Duration(t.Settle) + " passed for the sign-in service to know it, "
	}
	t.step("settled", "%sit reads back, and home-realm discovery agrees", waited)
	return nil
}

// switchOver makes the identity provider sign with the new certificate.
func (t *rotating) switchOver(ctx context.Context) error {
	t.waitFor("the identity provider to switch")
	if err := t.IdentityProvider.Switch(ctx, t.now.configuration.IssuerURI, t.next); err != nil {
		return err
	}
	t.step("switched", "the identity provider signs with it")
	return nil
}

// prove has somebody sign in, and looks into the sign-in log.
func (t *rotating) prove(ctx context.Context) error {
	if t.Proven {
		t.step("proven", "somebody was seen to sign in since the switch, as the command says")
		return nil
	}
	t.waitFor("a sign-in by the new certificate")
	if err := t.IdentityProvider.SignIn(ctx, t.now.domain.ID); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &record.Refusal{
			Code:    CodeRotation,
			Message: "Nobody of " + t.Domain + " could sign in since the identity provider was to be switched",
			Got:     err.Error(),
			Fix: "Microsoft takes both certificates. Mend the sign-in, then run " + t.again() + ", which goes on from " +
				"there.",
			Cause: err,
		}
	}
	return t.logged(ctx)
}

// logged asks the sign-in log until it has a sign-in by the new certificate.
func (t *rotating) logged(ctx context.Context) error {
	proven := false
	_, err := t.poll(ctx, t.Prove, func() (bool, error) {
		entries, err := t.Graph.SignIns(ctx)
		for _, s := range entries {
			if err == nil && of(s, t.now.domain.ID) && s.Status.ErrorCode == 0 && signedBy(s, t.next) {
				t.step("proven", "%s signed in at %s by it, as the sign-in log says", s.UserPrincipalName, s.CreatedDateTime)
				proven = true
				return true, nil
			}
		}
		return closed(err), err // a closed log opens to nobody who waits
	})
	if proven || ctx.Err() != nil {
		return ctx.Err()
	}
	return t.unproven(err)
}

// unproven is the refusal when the sign-in log has no sign-in by the new certificate; err is why it could not be read.
func (t *rotating) unproven(err error) *record.Refusal {
	refusal := &record.Refusal{
		Code:     CodeRotation,
		Message:  "It is not proven that the identity provider signs for " + t.Domain + " with the new certificate",
		Expected: "a sign-in by the certificate with the SHA-1 thumbprint " + strings.ToUpper(sha1Of(t.next)),
		Got:      "none in the sign-in log",
		Fix: "Microsoft takes both certificates. Sign in as a user of the domain, and run " + t.again() + " some minutes " +
			"later.",
	}
	if err != nil {
		refusal.Got, refusal.Cause = err.Error(), err
	}
	switch {
	case closed(err):
		refusal.Fix = "Microsoft takes both certificates. The log needs AuditLog.Read.All and a P1 license; without them " +
			"sign in as a user of the domain, and run " + t.again("--proven") + " when that worked."
	case err != nil:
		refusal.Fix = "Microsoft takes both certificates. Run " + t.again() + " when Graph answers again, or " +
			t.again("--proven") + " when somebody of the domain has signed in since the switch."
	}
	return refusal
}

// drain waits for the assertions that were signed before the switch: the old certificate must not go before them.
func (t *rotating) drain(ctx context.Context) error {
	if t.Drain == 0 {
		return nil
	}
	if err := t.pass(ctx, t.Drain, "assertions by the old certificate to arrive"); err != nil {
		return err
	}
	t.step("drained", "%s passed for assertions by the old certificate to arrive", term.Duration(t.Drain))
	return nil
}

// promote makes the new certificate the only one.
func (t *rotating) promote(ctx context.Context) (err error) {
	if t.now, err = t.do(ctx, t.Domain, t.now, promote(t.now)); err != nil {
		return err
	}
	t.step("promoted", "it is the signing certificate, and the old one is cleared, which was read back")
	return nil
}

// step notes what was done.
func (r *run) step(name, format string, args ...any) {
	s := RotationStep{Step: name, Fact: fmt.Sprintf(format, args...), Time: r.now().UTC()}
	r.result.Rotation.Steps = append(r.result.Rotation.Steps, s)
	r.say("%s: %s", name, s.Fact)
}

// again is the command that goes on with the rotation.
func (t *rotating) again(more ...string) string { return t.command("rotate", t.Domain, more...) }

// standing is a state in words: what matters of it for a rotation.
func (r *run) standing(s state) string {
	if s.configuration == nil {
		return s.domain.AuthenticationType
	}
	text := s.domain.AuthenticationType + ", signingCertificate " + brief(s.configuration.SigningCertificate)
	if next := s.configuration.NextSigningCertificate; next != "" {
		return text + ", nextSigningCertificate " + brief(next)
	}
	return text + ", no nextSigningCertificate"
}
