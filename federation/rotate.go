package federation

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"samlharness/certs"
	"samlharness/record"
)

// CodeRotation is the code of a refusal: a rotation cannot begin, or cannot go on as things are. CodeRotationWaits says
// that it goes on when a person has switched the identity provider.
const (
	CodeRotation      = "RotationRefused"
	CodeRotationWaits = "RotationWaits"
)

// AssertionLifetime is how long an assertion may still be on its way after it was signed: the five minutes that
// JumpCloud gives it and the five by which Microsoft lets clocks differ.
const AssertionLifetime = 10 * time.Minute

// DefaultSettle is how long a rotation waits for Microsoft's sign-in service to know the next certificate. Nobody says
// how long that takes; of a new federation Microsoft says up to 2 hours.
const DefaultSettle = 2 * time.Hour

// IdentityProvider is who signs the assertions of a domain, as far as a rotation needs it. issuer is the issuer URI of
// the federation, now its signing certificate at Microsoft, nil for one that cannot be read.
type IdentityProvider interface {
	// Signing is the certificate with which it signs now, nil when it cannot tell.
	Signing(ctx context.Context, issuer string, now *x509.Certificate) (*x509.Certificate, error)
	// Next is the certificate with which it is to sign from the rotation on; it has its key, or gets it by Switch. A
	// rotation that goes on after an end of the process gets the same one, where that is possible.
	Next(ctx context.Context, issuer string, now *x509.Certificate) (*x509.Certificate, error)
	// Switch makes it sign with the certificate that Next gave, and returns when it does.
	Switch(ctx context.Context, issuer string, next *x509.Certificate) error
	// SignIn has somebody of a domain sign in by it, or asks a person to; the sign-in log then tells the certificate. The
	// error says why somebody was refused.
	SignIn(ctx context.Context, domain string) error
}

// RotateOptions say how a signing certificate is replaced. Domain and IdentityProvider are needed.
type RotateOptions struct {
	Domain           string
	IdentityProvider IdentityProvider
	// Settle is how long the sign-in service may take to know a certificate that was registered, and Drain how long an
	// assertion signed before the switch may still come: both pass, by [Operator.Pass]; 0 waits for neither. See
	// [DefaultSettle] and [AssertionLifetime].
	Settle, Drain time.Duration
	// Prove is how long the sign-in log is asked for a sign-in by the new certificate; 0 asks once.
	Prove time.Duration
	// Proven says that somebody was seen to sign in since the switch: the sign-in log is not asked.
	Proven bool
	// VendorProcedure disables and enables, as JumpCloud tells to, and measures for how long nobody can sign in. It is
	// refused for a tenant that is not an emulation.
	VendorProcedure bool
}

// Rotation is what became of a rotation; certificates by their SHA-256 thumbprints.
type Rotation struct {
	From  string         `json:"from"` // what signed before
	To    string         `json:"to"`   // what signs now
	Steps []RotationStep `json:"steps"`
	// Outage is what the vendor's procedure cost; it is absent where nothing was measured.
	Outage *Outage `json:"outage,omitempty"`
}

// RotationStep is one thing that was done or proven.
type RotationStep struct {
	// Step is "registered", "settled", "switched", "proven", "drained" or "promoted"; by the vendor's procedure
	// "switched", "disabled" or "enabled".
	Step string    `json:"step"`
	Fact string    `json:"fact"`
	Time time.Time `json:"time,omitzero"` // by the operator's clock
}

// Rotate replaces the certificate that signs for a federated domain, without a moment in which somebody cannot sign in:
// the new one is registered as the next, the identity provider switches, a sign-in proves it, and it becomes the only
// one. Nobody documents this; that login.srf takes tokens by either certificate is documented, as is that JumpCloud
// takes a pair that was made elsewhere.
//
// Each step is decided by what the tenant and the identity provider are found to have, so that a rotation which ended
// at any point goes on when it is called again. Result.Rotation tells the steps.
func (o *Operator) Rotate(ctx context.Context, options RotateOptions) (Result, error) {
	return o.run(ctx, "rotate", options.Domain, func(ctx context.Context, r *run) error {
		r.result.Rotation = &Rotation{Steps: []RotationStep{}}
		return r.rotate(ctx, options)
	})
}

func (r *run) rotate(ctx context.Context, options RotateOptions) error {
	if err := checkName(options.Domain); err != nil {
		return err
	}
	if err := r.admit(ctx, options.Domain); err != nil {
		return err
	}
	now, err := r.readKnown(ctx, options.Domain)
	if err != nil {
		return err
	}
	r.note(now)
	if err := r.rotatable(options, now); err != nil {
		return err
	}
	if options.VendorProcedure {
		return r.byDisabling(ctx, options, now)
	}
	rotation, err := r.rotation(ctx, options, now)
	if err != nil || rotation.done() {
		return err
	}
	return rotation.goOn(ctx)
}

