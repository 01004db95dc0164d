package federation

import (
	"context"
	"time"
)

// Show reads the federation of a domain and prints it. A domain that is Managed is not an error: "Federation is not
// configured for domain: …". A domain that says Federated without a configuration is one, CodeHalfFederated.
func (o *Operator) Show(ctx context.Context, domain string) (Result, error) {
	return o.run(ctx, "show", domain, func(ctx context.Context, r *run) error { return r.show(ctx, domain) })
}

func (r *run) show(ctx context.Context, domain string) error {
	if err := checkName(domain); err != nil {
		return err
	}
	s, err := r.readKnown(ctx, domain)
	if err != nil {
		return err
	}
	r.note(s)
	switch {
	case s.half():
		return r.halfFederated(domain)
	case s.configuration == nil:
		r.say(textNotConfigured, domain)
	default:
		r.print(s)
	}
	return nil
}

// print writes the configuration as PowerShell's Format-List would, with the certificates taken apart.
func (r *run) print(s state) {
	c := s.configuration
	r.say("%-32s: %s", "domain", s.domain.ID)
	r.say("%-32s: %s", "authenticationType", s.domain.AuthenticationType)
	r.say("%-32s: %s", "id", c.ID)
	for _, f := range fieldsOf(*c) {
		if f.name != "signingCertificate" && f.name != "nextSigningCertificate" {
			r.say("%-32s: %s", f.name, f.value)
		}
	}
	if c.FederatedIDPMFABehavior != "" {
		r.say("%-32s  once set, it can be changed but not cleared", "")
	}
	for _, info := range r.certificatesOf(c) {
		r.printCertificate(info)
	}
	if c.SigningCertificate == "" {
		r.warn("The configuration has no signing certificate: no assertion is accepted.")
	}
}

func (r *run) printCertificate(info CertificateInfo) {
	if info.Unreadable != "" {
		r.say("%-32s: unreadable", info.Use)
		r.warn("%s: %s", info.Use, info.Unreadable)
		return
	}
	r.say("%-32s: SHA-256 %s", info.Use, info.Thumbprint)
	r.say("%-32s  %s", "", info.Subject)
	r.say("%-32s  valid from %s to %s", "", info.NotBefore.UTC().Format(time.RFC3339),
		info.NotAfter.UTC().Format(time.RFC3339))
	if info.Validity != "" && info.Validity != "valid" {
		r.warn("%s is %s: no assertion signed with it should be accepted.", info.Use, info.Validity)
	}
}
