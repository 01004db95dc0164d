package directory

import "samlharness/record"

const (
	graphFacts  = "facts/microsoft-graph.md "
	signinFacts = "facts/microsoft-signin.md "
	here        = "sp/directory."
)

// Parity is what this package emulates of the directory behind Microsoft Graph.
func Parity() []record.Behaviour {
	row := func(id, says string, grade record.Grade, source, witness string) record.Behaviour {
		return record.Behaviour{ID: "entra.directory." + id, Party: record.Microsoft, Says: says, Grade: grade, Source: source, Witness: here + witness}
	}
	return []record.Behaviour{
		row("federation.federates", "Creating a federation configuration makes the domain Federated; there is no second step.", record.Observed, graphFacts+"§4", "TestCreateFederation"),
		row("federation.unverified", "An unverified domain cannot be federated; the text is ours.", record.Assumed, graphFacts+"§4 rule 1, §19", "TestCreateFederationRules/unverified"),
		row("federation.initial", "The initial domain cannot be federated; the text is ours.", record.Assumed, graphFacts+"§4 rule 1, §19", "TestCreateFederationRules/initial and default"),
		row("federation.twice", "A federated domain refuses a second configuration.", record.Observed, graphFacts+"§4 rule 2", "TestCreateFederationRules/federated already"),
		row("federation.mfa-missing", "A configuration without federatedIdpMfaBehavior is refused.", record.Observed, graphFacts+"§4 rule 3", "TestCreateFederationRules/no MFA behaviour"),
		row("federation.issuer-uri", "An issuerUri that is no URI is refused.", record.Observed, graphFacts+"§4 rule 4", "TestCreateFederationRules/bare domain as issuer"),
		row("federation.issuer-unique", "An issuerUri serves one domain only.", record.Observed, graphFacts+"§4 rule 5", "TestCreateFederationRules/issuer of another domain"),
		row("federation.no-certificate", "Without signing certificate the create fails with 500 and leaves the domain Federated without a configuration.", record.Observed, graphFacts+"§4 rule 6", "TestMissingCertificateLeavesADomainHalfFederated"),
		row("federation.enum-case", "Enumerated values are case-sensitive: SAMLP fails.", record.Observed, graphFacts+"§4 rule 7", "TestCreateFederationRules/MSOnline spelling"),
		row("federation.pem", "A certificate in PEM armour is taken and shown as bare base64.", record.Assumed, graphFacts+"§19", "TestCreateFederation"),
		row("federation.managed-to-federated", "A PATCH of authenticationType from Managed to Federated is refused.", record.Observed, graphFacts+"§3", "TestManagedAndFederatedByPatch"),
		row("federation.delete", "Deleting the configuration leaves the domain Managed.", record.Documented, graphFacts+"§4", "TestUpdateFederation"),
		row("propagation", "The sign-in service sees each federation change only after the propagation delay.", record.Documented, signinFacts+"2.6", "TestPropagation"),
		row("propagation.default", "The propagation delay is none unless one is set.", record.Assumed, signinFacts+"§5 no. 15", "TestUpdateFederation"),
		row("domain.subdomain", "A subdomain of a verified root is verified at once and inherits the root's federation.", record.Documented, graphFacts+"§3", "TestSubdomain"),
		row("domain.default-managed", "A federated domain cannot become the default one; the text is ours.", record.Documented, graphFacts+"§3, §19", "TestDefaultDomain"),
		row("domain.verify", "Verification succeeds without looking at DNS.", record.Assumed, "our choice: a world has no DNS", "TestDomains"),
		row("user.immutable-id-needed", "A user of a federated domain must be created with an immutable ID.", record.Documented, graphFacts+"§7", "TestCreateUserRules/no immutable ID in a federated domain"),
		row("user.immutable-id-alphabet", "An immutable ID holds neither $ nor  ; the text is ours.", record.Documented, graphFacts+"§7", "TestCreateUserRules/dollar in it"),
		row("user.immutable-id-unique", "Two users never have the same immutable ID.", record.Documented, signinFacts+"2.2", "TestCreateUserRules/same immutable ID"),
		row("user.immutable-id-case", "Immutable IDs are compared with case.", record.Assumed, signinFacts+"2.2", "TestUsersAreFound"),
		row("user.immutable-id-change", "The immutable ID of a user in a federated domain cannot be changed; the text is ours.", record.Observed, graphFacts+"§7", "TestUpdateUserRules"),
		row("user.immutable-id-first", "A user of a federated domain that has no immutable ID may get one.", record.Assumed, "our choice", "TestUpdateUserRules"),
		row("user.upn-between-federated", "A user principal name cannot go from one federated domain straight to another; the text is ours.", record.Observed, graphFacts+"§7", "TestUpdateUserRules"),
		row("user.password-survives", "Federating a domain and going back keeps the users' cloud passwords; Microsoft says that each converted user needs a new one.", record.Assumed, "our choice", "TestPasswordsSurviveFederation"),
		row("policy.default", "The federated token validation policy is 'all' by default.", record.Documented, graphFacts+"§5", "TestPoliciesAndOrganization"),
		row("policy.security-defaults", "Security defaults are off in a new tenant.", record.Assumed, "our choice", "TestPoliciesAndOrganization"),
	}
}
