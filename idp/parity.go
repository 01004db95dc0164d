package idp

import "samlharness/record"

// Parity lists what of JumpCloud is emulated here.
func Parity() []record.Behaviour {
	const (
		sso365      = "JumpCloud support: SSO with Microsoft 365"
		fields      = "JumpCloud support: SSO Application Connector Fields"
		states      = "JumpCloud support: user states and password statuses"
		module      = "TheJumpCloud/support, PowerShell module JumpCloud.Office365.SSO"
		aws         = "Versent/saml2aws pkg/provider/jumpcloud; GuildEducationInc/aws-jumpcloud"
		events      = "Sekoia.io documentation: JumpCloud event samples"
		guides      = "screenshots of the connector in public guides (bitwarden/help, ory/docs, scalekit-inc/developer-docs)"
		unpublished = "our choice: JumpCloud does not publish it"
	)
	row := record.Table{Party: record.JumpCloud, Prefix: "jumpcloud.", Package: "idp"}.Row
	proof := record.Table{Party: record.JumpCloud, Prefix: "jumpcloud.", Package: "interop"}.Row
	return []record.Behaviour{
		row("app.entity-id-rule", "The office365 connector saves only an IdP Entity ID that begins with https:// or urn:uri:.", record.Documented, sso365, "TestEntityIDRule/bare domain"),
		row("app.entity-id-text", "The refusal of an IdP Entity ID explains the two prefixes in the words of the PowerShell module.", record.Assumed, "our choice: the words of "+module, "TestEntityIDRule"),
		row("app.entity-id-as-typed", "What follows the prefix is stored as typed: trailing slash, path, another domain.", record.Assumed, unpublished, "TestEntityIDRule/trailing slash"),
		row("app.template", "The office365 template has Microsoft's entity ID and ACS URL fixed, and YOUR_DOMAIN in IdP Entity ID and Login URL.", record.Documented, sso365+"; that the fields are fixed is inferred", "TestOffice365Template"),
		row("app.slug-unique", "A slug is unique in the organization and cannot be changed after creation.", record.Documented, sso365+"; uniqueness is inferred", "TestApplicationsRefused/slug taken"),
		row("app.signing-defaults", "The assertion is signed and the response is not, unless switched.", record.Assumed, "our choice: public sources disagree, and Microsoft needs the assertion signed", "TestOffice365Template"),
		row("app.implicit-deny", "Nobody may use an application unless a group of theirs is bound to it; the page has status 200 and no SAMLResponse.", record.Documented, sso365+"; the page is our choice", "TestRefusedSignOn/group unbound"),
		row("app.unreachable", "An unknown or inactive application is refused as application unreachable.", record.Observed, events+"; for an inactive application inferred", "TestRefusedSignOn/unknown slug"),
		row("app.refusals-alike", "To its reader the page is the same for an unknown application and for one without access.", record.Observed, aws, "TestRefusalsLookAlike"),
		row("app.hidden", "An application that is not shown in the User Portal keeps its sign-on.", record.Documented, sso365, "TestPortalAPI"),
		row("app.tile", "The tile opens the Login URL; when that is empty it starts unsolicited sign-on with the Default RelayState.", record.Observed, guides, "TestIdentityProviderInitiated"),
		proof("app.saml2", "A custom SAML application signs people in at a service provider of any make, and sends user, constant and group attributes.", record.Documented, fields, "TestCrewjamServiceProvider"),
		proof("app.saml2-unsolicited", "The tile of a custom SAML application signs people in at a service provider that takes unsolicited responses.", record.Documented, fields, "TestCrewjamServiceProviderUnsolicited"),

		row("certificate.regenerate", "A regenerated certificate replaces the old pair at once.", record.Documented, "JumpCloud support: Manage Public Certificate and Private Key Pairs", "TestRegeneratedCertificateStopsTheOld"),
		row("metadata.shape", "The exported metadata is one line with one signing certificate, one NameIDFormat and both bindings.", record.Observed, "exports published with greenpau/go-authcrunch (testdata/saml/jumpcloud) and an example of samael", "TestMetadataExport"),
		row("metadata.file-name", "The export is called JumpCloud-<template>-metadata.xml, after the template and not the slug.", record.Documented, fields, "TestCustomApplication"),
		row("metadata.api", "The API gives the metadata to the organization's x-api-key.", record.Observed, "JumpCloud API 1.0; newriverstrat/terraform-provider-jumpcloud", "TestMetadataAPI"),

		row("request.bindings", "Requests are taken by POST and by Redirect at the same address.", record.Observed, "public field reports", "TestServiceProviderInitiated/Redirect"),
		row("request.parked", "Without a session a request is parked under a UUID samlToken and the browser goes to the login page.", record.Observed, "public field reports", "TestServiceProviderInitiated/POST"),
		row("request.parked-once", "A parked request works once.", record.Assumed, unpublished, "TestParkedRequestWorksOnce"),
		row("request.parked-time", "A parked request waits fifteen minutes.", record.Assumed, unpublished, "TestParkedRequestExpires"),
		row("request.acs", "A response goes to a registered ACS URL; a request that names another is refused as application unreachable.", record.Assumed, "our choice, after SAML Core 3.4.1: the address belongs to the requester", "TestRefusedSignOn/unknown ACS URL"),
		row("request.issuer", "A request whose Issuer is not the SP Entity ID is refused as application unreachable.", record.Assumed, unpublished, "TestRefusedSignOn/another service provider"),
		row("request.destination", "A request whose Destination is another address is refused as application unreachable.", record.Assumed, "SAML Core 3.2.1", "TestRefusedSignOn/another destination"),
		row("request.nameid-format", "The NameID has the application's format, whatever the request's NameIDPolicy asks.", record.Assumed, fields, "TestRequestIsHonouredWhenItFits/other NameID format"),
		row("request.force-authn", "ForceAuthn asks for the password again, session or not.", record.Assumed, "SAML Core 3.4.1", "TestForceAuthn"),
		row("request.passive", "IsPassive without a session ends in JumpCloud's own page.", record.Assumed, "our choice: by default no failure response goes to the service provider", "TestPassiveRequestIsNotAsked"),
		row("request.unreadable", "A request that cannot be read ends in a page with status 200.", record.Assumed, unpublished, "TestUnreadableRequests"),
		proof("request.signature", "A signed request is taken; without an SP certificate, which cannot be uploaded here, nobody looks at its signature.", record.Assumed, fields+"; what happens without the certificate is inferred", "TestCrewjamServiceProvider/POST, request signed"),
		row("response.shape", "The response has the shape that the Microsoft 365 connector must satisfy: NameID, audience, recipient, windows, IDPEmail.", record.Assumed, "Microsoft Learn: Use a SAML 2.0 Identity Provider for single sign-on", "TestServiceProviderInitiated"),
		row("response.unsolicited", "A response that nobody asked for has no InResponseTo.", record.Assumed, "SAML Core 3.2.2", "TestIdentityProviderInitiated"),
		row("response.signature", "The assertion is signed with RSA-SHA256, and xmlsec verifies it.", record.Observed, guides+": RSA-SHA256 is the default", "TestXmlsecVerifiesWhatIsIssued"),
		row("response.unbound-user", "A user without immutable ID is sent with the user's id as NameID.", record.Assumed, "our choice: so that Microsoft is the one to refuse, with 51004", "TestDirectoryBinding"),

		row("directory.immutable-id-value", "An immutable ID that JumpCloud gives is the user's id as it is, not base64 of it.", record.Documented, "TheJumpCloud/support ImmutableIDUpdate.ps1", "TestDirectoryBinding"),
		row("directory.immutable-id", "Binding to the M365 directory writes the user's 24-hex id as immutable ID, unless one was imported.", record.Assumed, "TheJumpCloud/support ImmutableIDUpdate.ps1 for the value; that binding writes it is inferred", "TestDirectoryBinding"),
		row("directory.sync-error", "When Microsoft does not take the immutable ID, the binding stays and carries the error.", record.Assumed, "JumpCloud support: M365 directory sync errors; that the binding stays is inferred", "TestDirectoryBinding"),
		row("user.id", "A user's id is 24 hexadecimal digits.", record.Documented, "JumpCloud API 1.0", "TestUsers"),
		row("user.all-users", "Every user is in the group All Users.", record.Observed, guides, "TestUsers"),

		row("login.page", "The login page fills in the name that was typed at the service provider, and has JumpCloud's field names.", record.Observed, "public scripts that drive the page, for its field names; the name filled in is our choice", "TestServiceProviderInitiated"),
		row("login.portal-steps", "The portal's login asks for the e-mail address first, then for the password.", record.Documented, "JumpCloud support: log in to the User Portal", "TestIdentityProviderInitiated"),
		row("login.wrong", "A wrong password and an unknown user get the same answer: 401 Authentication failed.", record.Observed, aws, "TestJSONSignInRefused/wrong password"),
		row("login.state", "A suspended or staged user may not sign in whatever the password.", record.Documented, states, "TestRefusedPassword/suspended"),
		row("login.state-answer", "Users who may not sign in get the answer to a wrong password.", record.Assumed, unpublished, "TestRefusedPassword/staged"),
		row("login.locked-page", "A locked user reads that an administrator must unlock the account.", record.Documented, "JumpCloud support: My account is locked", "TestRefusedPassword/locked"),
		row("login.lockout", "Five wrong passwords lock an account for 900 seconds; ten minutes without one forget them.", record.Assumed, "our choice: JumpCloud does not publish its defaults", "TestLockout"),
		row("login.json", "The login API takes the token of /userconsole/xsrf and the keys of the body in any case.", record.Observed, aws, "TestJSONSignIn"),
		row("login.xsrf", "The XSRF token is good for 15 minutes; without one the answer is 403.", record.Assumed, "clients report the lifetime; the answer is our choice", "TestXSRFToken"),
		row("session.cookie", "The session cookie is _jumpcloud_user_console_, for both hosts, without an expiry date.", record.Observed, aws, "TestSessionCookie"),
		row("session.reused", "With a session, applications open without a prompt.", record.Documented, "JumpCloud support: conditional access", "TestSessionAnswersWithoutPrompt"),
		row("session.idle", "A session ends after an hour without use.", record.Assumed, "our choice: JumpCloud does not publish its default", "TestSessionLivesWhileUsed"),
		row("session.suspended", "Suspending a user ends their sessions.", record.Documented, states, "TestSuspensionEndsSessions"),
		row("session.logout", "Logging out ends the session at JumpCloud; service providers hear nothing.", record.Observed, "no SingleLogoutService in published metadata", "TestLogout"),
	}
}
