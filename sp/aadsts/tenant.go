package aadsts

// tenant are the texts about home realms and tenants.
var tenant = map[Code]string{
	"500021": `Access to '{tenant}' tenant is denied.`,
	"50059":  `No tenant-identifying information found in either the request or implied by any provided credentials.`,
	"50128":  `No tenant-identifying information found in either the request or implied by any provided credentials.`,
	"50143":  `Session mismatch. The session is invalid because user tenant does not match the domain hint.`,
	"50157":  `User redirection required for routing.`,
	"50194":  `Application '{appId}'({appName}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '{time}'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
	"51001":  `Domain Hint must be present with On-Premises Security Identifier/ On-Premises UPN.`,
	"75019":  `A domain hint can be specified either in the AuthnRequest or as a query string parameter, but not both.`,
	"90002":  `Tenant '{tenant_name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
	"900021": `Requested tenant identifier '{tenant_id}' is not valid. Tenant identifiers may not be an empty GUID.`,
	"900023": `Specified tenant identifier '{tenant_id}' is neither a valid DNS name, nor a valid external domain.`,
	"90019":  `No tenant-identifying information found in either the request or implied by any provided credentials.`,
	"90038":  `Tenant '{tenant_name}' request is being redirected to the National Cloud '{cloud}'.`,
	"90101":  `The supplied data isn't a valid email address. Please provide it in the format someone@example.com`,
	"90125":  `{userName} isn't in our system. Make sure you entered the user name correctly.`,
	"90126":  `User Type is not supported on this endpoint. The system can't infer the user's tenant from the user name: {userName}`,
}
