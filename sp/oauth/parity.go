package oauth

import "samlharness/record"

// Parity is what this package emulates of Microsoft's token service.
func Parity() []record.Behaviour {
	const (
		codes     = "Microsoft Learn: Microsoft Entra authentication and authorization error codes"
		templates = "acalarch/azure-signinlog-results (2022); calvinchengx/entra-emulator, e2e/differential"
		captures  = "calvinchengx/entra-emulator, e2e/differential (2026)"
	)
	row := record.Table{Party: record.Microsoft, Prefix: "entra.oauth.", Package: "sp/oauth"}.Row
	return []record.Behaviour{
		row("discovery", "The OpenID discovery document names the tenant by its id, and the literal {tenantid} for common.", record.Observed, "shape of Microsoft's document; MSAL Go reads it, and expects {tenantid}", "TestDiscovery"),
		row("keys", "The published keys verify the access tokens, whose claims are those of v1 tokens for Graph.", record.Documented, "Microsoft Learn: Access token claims reference; some of Graph's own claims are inferred", "TestKeysVerifyTheToken"),
		row("azidentity", "azidentity gets an app-only token with a client secret.", record.Observed, "azidentity 1.15 itself", "TestAzidentity"),
		row("msal-go", "MSAL Go gets an app-only token with a client secret.", record.Observed, "MSAL Go 1.10 itself", "TestMSAL"),
		record.Table{Party: record.Microsoft, Prefix: "entra.oauth.", Package: "interop"}.Row("instance-discovery", "A client that discovers cloud and tenant by itself, under the production names, finds the tenant's token endpoint.",
			record.Observed, "MSAL Go 1.10 itself", "TestMSALGoWithInstanceDiscovery"),
		row("openid-scopes", "OpenID scopes and the claims parameter beside <resource>/.default are tolerated.", record.Observed, "what azidentity 1.15 and MSAL Go 1.10 send", "TestTokenRequests/OpenID scopes and claims"),
		row("v1", "The v1 endpoint takes a resource instead of a scope and answers numbers as strings.", record.Assumed, "our choice: clients name the endpoint, none of ours uses it", "TestTokenRequests/v1"),
		row("wrong-secret", "A wrong client secret is AADSTS7000215 with status 401.", record.Observed, templates, "TestTokenRequests/wrong secret"),
		row("no-secret", "A missing client secret is AADSTS7000218.", record.Documented, codes, "TestTokenRequests/no secret"),
		row("client-id", "A client id that is no id is AADSTS700038, without error_uri.", record.Observed, captures, "TestTokenRequests/client id is no id"),
		row("unknown-client", "A client id that is not in the tenant is AADSTS700016.", record.Documented, codes, "TestTokenRequests/unknown client"),
		row("unknown-resource", "A resource that is not in the tenant is AADSTS500011.", record.Documented, codes, "TestTokenRequests/unknown resource"),
		row("grant-type", "An unsupported grant type is AADSTS70003, without error_uri.", record.Observed, captures, "TestTokenRequests/unsupported grant"),
		row("missing-parameter", "A missing parameter is AADSTS900144 and names it.", record.Documented, codes, "TestTokenRequests/no scope"),
		row("scope", "A scope that is no resource's .default is AADSTS70011 for an app.", record.Documented, codes, "TestTokenRequests/scope without .default"),
		row("unknown-tenant", "A tenant that does not exist is AADSTS90002.", record.Documented, codes, "TestUnknownTenant"),
		row("every-tenant", "Client credentials at common or organizations are refused with AADSTS50059.", record.Assumed, codes+"; that this request gets it is inferred", "TestTokenRequests/every tenant"),
		row("lifetime", "An access token holds 3599 seconds on the world's clock.", record.Assumed, "our choice: the value in Microsoft's samples", "TestVerifier/expired"),
		row("token-audience", "Graph refuses a token for another audience with its literal text.", record.Observed, "microsoftgraph/microsoft-graph-docs#16208", "TestVerifier/wrong audience"),
		row("token-expired", "Graph refuses an expired token with its literal text.", record.Observed, "Microsoft365DSC/Microsoft365DSC#4427", "TestVerifier/expired"),
		row("token-empty", "Graph refuses a request without a token with its literal text.", record.Observed, "microsoftgraph/msgraph-sdk-powershell#2731; microsoftgraph/msgraph-sdk-dotnet-core#754", "TestVerifier/empty"),
		row("token-signature", "Graph refuses a token that the tenant did not sign; the text is ours.", record.Assumed, "our choice: no public report quotes the real text", "TestVerifier/signed by another key"),
	}
}
