package scenarios

import (
	"slices"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/idp/api/rest"
	"samlharness/idp/org"
	"samlharness/idp/signon"
	microsoft "samlharness/sp/aadsts"
	"samlharness/sp/directory"
)

// Reason is a code that a refusal may bear, for the assertion `reason CODE`.
type Reason struct {
	Code string
	// By is who refuses.
	By string
	// Message is Microsoft's sentence, with what varies in braces; "" for others.
	Message string
	// Cause is why, and Cure what to do about it; both are "" for codes of Microsoft's that no world gives and that a
	// federated sign-in does not meet.
	Cause, Cure string
}

// Who refuses.
const (
	bySignIn       = "Microsoft's sign-in"
	byGraph        = "Microsoft Graph"
	byJumpCloud    = "JumpCloud"
	byJumpCloudAPI = "JumpCloud's REST API"
	byOperator     = "the operator (federation)"
	byHarness      = "harness"
)

// Reasons are all codes that `reason` knows: first Microsoft's sign-in, then the others by who refuses.
func Reasons() []Reason {
	var list []Reason
	for code := range microsoft.Codes() {
		r := Reason{Code: code.String(), By: bySignIn, Message: microsoft.Text(code)}
		if e, ok := microsoft.Explain(code); ok {
			r.Cause, r.Cure = e.Cause, e.Cure
		}
		list = append(list, r)
	}
	return slices.Concat(list, graphReasons(), jumpCloudReasons(), apiReasons(), operatorReasons(), []Reason{
		{codeUnreadable, byHarness, "", "What inspect was given holds no message that it can read.",
			"give it the message, a HAR, or the page or mail that it came in; harness help inspect names the forms"},
		{"no tile", byHarness, "", "The User Portal does not show the application to this person.",
			"bind a group of the person to the application, and leave its tile visible"},
	})
}

func graphReasons() []Reason {
	return []Reason{
		{directory.CodeBadRequest, byGraph, "", "A value or a combination of values is not allowed.",
			"mend the property that the message names"},
		{directory.CodeNotFound, byGraph, "", "There is no such object, or no such path.",
			"look at the list: entra user list, entra domain list"},
		{directory.CodeConflict, byGraph, "", "Another object has the value, which must be unique.",
			"choose another value, or change the other object first"},
		{directory.CodeInternal, byGraph, "", "Graph failed, as the real one does where a federation is sent without a " +
			"certificate.", "send the federation whole; federation show tells what is there now"},
		{directory.CodeUnsupported, byGraph, "", "The query uses what Graph does not support.",
			"leave out the option that the message names"},
	}
}

