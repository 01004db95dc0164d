package org

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"samlharness/record"
)

// maxEntityID is the longest entity identifier in characters (SAML Core 8.3.6).
const maxEntityID = 1024

// checkMicrosoftEntityID is the rule of the office365 connector, made when an application is saved: https://domain.com
// or urn:uri:domain.com. JumpCloud looks at the prefix and does not compare the rest with any domain, so a trailing
// slash, a path or another company's name is stored as typed, and fails at Microsoft. Source: JumpCloud support "SSO
// with Microsoft 365"; the words are those of its PowerShell module.
func checkMicrosoftEntityID(id string) error {
	for _, prefix := range []string{"https://", "urn:uri:"} {
		if rest, ok := strings.CutPrefix(id, prefix); ok && rest != "" {
			return nil
		}
	}
	return &record.Refusal{Code: CodeEntityIDPrefix, OwnCode: true,
		Message: fmt.Sprintf("The supplied EntityID: %s does not appear to be correct. The domain name may be missing "+
			"'https://' or 'urn:uri:' "+
			"as a prefix to the domain name. EX: within the JumpCloud SSO application for O365, supply an EntityID value "+
			"such as "+
			"'https://myDomain.com' or 'urn:uri:myDomain.com'", id),
		Expected: "https://domain.com or urn:uri:domain.com", Got: id,
		Fix: "put https:// or urn:uri: before the domain to federate"}
}

// checkIdentifier refuses what cannot stand in a message as it was typed.
func checkIdentifier(field, id string) error {
	if id == "" || !utf8.ValidString(id) || utf8.RuneCountInString(id) > maxEntityID ||
		strings.ContainsFunc(id, unprintable) {
		return invalid(field, fmt.Sprintf("1 to %d printable characters", maxEntityID), id)
	}
	return nil
}
