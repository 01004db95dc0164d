package loginsrf

import "samlharness/record"

// Parity lists how login.srf is emulated: what it refuses, with which code, and what it accepts all the same.
func Parity() []record.Behaviour {
	const (
		box   = "aadinternals.com, aad-deepdive (2019, black-box study)"
		q     = "Microsoft Q&A 24467"
		table = "Microsoft's message templates (acalarch/azure-signinlog-results, 2022); when it is shown is inferred"
		tvp   = "Microsoft Learn: Strengthen federated sign-in security in Microsoft Entra ID"
		tool  = "Gerenios/AADInternals FederatedIdentityTools.ps1"
		fed   = "Microsoft Learn: Use a SAML 2.0 Identity Provider for single sign-on"
		codes = "Microsoft Learn: Microsoft Entra authentication and authorization error codes"
	)
	row := record.Table{Party: record.Microsoft, Prefix: "entra.login.", Package: "sp/loginsrf"}.Row
	return []record.Behaviour{
		row("order", "Checks run in the order realm, certificate, signature, user; after the first failure none is reached.", record.Observed, box, "TestAttacks"),
		row("order-rest", "Structure is checked before any signature, content after it.", record.Assumed, "our choice: nothing is read that no signature covers", "TestAttacks/xsw1"),
		row("form", "What is no posted form with one SAMLResponse is refused with 90081.", record.Observed, box+" for a missing field; the rest is inferred", "TestForm"),
		row("form-logout", "A LogoutRequest at login.srf is refused with 90081.", record.Assumed, table, "TestAttacks/slo-at-acs"),
		row("base64", "Broken base64 is refused with 750056, bytes that are no UTF-8 with 750057.", record.Assumed, table, "TestForm"),
		row("xml", "Malformed XML, a DTD, limits and forbidden nodes are refused with 7500525 and the place.", record.Assumed, table, "TestXMLErrorNamesThePlace"),
		row("xml-comment", "A comment inside a value is refused with 7500525.", record.Assumed, "our choice: comments split the text that some parsers read", "TestAttacks/text-comment"),
		row("root", "A root that is no Response is refused with 7500533.", record.Assumed, table, "TestAttacks/bare-assertion"),
		row("parts", "Missing elements and attributes and empty elements are refused with 7500515, 7500516, 7500517.", record.Assumed, table, "TestAttacks"),
		row("version", "Another version than 2.0 is refused with 7500519.", record.Assumed, table, "TestAttacks/version"),
		row("id-digit", "An ID that begins with a digit is refused with 7500529.", record.Assumed, codes+" for requests; inferred for responses", "TestAttacks/id-xsid"),
		row("status", "A status that is not Success, or no assertion, is refused with 500082.", record.Observed, "public reports of the code", "TestAttacks/no-assertion"),
		row("encrypted", "Encrypted assertions are not supported; the answer is 500082.", record.Assumed, "Microsoft KB 3079872 (unsupported); the code is our choice", "TestAttacks/encrypted"),
		row("wrapping", "A second assertion anywhere, duplicate IDs and signatures in other places are refused with 500089.", record.Assumed, "our choice: Microsoft does not publish how it answers signature wrapping", "TestAttacks"),
		row("issuer", "The realm is found by Issuer alone, compared exactly; otherwise 50107.", record.Observed, box+"; letter case is inferred", "TestAttacks/entityid-slash"),
		row("unsigned", "An unsigned assertion is refused with 500081, also when the Response is signed.", record.Assumed, table, "TestAttacks/scope-response-only"),
		row("key-missing", "A signature without KeyInfo is refused with 5000810.", record.Assumed, table, "TestAttacks/sig-nokeyinfo"),
		row("key", "KeyInfo must hold a certificate equal to the current or next one, otherwise 5000811.", record.Observed, q, "TestNextCertificateIsTaken"),
		row("key-expired", "An expired registered certificate is taken.", record.Assumed, tool+" (self-signed certificates); expiry inferred", "TestExpiredCertificateIsTakenWithAWarning"),
		row("signature", "A wrong signature or digest is refused with 50006.", record.Observed, box, "TestAttacks/scope-unsigned-read"),
		row("algorithms", "Unknown algorithms are refused with 500068, 900102, 900103.", record.Assumed, table, "TestAttacks"),
		row("reference", "A Reference to anything but the assertion is refused with 500069, to nothing with 500066.", record.Assumed, table, "TestAttacks"),
		row("signature-stacks", "RSA with SHA-1, 256, 384 and 512, exclusive canonicalization and InclusiveNamespaces are understood as xmlsec1 understands them.", record.Assumed, "XML Signature 1.1; which of them Microsoft takes beyond RSA-SHA1 and RSA-SHA256 is not published", "TestCorpus"),
		row("sha1", "SHA-1 signatures are taken.", record.Documented, fed, "TestAttacks/sig-sha1"),
		row("response-signature", "A Response signed in addition is taken, if its signature is right.", record.Documented, fed, "TestAttacks/scope-one-invalid"),
		row("content", "Times, audience, recipient, destination and unexpected elements are refused with 500089 and no finer reason.", record.Observed, "Univention help 24940; NetIQ KB 7018244; Microsoft Q&A 777257", "TestAttacks"),
		row("skew", "Clocks may differ by five minutes.", record.Assumed, "our choice: Microsoft publishes no number", "TestWindows/NotOnOrAfter over the edge"),
		row("declref", "AuthnContextDeclRef beside the class is refused with 500089.", record.Observed, "NetIQ KB 7018244", "TestAttacks/declref"),
		row("name-id", "An assertion without NameID is refused with 5000818.", record.Assumed, table, "TestAttacks/nameid-none"),
		row("name-id-format", "Another NameID format than persistent is taken.", record.Assumed, "our choice: no refusal has been reported", "TestAttacks/nameid-format"),
		row("statements", "An assertion without statements is refused with 500087.", record.Assumed, table, "TestAttacks/statement-none"),
		row("in-response-to", "InResponseTo may be unknown, empty or absent.", record.Observed, tool, "TestAttacks/irt-wrong"),
		row("idp-email", "IDPEmail may be missing or name somebody else.", record.Observed, tool, "TestWarningsNameAcceptedDeviations/another's IDPEmail"),
		row("user", "The user is found by immutable ID alone, compared exactly; otherwise 51004 with NameID and tenant id.", record.Observed, box+"; letter case is our choice", "TestUser/unbound"),
		row("user-other", "The assertion decides who is signed in, not the name typed on the first page.", record.Observed, box, "TestUser/another than the typed name"),
		row("policy", "The federated token validation policy refuses a user of another root domain with 5000820.", record.Documented, tvp, "TestTokenValidationPolicy"),
		row("policy-order", "The policy is looked at before the account's state.", record.Assumed, "our choice: Microsoft does not publish the order", "TestPolicyComesBeforeAccountState"),
		row("disabled", "A disabled account is refused with 50057.", record.Documented, codes, "TestUser/disabled"),
		row("mfa-proof", "Only the AuthnContextClassRef multipleauthn proves multifactor authentication.", record.Documented, "MicrosoftDocs/entra-docs, how-to-mfa-expected-inbound-assertions.md", "TestMultifactorProofIsTheClassAlone"),
		row("replay", "The same assertion signs in again.", record.Assumed, "our choice: no refusal has been reported", "TestReplayIsTaken"),
	}
}