func jumpCloudReasons() []Reason {
	return []Reason{
		{org.CodeNotFound, byJumpCloud, "", "There is no such user, group or application.",
			"look at the list: jumpcloud user list, group list, app list"},
		{org.CodeAlreadyExists, byJumpCloud, "", "A name, address, id or slug that must be unique is taken.",
			"choose another one, or delete what has it"},
		{org.CodeAmbiguous, byJumpCloud, "", "What was named fits several objects.", "name it by its id"},
		{org.CodeInvalid, byJumpCloud, "", "JumpCloud does not take a value.", "mend the value that the message names"},
		{org.CodeEntityIDPrefix, byJumpCloud + " and " + byOperator, "",
			"The IdP Entity ID begins neither with https:// nor with urn:uri:, which Microsoft demands.",
			"set the IdP Entity ID to https:// and the domain: jumpcloud app set --entity-id"},
		{org.CodeDirectorySync, byJumpCloud, "", "Microsoft refused what the Microsoft 365 directory sent.",
			"see why: harness record list shows the request that failed"},
		{org.CodeAuthenticationFailed, byJumpCloud, "",
			"The name or the password is wrong, or the user may not sign in: JumpCloud does not say which.",
			"look at the user's state and password: jumpcloud user show"},
		{org.CodeAccountLocked, byJumpCloud, "", "Too many wrong passwords locked the user.",
			"wait until the lock ends (clock advance), or unlock the user"},
		{org.CodeNoFactor, byJumpCloud, "", "A second factor is asked for, and the user has none that counts.",
			"enrol one: jumpcloud mfa enroll; or see who asks: jumpcloud policy list"},
		{org.CodePolicyDenied, byJumpCloud, "", "A conditional access policy denies.",
			"see which one: jumpcloud policy list"},
		{signon.CodeAnotherUser, byJumpCloud, "", "The request is about somebody else than the user who is signed in.",
			"sign in as the user whom the service provider asks for"},
		{signon.CodeUnreachable, byJumpCloud, "",
			"There is no such application, it is inactive, or the request does not fit it.",
			"compare the SSO IdP URL, the SP Entity ID and the ACS URL with the application: jumpcloud app show"},
		{signon.CodeNotAuthorized, byJumpCloud, "", "The user has no access to the application.",
			"bind a group of the user to it: jumpcloud group bind"},
		{signon.CodeInvalidRequest, byJumpCloud, "", "What came is not a readable AuthnRequest.",
			"harness inspect tells what is wrong with the request"},
		{signon.CodeRequestExpired, byJumpCloud, "", "The waiting request is too old, was used, or is not this browser's.",
			"start again at Microsoft"},
		{signon.CodeNoPassive, byJumpCloud, "", "The request forbids asking the user, and nobody is signed in.",
			"sign in first, or ask without IsPassive"},
	}
}

// apiReasons are those of JumpCloud's REST API, which records show beside the calls.
func apiReasons() []Reason {
	return []Reason{
		{rest.CodeUnauthorized, byJumpCloudAPI, "", "The call has no key of the organization, or one that ended.",
			"send the header x-api-key with the key that harness jumpcloud apikey show prints"},
		{rest.CodeForbidden, byJumpCloudAPI, "", "The key may not do this: its role only reads, or x-org-id is another's.",
			"use a key of an administrator of this organization"},
		{rest.CodeNoRoute, byJumpCloudAPI, "", "The path is not emulated.", "mend the path; JumpCloud may have it"},
		{rest.CodeWrongMethod, byJumpCloudAPI, "", "The path has other methods.", "use one that the header Allow names"},
		{rest.CodeTooMany, byJumpCloudAPI, "", "The script asked for calls to be refused for their number.",
			"jumpcloud apikey throttle 0"},
		{rest.CodeBadRequest, byJumpCloudAPI, "", "An option or a member of the body is not what the API takes.",
			"mend what the message names"},
		{rest.CodeInternal, byJumpCloudAPI, "", "The emulation failed.", "see its log, and report it with the call"},
	}
}