// rotatable refuses a domain whose sign-in does not depend on a certificate, or is broken otherwise.
func (r *run) rotatable(options RotateOptions, now state) error {
	refusal := &record.Refusal{
		Code:     CodeRotation,
		Message:  "The certificate of " + options.Domain + " cannot be rotated",
		Expected: "a domain that is federated by SAML",
		Got:      now.domain.AuthenticationType,
	}
	switch {
	case now.half():
		return r.halfFederated(options.Domain)
	case now.configuration == nil:
		refusal.Fix = "Federate it first, with `harness federation enable` and the metadata of the identity provider."
	case now.configuration.PreferredAuthenticationProtocol != "saml":
		refusal.Got = "preferredAuthenticationProtocol " + now.configuration.PreferredAuthenticationProtocol
	case options.VendorProcedure && !r.Graph.Emulated():
		refusal.Message = "JumpCloud's procedure locks everybody of " + options.Domain + " out for a while: nothing was done"
		refusal.Expected, refusal.Got = "an emulated tenant", r.Graph.Endpoint()
		refusal.Fix = "Run it in a world; here, rotate without --vendor-procedure."
	default:
		return nil
	}
	return refusal
}

// rotating is one rotation under way.
type rotating struct {
	*run
	RotateOptions
	now  state
	next *x509.Certificate
	// switched says that the identity provider signs with it already.
	switched bool
}

// rotation finds out with which certificate the domain is to go on, and what of the way is behind it already.
func (r *run) rotation(ctx context.Context, options RotateOptions, now state) (*rotating, error) {
	t := &rotating{run: r, RotateOptions: options, now: now}
	c := *now.configuration
	signing, err := t.signing(ctx)
	if err != nil {
		return t, err
	}
	registered := signing != nil && certs.Base64(signing) == c.SigningCertificate
	if t.switched = signing != nil && !registered; t.switched {
		t.next = signing
		if certs.Base64(signing) != c.NextSigningCertificate {
			r.warn(textBrokenNow, options.Domain, certs.Thumbprint(signing))
		}
	} else if t.next, err = options.IdentityProvider.Next(ctx, c.IssuerURI, now.signing()); err != nil {
		return t, err
	}
	r.result.Rotation.From = thumbprintOf(c.SigningCertificate)
	r.result.Rotation.To = certs.Thumbprint(t.next)
	other := c.NextSigningCertificate != "" && c.NextSigningCertificate != certs.Base64(t.next)
	if other && signing == nil {
		return t, r.otherUnderWay(options.Domain, c.NextSigningCertificate)
	}
	return t, r.usable(t.next)
}

// signing is the certificate with which the identity provider signs: what it says, else what the newest sign-in was
// signed with, if that is registered; nil when nobody knows.
func (t *rotating) signing(ctx context.Context) (*x509.Certificate, error) {
	t.waitFor("the identity provider")
	c := *t.now.configuration
	signing, err := t.IdentityProvider.Signing(ctx, c.IssuerURI, t.now.signing())
	if signing != nil || err != nil {
		return signing, err
	}
	last, found, err := t.lastSignIn(ctx, t.now.domain.ID)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case closed(err): // the tenant has no license for it, or the token no permission: nobody knows
		return nil, nil
	case err != nil:
		t.warn(textSignInsUnread, err)
		return nil, nil
	case !found:
		return nil, nil
	}
	for _, text := range []string{c.SigningCertificate, c.NextSigningCertificate} {
		if one, err := certs.ParseCertificate(text); err == nil && signedBy(last, one) {
			return one, nil
		}
	}
	return nil, nil
}

// otherUnderWay refuses to overwrite a next certificate with which the identity provider may sign.
func (r *run) otherUnderWay(domain, next string) error {
	return &record.Refusal{
		Code: CodeRotation,
		Message: "Another next certificate of " + domain + " is registered, and nothing tells whether the identity " +
			"provider signs with it",
		Expected: "none, or the certificate of this rotation",
		Got:      brief(next),
		Fix: "Finish that rotation with its certificate (--certificate FILE), or sign in once as a user of the domain, so " +
			"that the sign-in log tells, and run " + r.command("rotate", domain) + " again some minutes later.",
	}
}

// usable refuses a certificate by which nobody could sign in.
func (r *run) usable(c *x509.Certificate) error {
	_, err := usableCertificate(c.Raw)
	refusal := &record.Refusal{
		Code:     CodeCertificateInvalid,
		Message:  "The new certificate cannot sign for a domain",
		Expected: "a valid certificate with an RSA key of at least 2048 bits",
		Fix:      "Make another pair, or let the rotation make it.",
	}
	switch validity := r.validity(c); {
	case err != nil:
		refusal.Got = err.Error()
	case c.PublicKeyAlgorithm != x509.RSA:
		refusal.Got = "a key of the kind " + c.PublicKeyAlgorithm.String()
	case validity == "expired", validity == "not yet valid":
		refusal.Got = fmt.Sprintf("one that is %s: from %s to %s", validity, c.NotBefore.UTC().Format(time.DateOnly),
			c.NotAfter.UTC().Format(time.DateOnly))
	default:
		return nil
	}
	return refusal
}

// done says whether the rotation to the certificate is over: it signs, and alone.
func (t *rotating) done() bool {
	if t.now.configuration.SigningCertificate != certs.Base64(t.next) {
		return false
	}
	t.say("Nothing needs doing: %s is signed for by SHA-256 %s.", t.Domain, certs.Thumbprint(t.next))
	return true
}

// thumbprintOf is the SHA-256 of a certificate in base64; "" for one that cannot be read.
func thumbprintOf(text string) string {
	c, err := certs.ParseCertificate(text)
	if err != nil {
		return ""
	}
	return certs.Thumbprint(c)
}
