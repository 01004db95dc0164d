package org

// The hosts of JumpCloud at which an organization is reached.
const (
	HostSSO     = "sso.jumpcloud.com"            // SAML sign-on and public metadata
	HostConsole = "console.jumpcloud.com"        // login, User Portal, API
	HostAPI     = "api.jumpcloud.com"            // Directory Insights
	HostOAuth   = "admin-oauth.id.jumpcloud.com" // access tokens of service accounts
)
