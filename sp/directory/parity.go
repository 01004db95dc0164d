package directory

import "samlharness/record"

// Parity is what this package emulates of the directory behind Microsoft Graph.
func Parity() []record.Behaviour {
	const (
		fed  = "Microsoft Learn: Use a SAML 2.0 Identity Provider for single sign-on"
		user = "Microsoft Graph REST v1.0: user resource type"
	)
	row := record.Table{Party: record.Microsoft, Prefix: "entra.directory.", Package: "sp/directory"}.Row
	return []record.Behaviour{
		row("federation.federates", "Creating a federation configuration makes the domain Federated; there is no second step.", record.Observed, "public runbooks of New-MgDomainFederationConfiguration", "TestCreateFederation"),
		row("federation.unverified", "An unverified domain cannot be federated; the text is ours.", record.Documented, fed, "TestCreateFederationRules/unverified"),
		row("federation.initial", "Neither the initial nor the default domain can be federated; the text is ours.", record.Documented, fed+"; JumpCloud support: SSO with Microsoft 365", "TestCreateFederationRules"),
		row("federation.twice", "A federated domain refuses a second configuration.", record.Observed, "MicrosoftDocs/windowsserverdocs#8021", "TestCreateFederationRules/federated already"),
		row("federation.mfa-missing", "A configuration without federatedIdpMfaBehavior is refused.", record.Observed, "MicrosoftDocs/entra-docs#1619; public runbooks", "TestCreateFederationRules/no MFA behaviour"),
		row("federation.issuer-uri", "An issuerUri that is no URI is refused.", record.Observed, "microsoftgraph/msgraph-sdk-powershell#3184; TheJumpCloud/support#575", "TestCreateFederationRules/bare domain as issuer"),
		row("federation.issuer-unique", "An issuerUri serves one domain only.", record.Documented, "Microsoft Learn: Multiple domain support for federating with Microsoft Entra ID; microsoftgraph/msgraph-sdk-powershell#3625", "TestCreateFederationRules/issuer of another domain"),
		row("federation.no-certificate", "Without signing certificate the create fails with 500 and leaves the domain Federated without a configuration.", record.Observed, "microsoftgraph/microsoft-graph-docs-contrib#1389; microsoftgraph/microsoft-graph-docs#20203", "TestMissingCertificateLeavesADomainHalfFederated"),
		row("federation.enum-case", "Enumerated values are case-sensitive: SAMLP fails.", record.Observed, "history of TheJumpCloud/support, PowerShell module JumpCloud.Office365.SSO", "TestCreateFederationRules/MSOnline spelling"),
		row("federation.pem", "A certificate in PEM armour is taken and shown as bare base64.", record.Assumed, "our choice: public runbooks disagree whether armour is taken", "TestCreateFederation"),
		row("federation.managed-to-federated", "A PATCH of authenticationType from Managed to Federated is refused.", record.Observed, "microsoftgraph/microsoft-graph-docs#5401", "TestManagedAndFederatedByPatch"),
		row("federation.delete", "Deleting the configuration leaves the domain Managed.", record.Documented, "Microsoft Graph REST v1.0: Delete internalDomainFederation", "TestUpdateFederation"),
		row("propagation", "The sign-in service sees each federation change only after the propagation delay.", record.Documented, fed, "TestPropagation"),
		row("propagation.default", "The propagation delay is none unless one is set.", record.Assumed, "our choice: tests need not wait unless they ask to", "TestUpdateFederation"),
		row("domain.subdomain", "A subdomain of a verified root is verified at once and inherits the root's federation.", record.Documented, "Microsoft Learn: Change subdomain authentication type in Microsoft Entra ID", "TestSubdomain"),
		row("domain.default-managed", "A federated domain cannot become the default one; the text is ours.", record.Documented, "Microsoft Graph REST v1.0: Update domain; microsoftgraph/microsoft-graph-docs#20766", "TestDefaultDomain"),
		row("domain.verify", "Verification succeeds without looking at DNS.", record.Assumed, "our choice: a world has no DNS", "TestDomains"),
		row("user.immutable-id-needed", "A user of a federated domain must be created with an immutable ID.", record.Documented, user, "TestCreateUserRules/no immutable ID in a federated domain"),
		row("user.immutable-id-alphabet", "An immutable ID holds neither $ nor _; the text is ours.", record.Documented, user, "TestCreateUserRules/dollar in it"),
		row("user.immutable-id-unique", "Two users never have the same immutable ID.", record.Documented, user, "TestCreateUserRules/same immutable ID"),
		row("user.immutable-id-case", "Immutable IDs are compared with case.", record.Assumed, "our choice: base64 values differ by case alone", "TestUsersAreFound"),
		row("user.immutable-id-change", "The immutable ID of a user in a federated domain cannot be changed; the text is ours.", record.Observed, "MicrosoftDocs/azure-docs#5108; FoxIDs documentation", "TestUpdateUserRules"),
		row("user.immutable-id-first", "A user of a federated domain that has no immutable ID may get one.", record.Assumed, "our choice: JumpCloud binds users after their domain is federated too", "TestUpdateUserRules"),
		row("user.upn-between-federated", "A user principal name cannot go from one federated domain straight to another; the text is ours.", record.Observed, "Centrify KB-5964", "TestUpdateUserRules"),
		row("user.password-survives", "Federating a domain and going back keeps the users' cloud passwords; Microsoft says that each converted user needs a new one.", record.Assumed, "our choice: the passwords of a test world are known anyway", "TestPasswordsSurviveFederation"),
		row("policy.default", "The federated token validation policy is 'all' by default.", record.Documented, "Microsoft Graph REST v1.0: allDomains resource type", "TestPoliciesAndOrganization"),
		row("policy.security-defaults", "Security defaults are off in a new tenant.", record.Assumed, "our choice: multifactor authentication is not emulated", "TestPoliciesAndOrganization"),
	}
}
