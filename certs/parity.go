package certs

import "samlharness/record"

// Parity lists what of JumpCloud's certificates is emulated.
func Parity() []record.Behaviour {
	const samples = "certificates published with JumpCloud SAML metadata, 2020 to 2025"
	row := record.Table{Party: record.JumpCloud, Prefix: "jumpcloud.certificate.", Package: "certs"}.Row
	return []record.Behaviour{
		row("name", "Subject and issuer are C=US, ST=CO, L=Boulder, O, OU=JumpCloudSAMLIdP, CN=JumpCloudSAMLUser in this order, as PrintableString.", record.Observed, samples, "TestProfileName"),
		row("name-utf8", "An organization's name with a character outside PrintableString is a UTF8String.", record.Assumed, "our choice: what Go's and most other encoders do", "TestProfileName/ampersand"),
		row("organization", "O is the organization's display name, JumpCloud when it has none.", record.Observed, samples, "TestProfileName/no name"),
		row("structure", "X.509 v3, self-signed with SHA-256, exponent 65537, no extensions.", record.Observed, samples, "TestProfileStructure"),
		row("key", "Keys are RSA-4096 unless a smaller one is asked for.", record.Observed, samples, "TestProfileWithTheDefaultKey"),
		row("serial", "Serial numbers are random, of 160 bits, positive.", record.Observed, samples, "TestProfileSerialNumber"),
		row("validity", "Validity is five calendar years to the second.", record.Observed, samples, "TestProfileValidity/five years"),
		row("validity-leap", "A validity that begins on 29 February ends on 1 March.", record.Assumed, "our choice: what calendar arithmetic of Go and JavaScript does", "TestProfileValidity/29 February"),
	}
}
