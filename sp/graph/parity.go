package graph

import "samlharness/record"

// Parity is what this package emulates of Microsoft Graph. The rules behind it are in the directory's table.
func Parity() []record.Behaviour {
	const facts = "facts/microsoft-graph.md "
	row := func(id, says string, grade record.Grade, source, witness string) record.Behaviour {
		return record.Behaviour{ID: "entra.graph." + id, Party: record.Microsoft, Says: says, Grade: grade, Source: facts + source, Witness: "sp/graph." + witness}
	}
	return []record.Behaviour{
		row("token", "A missing, malformed or expired token is 401 InvalidAuthenticationToken with the literal text.", record.Observed, "§10", "TestTokens"),
		row("permissions", "When permissions are checked, a call without one is 403, and the answer does not name it.", record.Documented, "§2, §10", "TestPermissions"),
		row("permissions.off", "Permissions are not checked unless asked for.", record.Assumed, "§17 no. 6", "TestPermissions"),
		row("headers", "Every answer carries request-id, the echoed client-request-id and the diagnostic headers; never x-ms-error-code.", record.Observed, "§10", "TestHeaders"),
		row("paths", "Case, a trailing slash, the key form and the tenant prefix of a path do not matter.", record.Documented, "§10", "TestPaths"),
		row("segment", "An unknown segment is 400 BadRequest and named.", record.Observed, "§10", "TestPaths"),
		row("method", "A method that the resource does not take is 405 Request_BadRequest.", record.Documented, "§10", "TestPaths"),
		row("json", "A body that is no strict JSON object is refused by the gateway; single quotes too.", record.Observed, "§6, §19", "TestBodies"),
		row("gzip", "Bodies may come as gzip; another encoding is 415.", record.Observed, "§12", "TestBodies"),
		row("unknown-properties", "Unknown properties of a body are ignored, with a log line.", record.Assumed, "§4, §19", "TestBodies"),
		row("domains", "Domains are shown with the documented properties; $select and $filter work, $search does not.", record.Documented, "§3", "TestDomains"),
		row("domain.create-federated", "A domain cannot be created as Federated.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.to-federated", "PATCH from Managed to Federated is refused, and does nothing on a federated domain.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.patch-configuration", "PATCH of a domain with a federationConfiguration inside is 500.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.to-managed", "PATCH to Managed answers 204 and the configuration is gone.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.password-properties", "A federated domain shows no password properties.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.references", "domainNameReferences of a federated domain is refused.", record.Observed, "§3", "TestPatchDomain"),
		row("domain.dns", "The verification records are a TXT and an MX record.", record.Documented, "§3", "TestDomainLife"),
		row("domain.promote", "A verified subdomain can be promoted.", record.Documented, "§3", "TestPromote"),
		row("federation.list-404", "The list of a managed domain is 404, never empty.", record.Documented, "§4", "TestFederationLife"),
		row("federation.created", "POST answers 201 with the configuration and its Location.", record.Documented, "§4", "TestFederationLife"),
		row("federation.entity", "One configuration is shown as a bare entity, not wrapped in value.", record.Assumed, "§4", "TestFederationLife"),
		row("federation.updated", "PATCH of a configuration answers 200 with the entity.", record.Documented, "§4", "TestFederationLife"),
		row("federation.deleted", "DELETE answers 204 and the domain is Managed.", record.Documented, "§4", "TestFederationLife"),
		row("federation.empty-enum", "An empty text for an enumeration is refused where null is not.", record.Observed, "§4 rule 3", "TestFederationRules/prompt empty"),
		row("federation.half", "After a create without certificate the domain is Federated and its list 404.", record.Observed, "§4 rule 6", "TestFederationRules"),
		row("organization", "The organization shows its verified domains in step with the domains.", record.Documented, "§6", "TestFederationLife"),
		row("organization.sync", "onPremisesSyncEnabled is read-only in v1.0 and can be set in beta, at once.", record.Observed, "§6, §19", "TestOrganization"),
		row("users.default-set", "onPremisesImmutableId and accountEnabled come with $select only.", record.Observed, "§7", "TestUserLife"),
		row("users.immutable-id-null", "null and the empty text clear onPremisesImmutableId.", record.Observed, "§7", "TestUserLife"),
		row("users.conflict", "A duplicate is 400 with the detail ObjectConflict.", record.Observed, "§7", "TestUserRules"),
		row("users.required", "A new user needs five properties; the text is ours.", record.Assumed, "§7", "TestUserRules"),
		row("users.paging", "Users come in pages of 100, at most 999, with an opaque nextLink that repeats the options.", record.Assumed, "§10", "TestPaging"),
		row("users.filter", "eq and startsWith filter users; ne, not and endsWith need ConsistencyLevel and $count.", record.Documented, "§10", "TestUserFilter"),
		row("select-unknown", "Names in $select that are not emulated are left out, with a log line.", record.Assumed, "§19", "TestUserLife"),
		row("batch", "A batch answers each of its requests; a failed dependsOn is 424, a wrong verb 405.", record.Documented, "§9", "TestBatch"),
		row("batch.limits", "A batch holds at most 20 requests with unique ids; the texts are ours.", record.Documented, "§9", "TestBatchAsAWhole"),
		row("roles.members", "Global Administrators are the members of their directory role, in both forms of the path.", record.Documented, "§8", "TestGlobalAdministrators"),
		row("roles.assignment-id", "The id of a role assignment is made of template and principal.", record.Assumed, "§8", "TestGlobalAdministrators"),
		row("policies.security-defaults", "Security defaults can be read and switched.", record.Documented, "§8", "TestPolicies"),
		row("policies.token-validation", "The federated token validation policy takes PUT and PATCH and answers 200.", record.Documented, "§5, §19", "TestPolicies"),
	}
}
