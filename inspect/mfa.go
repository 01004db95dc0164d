package inspect

import (
	"slices"
	"strings"

	"samlharness/internal/wire"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// MFA is what a message would do where Microsoft asks for multi-factor authentication. It is a remark: no check looks
// at it.
type MFA struct {
	// Proved tells that the message proves multi-factor authentication to Microsoft.
	Proved bool `json:"proved"`
	// Claimed is what the message says of it in a manner that Microsoft does not count; "" when it says nothing.
	Claimed string `json:"claimed,omitempty"`
	// Behavior is the domain's federatedIdpMfaBehavior, "" when it is not known.
	Behavior string `json:"federatedIdpMfaBehavior,omitempty"`
	// Says is what comes of it, and Fix what to mend where it is not what was wanted.
	Says string `json:"says"`
	Fix  string `json:"fix,omitempty"`
}

const fixMFA = "let the identity provider send the AuthnContextClassRef " + wire.AuthnContextMultipleAuthn +
	", once and as the only one, when the user passed multi-factor authentication"

// mfaOf is the remark on a message whose assertion could be read.
func mfaOf(v loginsrf.Verdict) *MFA {
	r := v.Response
	if r.AssertionID == "" {
		return nil
	}
	m := &MFA{Proved: r.AuthnContextClassRef == wire.AuthnContextMultipleAuthn, Behavior: v.Realm.MFABehavior}
	if !m.Proved {
		m.Claimed = claimedMFA(r)
	}
	switch {
	case m.Proved:
		m.Says = "the message proves multi-factor authentication (AuthnContextClassRef multipleauthn). " +
			"Where it is asked for: " + byBehavior(m.Behavior, "Microsoft takes it and asks for none of its own",
			"Microsoft takes it",
			"Microsoft ignores it and asks for its own")
		if m.Behavior == directory.MFAReject {
			m.Fix = "set the domain's federatedIdpMfaBehavior to " + directory.MFAAccept + " to have it count"
		}
		return m
	case m.Claimed != "":
		m.Says = "the message speaks of multi-factor authentication (" + m.Claimed +
			") in a manner that Microsoft does not " +
			"count for SAML 2.0. Where it is asked for: "
	default:
		m.Says = "the message proves no multi-factor authentication. Where it is asked for: "
	}
	asks := "Microsoft asks the user for its own"
	if m.Claimed != "" {
		asks += ", so that the user is asked twice"
	}
	m.Says += byBehavior(m.Behavior, asks, "Microsoft sends the user back to the identity provider, time and again until "+
		"the proof comes", asks)
	if m.Claimed != "" || m.Behavior == directory.MFAEnforce {
		m.Fix = fixMFA
	}
	return m
}

// byBehavior chooses what happens by the domain's federatedIdpMfaBehavior, or names all three.
func byBehavior(behavior, accept, enforce, reject string) string {
	switch behavior {
	case directory.MFAAccept:
		return accept + " (federatedIdpMfaBehavior " + directory.MFAAccept + ")"
	case directory.MFAEnforce:
		return enforce + " (federatedIdpMfaBehavior " + directory.MFAEnforce + ")"
	case directory.MFAReject:
		return reject + " (federatedIdpMfaBehavior " + directory.MFAReject + ")"
	}
	return "by the domain's federatedIdpMfaBehavior: " + directory.MFAAccept + " (or none): " + accept + "; " +
		directory.MFAEnforce + ": " +
		enforce + "; " + directory.MFAReject + ": " + reject
}

// mfaAttributes are the claims that prove it in WS-Federation, and prove nothing in SAML 2.0 (MicrosoftDocs/entra-docs,
// how-to-mfa-expected-inbound-assertions).
func mfaAttributes() []string {
	return []string{
		"http://schemas.microsoft.com/claims/authnmethodsreferences",
		"http://schemas.microsoft.com/ws/2008/06/identity/claims/authenticationmethod",
	}
}

// claimedMFA is what a message says of multi-factor authentication without proving it: a class of others for it, or an
// attribute.
func claimedMFA(r loginsrf.Response) string {
	if isMFAClass(r.AuthnContextClassRef) {
		return "AuthnContextClassRef " + r.AuthnContextClassRef
	}
	for _, a := range r.Attributes {
		name := strings.ToLower(a.Name)
		if !slices.Contains(mfaAttributes(), name) && name != "amr" && !strings.HasSuffix(name, "/amr") {
			continue
		}
		for _, value := range a.Values {
			if isMFAClass(value) || isMultiple(value) {
				return "attribute " + a.Name + " " + value
			}
		}
	}
	return ""
}

func isMultiple(value string) bool {
	return value == wire.AuthnContextMultipleAuthn || strings.HasSuffix(value, "/wiaormultiauthn")
}

// isMFAClass knows the classes for more than one factor: REFEDS, SAML's own (SAML Authentication Context, 3.4), those
// of products, which have mfa or 2fa as a word of them.
func isMFAClass(class string) bool {
	lower := strings.ToLower(class)
	words := strings.FieldsFunc(lower, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for _, word := range []string{"mfa", "2fa", "multifactor", "twofactor", "mobiletwofactorcontract",
		"mobiletwofactorunregistered", "timesynctoken", "smartcardpki", "otp"} {
		if slices.Contains(words, word) {
			return true
		}
	}
	return strings.Contains(lower, "multi-factor") || strings.Contains(lower, "two-factor")
}