func operatorReasons() []Reason {
	return []Reason{
		{federation.CodeMetadataMissing, byOperator, "", "There is no such metadata file, or it cannot be read.",
			"export it: jumpcloud metadata export office365 --out FILE"},
		{federation.CodeMetadataName, byOperator, "", "The metadata file's name does not end in .xml.", "rename the file"},
		{federation.CodeMetadataTooLarge, byOperator, "", "The file has more than a mebibyte.", "is it the right file?"},
		{federation.CodeMetadataUnreadable, byOperator, "", "The file is not the metadata of one identity provider.",
			"export it again; harness inspect FILE tells what it is"},
		{federation.CodeMetadataDomain, byOperator, "", "The metadata is for another domain than the command line names.",
			"export the metadata of the application for this domain, or name the other domain"},
		{federation.CodeCertificateMissing, byOperator, "", "The metadata has no signing certificate.",
			"export metadata of an application that has one"},
		{federation.CodeCertificateInvalid, byOperator, "", "The certificate cannot be read, or its key is too weak.",
			"jumpcloud certificate regenerate, and export the metadata again"},
		{federation.CodeCertificatesMany, byOperator, "", "The metadata has more signing certificates than Microsoft takes.",
			"remove those that sign no more"},
		{federation.CodeSignOnMissing, byOperator, "", "The metadata has no address of single sign-on that is a URL.",
			"mend the identity provider's metadata"},
		{federation.CodeDomainUnnamed, byOperator, "", "It is another vendor's metadata, and nothing names the domain.",
			"name it with --domain"},
		{federation.CodeDomainNotInTenant, byOperator, "", "The tenant does not have the domain.",
			"add and verify it at Microsoft first, or mend its name"},
		{federation.CodeDomainNotVerified, byOperator, "", "The domain is not verified.", "verify it at Microsoft first"},
		{federation.CodeDefaultDomain, byOperator, "", "Microsoft does not federate the tenant's default domain.",
			"make another domain the default one first"},
		{federation.CodeInitialDomain, byOperator, "", "An *.onmicrosoft.com domain cannot be federated.",
			"federate a domain of your own"},
		{federation.CodeHalfFederated, byOperator, "", "The domain is Federated, and has no configuration.",
			"federation disable, then enable it again"},
		{federation.CodeReadBack, byOperator, "", "What was read is not what was written.",
			"wait for the change to arrive, then federation show"},
		{federation.CodeUnknownState, byOperator, "", "It was written, but what came of it could not be read.",
			"federation show tells what is there now"},
		{federation.CodeGuard, byOperator, "", "A condition for changing a real tenant does not hold.",
			"see to the condition that the message names; README, The real Graph, has them all"},
		{federation.CodeInterrupted, byOperator, "", "The command was ended from outside.",
			"federation show tells what is there now"},
		{federation.CodeRedirected, byOperator, "", "Graph or the sign-in host sends the operator elsewhere.",
			"look at --graph, --authority-host and the network's proxies"},
		{federation.CodeUnreachable, byOperator, "", "No answer came from Graph or the sign-in host.",
			"look at the network and the address"},
		{federation.CodeAuthenticationFailed, byOperator, "", "No token came, and no AADSTS code says why.",
			"look at the credential: --credential and the AZURE_ variables"},
		{federation.CodePreflight, byOperator, "", "A fact on which federating depends does not hold.",
			"mend each as its cure says, and look again with federation preflight"},
		{federation.CodeWanted, byOperator, "", "The file does not say what the federation of a domain should be.",
			"mend the member that the message names"},
		{federation.CodeDrift, byOperator, "", "The federation is not what it should be, or a certificate ends soon.",
			"federation plan shows the way back; the audit log shows who changed it"},
		{federation.CodeIssuerTaken, byOperator, "", "Another domain of the tenant is federated with the same issuer URI.",
			"give each domain an application with an IdP Entity ID of its own"},
		{CodePerson, byOperator, "", "Somebody whom a script lets sign in to a real tenant cannot be signed in there.",
			"give the account an immutable ID while the domain is Managed, or let somebody else sign in"},
		{federation.CodeSnapshot, byOperator, "", "The snapshot cannot be read, or is not one to return to.",
			"name a snapshot of this domain and tenant that is not stale"},
		{federation.CodeVerify, byOperator, "", "What sign-in sees is not what was written.",
			"wait and verify again, or see to the finding that the message names"},
		{federation.CodeRotation, byOperator, "", "The certificate cannot be rotated, or not yet.",
			"see to what the message names, and run federation rotate again: it goes on from there"},
		{federation.CodeRotationWaits, byOperator, "", "The rotation goes on when the identity provider was switched.",
			"do there what the message says, then run federation rotate --continue"},
		{federation.CodePeople, byOperator, "", "The file with the users of JumpCloud cannot be read.",
			"give CSV with the headings email and immutableId"},
		{federation.CodeJumpCloud, byOperator, "", "JumpCloud's API gave no usable answer.",
			"look at the API key and the network"},
		{msgraph.CodeCredential, byOperator, "", "Something that the credential needs was not given.",
			"give what the message names"},
		{msgraph.CodeEndpoint, byOperator, "", "The address of Graph is not an https address.", "mend --graph"},
	}
}
