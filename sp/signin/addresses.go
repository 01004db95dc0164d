package signin

// federationPath is the page that sends a federated user on; home-realm discovery names it as the address of a SAML
// domain. The real service's address for that is not known.
const federationPath = "/common/federation/redirect"

// loginPath takes the name page and the password page.
const loginPath = "/common/login"
