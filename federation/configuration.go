package federation

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/record"
)

// signOutURI is where JumpCloud's module sends users that sign out.
const signOutURI = "https://console.jumpcloud.com/userconsole/"

// Configuration is Graph's federation configuration of a domain.
type Configuration = msgraph.InternalDomainFederation

// Configuration is what [Operator.Enable] sends to Graph for a source.
func (s Source) Configuration() Configuration {
	c := Configuration{
		ODataType:                       msgraph.InternalDomainFederationType,
		DisplayName:                     s.Domain,
		IssuerURI:                       s.IssuerURI,
		PassiveSignInURI:                s.SignInURI,
		ActiveSignInURI:                 s.SignInURI,
		SignOutURI:                      s.SignOutURI,
		SigningCertificate:              certs.Base64(s.Certificate),
		PreferredAuthenticationProtocol: "saml",
		FederatedIDPMFABehavior:         "acceptIfMfaDoneByFederatedIdp",
	}
	if s.NextCertificate != nil {
		c.NextSigningCertificate = certs.Base64(s.NextCertificate)
	}
	return c
}

// Registered yields what would be sent to Graph for a source, by Graph's names; certificates by their thumbprints. The
// source has a certificate.
func (s Source) Registered() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range fieldsOf(s.Configuration()) {
			if f.value != "" && !yield(f.name, brief(f.value)) {
				return
			}
		}
	}
}

// field is one member of a configuration, by Graph's name.
type field struct{ name, value string }

// fieldsOf are the members that the operator sends, in the order in which `show` prints them.
func fieldsOf(c Configuration) []field {
	return []field{
		{"displayName", c.DisplayName},
		{"issuerUri", c.IssuerURI},
		{"passiveSignInUri", c.PassiveSignInURI},
		{"activeSignInUri", c.ActiveSignInURI},
		{"signOutUri", c.SignOutURI},
		{"preferredAuthenticationProtocol", c.PreferredAuthenticationProtocol},
		{"federatedIdpMfaBehavior", c.FederatedIDPMFABehavior},
		{"signingCertificate", c.SigningCertificate},
		{"nextSigningCertificate", c.NextSigningCertificate},
	}
}

// furtherOf are the members that metadata says nothing about.
func furtherOf(c Configuration) []field {
	signed := ""
	if c.IsSignedAuthenticationRequestRequired != nil && *c.IsSignedAuthenticationRequestRequired {
		signed = "true"
	}
	return []field{
		{"metadataExchangeUri", c.MetadataExchangeURI},
		{"passwordResetUri", c.PasswordResetURI},
		{"promptLoginBehavior", c.PromptLoginBehavior},
		{memberSigned, signed},
	}
}

// memberSigned is the one member that is not a text; never set it means false, which is "" here.
const memberSigned = "isSignedAuthenticationRequestRequired"

// everyField are all members of a configuration that can be written.
func everyField(c Configuration) []field { return append(fieldsOf(c), furtherOf(c)...) }

// mismatch is a member whose value is not the one that was sent.
type mismatch struct{ name, expected, got string }

// differences compares what was sent with what was read back, byte for byte: the members that are named, and of nil
// those that metadata determines.
func differences(sent, got Configuration, members []string) (out []mismatch) {
	read := everyField(got)
	for i, sent := range everyField(sent) {
		asked := slices.Contains(members, sent.name) || members == nil && i < len(fieldsOf(got))
		if asked && sent.value != read[i].value {
			out = append(out, mismatch{sent.name, sent.value, read[i].value})
		}
	}
	return out
}

// tell puts mismatches into a refusal, one a line. Certificates are told apart by their thumbprints.
func tell(r *record.Refusal, differing []mismatch) {
	var expected, got, difference []string
	for _, m := range differing {
		expected = append(expected, m.name+" "+cmp.Or(brief(m.expected), "(none)"))
		got = append(got, m.name+" "+cmp.Or(brief(m.got), "(none)"))
		difference = append(difference, m.name+", "+record.FirstDifference(m.expected, m.got))
	}
	r.Expected, r.Got = strings.Join(expected, "\n"), strings.Join(got, "\n")
	r.Difference = strings.Join(difference, "\n")
}

// brief is the value itself, or the thumbprint when it is a certificate.
func brief(value string) string {
	if c, err := certs.ParseCertificate(value); err == nil {
		return "SHA-256 " + certs.Thumbprint(c)
	}
	return value
}
