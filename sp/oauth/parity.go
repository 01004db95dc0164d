package oauth

import "samlharness/record"

// Parity is what this package emulates of Microsoft's token service.
func Parity() []record.Behaviour {
	const graph, signin = "facts/microsoft-graph.md ", "facts/microsoft-signin.md "
	row := func(id, says string, grade record.Grade, source, witness string) record.Behaviour {
		return record.Behaviour{ID: "entra.oauth." + id, Party: record.Microsoft, Says: says, Grade: grade, Source: source, Witness: "sp/oauth." + witness}
	}
	return []record.Behaviour{
		row("discovery", "The OpenID discovery document names the tenant by its id, and the literal {tenantid} for common.", record.Observed, graph+"§11", "TestDiscovery"),
		row("keys", "The published keys verify the access tokens, whose claims are those of v1 tokens for Graph.", record.Documented, graph+"§12", "TestKeysVerifyTheToken"),
		row("azidentity", "azidentity gets an app-only token with a client secret.", record.Observed, graph+"§12, §13", "TestAzidentity"),
		row("msal-go", "MSAL Go gets an app-only token with a client secret.", record.Observed, graph+"§12, §13", "TestMSAL"),
		row("openid-scopes", "OpenID scopes and the claims parameter beside <resource>/.default are tolerated.", record.Observed, graph+"§12", "TestTokenRequests/OpenID scopes and claims"),
		row("v1", "The v1 endpoint takes a resource instead of a scope and answers numbers as strings.", record.Assumed, "our choice; the endpoint is named in facts/microsoft-graph.md §11", "TestTokenRequests/v1"),
		row("wrong-secret", "A wrong client secret is AADSTS7000215 with status 401.", record.Observed, graph+"§11", "TestTokenRequests/wrong secret"),
		row("no-secret", "A missing client secret is AADSTS7000218.", record.Observed, graph+"§11", "TestTokenRequests/no secret"),
		row("client-id", "A client id that is no id is AADSTS700038, without error_uri.", record.Observed, graph+"§11", "TestTokenRequests/client id is no id"),
		row("unknown-client", "A client id that is not in the tenant is AADSTS700016.", record.Observed, graph+"§11", "TestTokenRequests/unknown client"),
		row("unknown-resource", "A resource that is not in the tenant is AADSTS500011.", record.Observed, graph+"§11", "TestTokenRequests/unknown resource"),
		row("grant-type", "An unsupported grant type is AADSTS70003, without error_uri.", record.Observed, graph+"§11", "TestTokenRequests/unsupported grant"),
		row("missing-parameter", "A missing parameter is AADSTS900144 and names it.", record.Observed, graph+"§11", "TestTokenRequests/no scope"),
		row("scope", "A scope that is no resource's .default is AADSTS70011 for an app.", record.Documented, graph+"§11", "TestTokenRequests/scope without .default"),
		row("unknown-tenant", "A tenant that does not exist is AADSTS90002.", record.Documented, signin+"2.12", "TestUnknownTenant"),
		row("every-tenant", "Client credentials at common or organizations are refused with AADSTS50059.", record.Assumed, signin+"2.12", "TestTokenRequests/every tenant"),
		row("lifetime", "An access token holds 3599 seconds on the world's clock.", record.Assumed, graph+"§19", "TestVerifier/expired"),
		row("token-audience", "Graph refuses a token for another audience with its literal text.", record.Observed, graph+"§10", "TestVerifier/wrong audience"),
		row("token-expired", "Graph refuses an expired token with its literal text.", record.Observed, graph+"§10", "TestVerifier/expired"),
		row("token-empty", "Graph refuses a request without a token with its literal text.", record.Observed, graph+"§10", "TestVerifier/empty"),
		row("token-signature", "Graph refuses a token that the tenant did not sign; the text is ours.", record.Assumed, "our choice", "TestVerifier/signed by another key"),
	}
}
