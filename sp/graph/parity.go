package graph

import "samlharness/record"

// Parity is what this package emulates of Microsoft Graph. The rules behind it are in the directory's table.
func Parity() []record.Behaviour {
	const (
		contrib    = "microsoftgraph/microsoft-graph-docs-contrib#"
		powershell = "microsoftgraph/msgraph-sdk-powershell#"
		batch      = "Microsoft Learn: Combine multiple HTTP requests using JSON batching"
	)
	row := record.Table{Party: record.Microsoft, Prefix: "entra.graph.", Package: "sp/graph"}.Row
	return []record.Behaviour{
		row("token", "A missing, malformed or expired token is 401 InvalidAuthenticationToken with the literal text.", record.Observed, "microsoftgraph/msgraph-sdk-powershell#2731; Microsoft365DSC/Microsoft365DSC#4427; the text for a malformed token is partly inferred", "TestTokens"),
		row("permissions", "When permissions are checked, a call without one is 403, and the answer does not name it.", record.Documented, "Microsoft Graph permissions reference; microsoftgraph/msgraph-sdk-powershell#2873", "TestPermissions"),
		row("permissions.off", "Permissions are not checked unless asked for.", record.Assumed, "our choice: most tests are not about permissions", "TestPermissions"),
		row("headers", "Every answer carries request-id, the echoed client-request-id and the diagnostic headers; never x-ms-error-code.", record.Observed, powershell+"2826; azcore would take x-ms-error-code for the code", "TestHeaders"),
		row("paths", "Case, a trailing slash, the key form and the tenant prefix of a path do not matter.", record.Documented, "Microsoft Graph REST v1.0: samples of paths; the key form is inferred", "TestPaths"),
		row("segment", "An unknown segment is 400 BadRequest and named.", record.Observed, "public reports of the answer", "TestPaths"),
		row("method", "A method that the resource does not take is 405 Request_BadRequest.", record.Documented, "Microsoft Graph error responses and resource types", "TestPaths"),
		row("json", "A body that is no strict JSON object is refused by the gateway; single quotes too.", record.Observed, contrib+"6337; for single quotes our choice", "TestBodies"),
		row("gzip", "Bodies may come as gzip; another encoding is 415.", record.Observed, "msgraph-sdk-go compresses bodies and repeats them plain after a 415", "TestBodies"),
		row("unknown-properties", "Unknown properties of a body are ignored, with a log line.", record.Assumed, "our choice: JumpCloud's PowerShell module sends a stray DomainName", "TestBodies"),
		row("domains", "Domains are shown with the documented properties; $select and $filter work, $search does not.", record.Documented, "Microsoft Graph REST v1.0: domain resource type, List domains", "TestDomains"),
		row("domain.create-federated", "A domain cannot be created as Federated.", record.Observed, "MicrosoftDocs/entra-docs#281", "TestPatchDomain"),
		row("domain.to-federated", "PATCH from Managed to Federated is refused, and does nothing on a federated domain.", record.Observed, "microsoftgraph/microsoft-graph-docs#5401; no effect on a federated domain: inferred", "TestPatchDomain"),
		row("domain.patch-configuration", "PATCH of a domain with a federationConfiguration inside is 500.", record.Observed, "microsoftgraph/microsoft-graph-explorer-v4#4003", "TestPatchDomain"),
		row("domain.to-managed", "PATCH to Managed answers 204 and the configuration is gone.", record.Observed, "MicrosoftDocs/azure-docs#107476", "TestPatchDomain"),
		row("domain.password-properties", "A federated domain shows no password properties.", record.Observed, "cisagov/ScubaGear#1080", "TestPatchDomain"),
		row("domain.references", "domainNameReferences of a federated domain is refused.", record.Observed, "microsoftgraph/microsoft-graph-docs#10484", "TestPatchDomain"),
		row("domain.dns", "The verification records are a TXT and an MX record.", record.Documented, "Microsoft Graph REST v1.0: List verificationDnsRecords", "TestDomainLife"),
		row("domain.promote", "A verified subdomain can be promoted.", record.Documented, "Microsoft Graph REST v1.0: domain: promote", "TestPromote"),
		row("federation.list-404", "The list of a managed domain is 404, never empty.", record.Observed, contrib+"8525", "TestFederationLife"),
		row("federation.created", "POST answers 201 with the configuration and its Location.", record.Documented, "Microsoft Graph REST v1.0: Create internalDomainFederation; Location is inferred", "TestFederationLife"),
		row("federation.entity", "One configuration is shown as a bare entity, not wrapped in value.", record.Assumed, "our choice: Microsoft's sample wraps the entity, its SDKs read a bare one", "TestFederationLife"),
		row("federation.updated", "PATCH of a configuration answers 200 with the entity.", record.Documented, "Microsoft Graph REST v1.0: Update internalDomainFederation", "TestFederationLife"),
		row("federation.deleted", "DELETE answers 204 and the domain is Managed.", record.Documented, "Microsoft Graph REST v1.0: Delete internalDomainFederation", "TestFederationLife"),
		row("federation.empty-enum", "An empty text for an enumeration is refused where null is not.", record.Observed, "public runbooks", "TestFederationRules/prompt empty"),
		row("federation.half", "After a create without certificate the domain is Federated and its list 404.", record.Observed, contrib+"1389; microsoftgraph/microsoft-graph-docs#20203", "TestFederationRules"),
		row("organization", "The organization shows its verified domains in step with the domains.", record.Documented, "Microsoft Graph REST v1.0: organization resource type", "TestFederationLife"),
		row("organization.sync", "onPremisesSyncEnabled is read-only in v1.0 and can be set in beta, at once.", record.Observed, "microsoftgraph/microsoft-graph-docs#21601; that beta acts at once is our choice", "TestOrganization"),
		row("users.default-set", "onPremisesImmutableId and accountEnabled come with $select only.", record.Observed, powershell+"3110", "TestUserLife"),
		row("users.immutable-id-null", "null and the empty text clear onPremisesImmutableId.", record.Observed, powershell+"2514; "+powershell+"2819", "TestUserLife"),
		row("users.conflict", "A duplicate is 400 with the detail ObjectConflict.", record.Observed, "public reports of the answer", "TestUserRules"),
		row("users.required", "A new user needs five properties; the text is ours.", record.Documented, "Microsoft Graph REST v1.0: Create user", "TestUserRules"),
		row("users.paging", "Users come in pages of 100, at most 999, with an opaque nextLink that repeats the options.", record.Assumed, "Microsoft Graph REST v1.0: List users; the two numbers are inferred", "TestPaging"),
		row("users.filter", "eq and startsWith filter users; ne, not and endsWith need ConsistencyLevel and $count.", record.Documented, "Microsoft Learn: Advanced query capabilities on Microsoft Entra ID objects", "TestUserFilter"),
		row("select-unknown", "Names in $select that are not emulated are left out, with a log line.", record.Assumed, "our choice: scripts select more than they need", "TestUserLife"),
		row("batch", "A batch answers each of its requests; a failed dependsOn is 424, a wrong verb 405.", record.Documented, batch, "TestBatch"),
		row("batch.limits", "A batch holds at most 20 requests with unique ids; the texts are ours.", record.Documented, batch, "TestBatchAsAWhole"),
		row("roles.members", "Global Administrators are the members of their directory role, in both forms of the path.", record.Documented, "Microsoft Graph REST v1.0: List members of a directory role", "TestGlobalAdministrators"),
		row("roles.assignment-id", "The id of a role assignment is made of template and principal.", record.Assumed, "Microsoft Graph REST v1.0: List unifiedRoleAssignments; inferred from the sample", "TestGlobalAdministrators"),
		row("policies.security-defaults", "Security defaults can be read and switched.", record.Documented, "Microsoft Graph REST v1.0: identitySecurityDefaultsEnforcementPolicy resource type", "TestPolicies"),
		row("policies.token-validation", "The federated token validation policy takes PUT and PATCH and answers 200.", record.Documented, "Microsoft Graph REST v1.0: Update federatedTokenValidationPolicy; PATCH stands in older pages", "TestPolicies"),
	}
}
