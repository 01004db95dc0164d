package messageview

import "strings"

// places says where each check looks: by the paths of elements, those of the first text that are there.
func places() map[string][]string {
	const assertion = "Assertion EncryptedAssertion"
	certificate := []string{"Assertion/Signature/KeyInfo/X509Data/X509Certificate",
		"Response/Signature/KeyInfo/X509Data/X509Certificate", "Signature/KeyInfo", "Signature"}
	data := []string{"SubjectConfirmationData", "SubjectConfirmation", "Subject", assertion}
	nameID := []string{"Subject/NameID", "Subject", assertion}
	issuer := []string{"Assertion/Issuer", "Issuer"}
	return map[string][]string{
		// login.srf's, and those of a service provider
		"xml": {"/"}, "root": {"/"}, "version": {"/"}, "parts": {"/"}, "destination": {"/"},
		"identifiers": {"/ Assertion"}, "unique-ids": {"/ Assertion"}, "elements": {"/ Assertion"},
		"value-text": {"Issuer NameID Audience"}, "status": {"Status/StatusCode", "Status", "/"},
		"assertion": {assertion, "/"}, "one-assertion": {assertion}, "signed-content": {"Assertion"},
		"replay": {"Assertion"}, "signature-places": {"Signature"}, "issuer": issuer,
		"signed":   {"Assertion/Signature", "Response/Signature", assertion},
		"key-info": {"Assertion/Signature/KeyInfo", "Assertion/Signature"}, "key": certificate,
		"signature-form": {"Assertion/Signature/SignedInfo", "Signature/SignedInfo"},
		"signature-value": {"Assertion/Signature/SignatureValue Assertion/Signature/SignedInfo/Reference/DigestValue",
			"Signature/SignatureValue Signature/SignedInfo/Reference/DigestValue"},
		"response-signature": {"Response/Signature/SignatureValue", "Response/Signature"},
		"issuers-agree":      {"Response/Issuer Assertion/Issuer"},
		"statements":         {"AuthnStatement", assertion}, "authn-instant": {"AuthnStatement"},
		"session": {"AuthnStatement"}, "name-id": nameID, "immutable-id": nameID,
		"token-validation-policy": nameID, "account": nameID, "subject": nameID,
		"confirmation": {"SubjectConfirmation", "Subject", assertion}, "recipient": data, "confirmation-window": data,
		"in-response-to":    {"/ SubjectConfirmationData"},
		"conditions-window": {"Assertion/Conditions", assertion},
		"audience":          {"AudienceRestriction/Audience", "Assertion/Conditions", assertion},
		"idp-email":         {"Attribute@IDPEmail", "AttributeStatement"},
		// JumpCloud's of a request
		"authn-request": {"/"}, "protocol-binding": {"/"}, "acs-url": {"/"},
	}
}

// maxPlaces is how many elements a check is tied to.
const maxPlaces = 20

// byName are the elements of a message by their names, the root by /.
func byName(elements []*element) map[string][]*element {
	named := map[string][]*element{}
	for _, e := range elements {
		named[e.local] = append(named[e.local], e)
		if e.parent == nil {
			named["/"] = append(named["/"], e)
		}
	}
	return named
}

// placesOf are the elements that a check looks at.
func placesOf(paths []string, named map[string][]*element, tokens []token) (found []*element) {
	for _, alternative := range paths {
		for path := range strings.FieldsSeq(alternative) {
			for _, e := range named[lastName(path)] {
				if len(found) < maxPlaces && e.matches(path, tokens) {
					found = append(found, e)
				}
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// lastName is the name at the end of a path.
func lastName(path string) string {
	if path == "/" {
		return path
	}
	path, _, _ = strings.Cut(path, "@")
	return path[strings.LastIndexByte(path, '/')+1:]
}
