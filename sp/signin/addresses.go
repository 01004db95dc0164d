package signin

// The hosts of the service.
const (
	loginHost    = "login.microsoftonline.com"
	metadataHost = "nexus.microsoftonline-p.com"
	// landingHost is where a user arrives who asked for no application, newLandingHost its newer name.
	landingHost    = "www.office.com"
	newLandingHost = "m365.cloud.microsoft"
)

// federationPath is the page that sends a federated user on; home-realm discovery names it as the address of a SAML
// domain. The real service's address for that is not known.
const federationPath = "/common/federation/redirect"

// loginPath takes the name page and the password page.
const loginPath = "/common/login"
