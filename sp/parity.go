package sp

import "samlharness/record"

// Parity lists what of Microsoft's sign-in pages is emulated here; package loginsrf lists how responses are judged.
func Parity() []record.Behaviour {
	const (
		pages  = "public end-to-end test suites that drive the pages; dirkjanm/ROADtools"
		fed    = "Microsoft Learn: Use a SAML 2.0 Identity Provider for single sign-on"
		hrd    = "MicrosoftDocs/entra-docs, home-realm-discovery-policy.md"
		kmsi   = "MicrosoftDocs/entra-docs, how-to-manage-stay-signed-in-prompt.md"
		realms = "Gerenios/AADInternals AccessToken_utils.ps1; toneillcodes/EntraID-API-Library; netwrix/pingcastle"
	)
	row := record.Table{Party: record.Microsoft, Prefix: "entra.signin.", Package: "sp"}.Row
	proof := record.Table{Party: record.Microsoft, Prefix: "entra.signin.", Package: "interop"}.Row
	return []record.Behaviour{
		row("request", "The AuthnRequest is posted by a page that submits itself: no ACS, persistent NameIDPolicy, no Destination, unsigned.", record.Documented, fed, "TestFederatedUserSignsIn"),
		row("request-signed", "isSignedAuthenticationRequestRequired adds Destination and an RSA-SHA1 signature by the key of the metadata.", record.Documented, fed+"; KeyInfo left out", "TestSignedRequest"),
		row("request-username", "The form carries the typed name in the field username.", record.Observed, "simplesamlphp/simplesamlphp#1313; casdoor/casdoor#4159", "TestFederatedUserSignsIn"),
		row("relay-state", "RelayState is estsredirect=2&estsrequest=… and longer than 80 bytes.", record.Assumed, "our choice, after wctx of WS-Federation, which is alike", "TestFederatedUserSignsIn"),
		row("unsolicited", "A response that nobody asked for signs in and lands on the portal.", record.Observed, "Gerenios/AADInternals Open-Office365Portal", "TestIdentityProviderInitiatedSignInLandsOnThePortal"),
		proof("any-identity-provider", "An identity provider of any make whose metadata was registered signs users in by their immutable ID.", record.Documented, fed, "TestCrewjamIdentityProvider"),
		row("realm-suffix", "The suffix of the typed name decides between password and identity provider.", record.Documented, hrd, "TestManagedUserSignsInWithPassword"),
		row("domain-hint", "whr and domain_hint skip the name page for a federated domain.", record.Documented, hrd, "TestDomainHintSkipsTheNamePage"),
		row("name-texts", "Malformed names, unknown domains and unknown users each have their sentence.", record.Observed, pages, "TestNamesAndPasswordsThatDoNotDo"),
		row("password-text", "A wrong password has its sentence beside the field.", record.Observed, pages, "TestNamesAndPasswordsThatDoNotDo/wrong password"),
		row("password-disabled", "A disabled account is refused with 50057 on the error page.", record.Documented, "Microsoft Learn: Microsoft Entra authentication and authorization error codes", "TestNamesAndPasswordsThatDoNotDo/disabled"),
		row("interstitial", "The page before the identity provider says “Taking you to your organization's sign-in page” and has Cancel.", record.Observed, pages, "TestFederationRedirectPageSendsTheRequest"),
		row("error-page", "Refusals are a page with HTTP 200: the code with its sentence, Request Id, Correlation Id, Timestamp.", record.Observed, pages, "TestErrorPageHasTheLiteralTextAndIdentifiers"),
		row("wsfed", "A domain whose protocol is not saml refuses SAML sign-in; the page explains.", record.Assumed, "microsoftgraph/msgraph-sdk-powershell#3385; answer chosen", "TestDomainThatSAMLCannotServeIsExplained"),
		row("form-only", "login.srf takes posted forms only.", record.Assumed, "aadinternals.com, aad-deepdive (2019), for a post without the field; other methods are inferred", "TestLoginSRFTakesPostedFormsOnly"),
		row("kmsi", "“Stay signed in?” follows a sign-in; with yes the session outlasts a day.", record.Documented, kmsi, "TestSessionLastsAndEnds"),
		row("kmsi-no", "A session without staying ends a day after its last use.", record.Documented, kmsi, "TestSessionWithoutStayingEndsAfterADay"),
		row("cookies", "ESTSAUTH survives a post from another site.", record.Assumed, "Gerenios/AADInternals for the name; the attributes are inferred", "TestSessionCookiesSurviveAPostFromAnotherSite"),
		row("landing", "Without an application the user lands on a page that names user, tenant and claims.", record.Assumed, "our choice: what a test wants to see", "TestFederatedUserSignsIn"),
		row("sign-out", "Sign-out leads to the domain's signOutUri by a plain redirection.", record.Documented, fed+"; that no LogoutRequest is sent is our choice", "TestSessionLastsAndEnds"),
		row("getuserrealm", "getuserrealm.srf answers in JSON and XML for managed, federated and unknown names.", record.Observed, realms, "TestGetUserRealm"),
		row("userrealm", "common/userrealm answers in the forms of api-version 1.0 and 2.x.", record.Observed, realms, "TestUserRealm"),
		row("credential-type", "GetCredentialType tells password from federation, and of managed users whether they exist.", record.Observed, realms, "TestGetCredentialType"),
		row("auth-url", "AuthURL and FederationRedirectUrl of a SAML domain are a page of the login host that posts the request.", record.Assumed, "our choice: the real address is not published", "TestGetCredentialType/federated"),
		row("metadata", "The service provider's metadata has the captured shape with its faults mended, unsigned, with a key of our own.", record.Observed, "public copies of 2021; Gluu documentation", "TestServiceProviderMetadata"),
	}
}
