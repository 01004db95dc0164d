package loginsrf

// check is one thing that login.srf looks at.
type check struct {
	name, title string
	run         func(*evaluation) *failure
}

// checks is the order of login.srf: message syntax, structure, realm by issuer alone, key, signature, content, user,
// policy, account. The order of realm, key, signature and user is observed on the real service (aadinternals.com,
// 2019); structure before cryptography and content after it are our choice.
func checks() []check {
	return []check{
		{"form", "SAMLResponse came once, in a posted form", checkForm},
		{"base64", "SAMLResponse is base64", checkBase64},
		{"utf-8", "The message is UTF-8", checkUTF8},
		{"xml", "The message is well-formed XML within bounds, without DTD", checkXML},
		{"root", "The message is a SAML 2.0 Response", checkRoot},
		{"version", "Version is 2.0", checkVersion},
		{"identifiers", "ID and instants are there and well-formed", checkIdentifiers},
		{"parts", "Issuer, Status and Assertion are there, where they belong", checkParts},
		{"value-text", "Values hold text alone", checkValueText},

		{"status", "Status is Success", checkStatus},
		{"assertion", "There is an assertion, not encrypted", checkAssertion},
		{"one-assertion", "There is no other assertion anywhere", checkOneAssertion},
		{"unique-ids", "Every ID is unique", checkUniqueIDs},
		{"signature-places", "Signatures stand only where they may", checkSignaturePlaces},

		{"issuer", "Issuer is the issuer URI of a federated domain", checkIssuer},
		{"signed", "The assertion bears a signature", checkSigned},
		{"key-info", "The signature names its key by a certificate", checkKeyInfo},
		{"key", "The certificate is registered for the domain", checkKey},
		{"signature-form", "The signature covers the whole assertion, by known algorithms", checkSignatureForm},
		{"signature-value", "The signature is right", checkSignatureValue},
		{"response-signature", "The signature of the Response, if any, is right", checkResponseSignature},
		{"signed-content", "What was signed is the assertion", checkSignedContent},

		{"issuers-agree", "Issuer is the same everywhere", checkIssuersAgree},
		{"elements", "Response and assertion hold only elements that belong there", checkElements},
		{"statements", "The assertion says that somebody signed in", checkStatements},
		{"name-id", "NameID is present", checkNameID},
		{"confirmation", "The subject is confirmed as bearer", checkConfirmation},
		{"recipient", "Recipient is login.srf", checkRecipient},
		{"confirmation-window", "The confirmation is in time", checkConfirmationWindow},
		{"conditions-window", "The assertion is in time", checkConditionsWindow},
		{"audience", "Audience is Microsoft", checkAudience},
		{"destination", "Destination is login.srf", checkDestination},
		{"authn-instant", "The sign-in was not in the future", checkAuthnInstant},
		{"session", "The session at the identity provider is not over", checkSession},
		{"in-response-to", "InResponseTo names a request of ours (never refused)", checkInResponseTo},

		{"immutable-id", "NameID is a user's immutable ID", checkUser},
		{"token-validation-policy", "User and federated domain have the same root domain, where the policy asks",
			checkPolicy},
		{"account", "The account is enabled", checkAccount},
		{"idp-email", "IDPEmail is the user's name (never refused)", checkIDPEmail},
	}
}
