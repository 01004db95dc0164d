package federation

import "samlharness/record"

// Parity lists what of the module JumpCloud.Office365.SSO, and of Graph's known traps, the operator has.
func Parity() []record.Behaviour {
	const (
		module = "github.com/TheJumpCloud/support, PowerShell/JumpCloud.Office365.SSO 0.11.0"
		defect = "a defect of " + module + " that the operator does not have"
	)
	row := record.Table{Party: record.Operator, Prefix: "operator.", Package: "federation"}.Row
	return append([]record.Behaviour{
		row("metadata.file", "The metadata file exists and its name ends in .xml, in any letter case.", record.Documented, module, "TestReadMetadataFileRefusesTheFile"),
		row("metadata.entity-id", "The entity ID must begin with https:// or urn:uri:, in any letter case; the rest is the domain.", record.Documented, module, "TestReadMetadataFile"),
		row("metadata.entity-id-prefix", "An entity ID without the prefix is refused in the module's words.", record.Documented, module, "TestEntityIDPrefix"),
		row("metadata.entity-id-path", "A slash or path after the domain ends in the module's \"Typo?\" text, with the entity ID to set.", record.Documented, module, "TestEntityIDWithMoreThanADomain"),
		row("metadata.entity-id-anchored", "Text before the prefix is refused; the module cuts it off, and no assertion has that issuer then.", record.Assumed, defect, "TestEntityIDPrefix/xhttps://contoso.com"),
		row("metadata.single-service", "One SingleSignOnService is enough; the module takes its address's first letter for the address.", record.Assumed, defect, "TestSingleSignOnService"),
		row("metadata.certificates", "Two signing certificates become the current and the next; the module sends an array.", record.Assumed, defect, "TestSeveralCertificates"),
		row("metadata.certificate-blanks", "Blanks and line ends in the certificate are dropped; the module sends them.", record.Assumed, defect, "TestBlanksInTheCertificate"),
		row("enable.members", "The configuration has displayName, issuerUri, both sign-in URIs, signOutUri of the User Portal, saml, acceptIfMfaDoneByFederatedIdp and the certificate.", record.Documented, module, "TestEnable"),
		row("enable.texts", "Success says \"SSO Configured for domain\" and warns of 20 minutes.", record.Documented, module, "TestEnable"),
		row("enable.typo", "A domain that the tenant does not have, or has not verified, gets the module's \"Typo?\" text.", record.Documented, module, "TestEnableRefusesDomains"),
		row("enable.directory-sync", "Directory synchronization gets the module's warning; the module's own test for it never fires.", record.Assumed, defect, "TestEnableWarns/directory synchronization"),
		row("enable.read-back", "Nothing is called configured that does not read back as it was sent; the module says so after a failed call too.", record.Assumed, defect, "TestNothingIsCalledConfiguredThatDoesNotReadBack"),
		row("show.not-configured", "A Managed domain is \"not configured\", without an error; the module prints one and connects again.", record.Documented, module, "TestShow"),
		row("disable.texts", "Success says \"SSO disabled for domain\" and warns of 20 minutes.", record.Documented, module, "TestDisable"),
		row("disable.managed", "Disabling a Managed domain says that federation is not configured and changes nothing.", record.Assumed, "our choice: the module changes what needs no change", "TestDisableAManagedDomain"),
	}, graphTraps(row)...)
}

// graphTraps are the rows of what Microsoft Graph is known to do to operators.
func graphTraps(row func(id, says string, grade record.Grade, source, witness string) record.Behaviour) []record.Behaviour {
	const contrib = "microsoftgraph/microsoft-graph-docs-contrib#"
	return []record.Behaviour{
		row("graph.already-federated", "A second configuration is refused with \"Domain already has Federation Configuration set.\" and the advice to disable first.", record.Observed,
			"MicrosoftDocs/windowsserverdocs#8021; JumpCloud support: SSO with Microsoft 365", "TestEnableWhileFederated"),
		row("graph.empty-list", "404 instead of an empty list means \"not federated\" only when the domain says Managed.", record.Observed, contrib+"8525", "TestShowHalfFederated"),
		row("graph.half-created", "After a 500 that leaves the domain Federated without a configuration it is set back to Managed.", record.Observed, contrib+"1389; the cure is inferred", "TestHalfCreatedDomainIsMended"),
		row("graph.no-retry", "Writes are not tried again after a 500 or a lost answer; they are read back.", record.Assumed, "our choice, because of "+contrib+"1389", "TestWritesAreTriedAgainOnlyWhereThatIsSafe"),
		row("graph.permissions", "A 403 is explained with the scopes and roles that Graph does not name.", record.Observed, contrib+"8747; microsoftgraph/msgraph-sdk-powershell#3624", "TestGraphRefusals"),
		row("guard", "A real tenant is changed only when every condition of the guard holds and a snapshot was written.", record.Assumed, "our choice: a real tenant is not a test world", "TestGuardConditions"),
	}
}
