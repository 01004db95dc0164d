// Package aadsts is the table of the codes and literal sentences with which Microsoft's sign-in service says no.
//
// The sentences are the service's own templates, as its public error page lists them; {names} in them are filled with
// what the failure is about. Nothing here decides when a code is answered.
package aadsts

import (
	_ "embed"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"samlharness/record"
)

// Code is the number of an error without its prefix, such as "50107".
type Code string

// The codes that a federated sign-in is refused with, in the order in which their checks run.
const (
	InvalidFederationMessage Code = "90081"   // no usable SAMLResponse in the form
	InvalidInput             Code = "90013"   // the form itself is unusable
	NotBase64                Code = "750056"  // SAMLResponse is not base64
	NotUTF8                  Code = "750057"  // the decoded message is not UTF-8
	XMLError                 Code = "7500525" // {line} {position}: not well-formed, DTD, limits, forbidden nodes
	NotAResponse             Code = "7500533" // the root is another element
	ElementMissing           Code = "7500515" // {element} {namespace}
	AttributeMissing         Code = "7500516" // {attribute}
	ElementEmpty             Code = "7500517" // {element} {namespace}
	UnsupportedVersion       Code = "7500519" // {version}
	InvalidID                Code = "7500529" // {value}
	NoAssertion              Code = "500082"  // no assertion, or a status that is not Success
	InvalidToken             Code = "500089"  // {details}, always InvalidTokenDetails here
	RealmUnknown             Code = "50107"   // {issuer}
	NoSignature              Code = "500081"  // the assertion is not signed
	KeyMissing               Code = "5000810" // no KeyInfo
	KeyUnknown               Code = "5000811" // KeyInfo names no registered certificate
	TransformLast            Code = "500062"  // the enveloped transform comes last
	AlgorithmMissing         Code = "500064"  // {element}
	ReferenceUnresolved      Code = "500066"  // {uri}
	ElementUnsigned          Code = "500069"  // {id}
	SignatureMethod          Code = "500068"  // {method}
	AlgorithmUnsupported     Code = "900102"  // {algorithm}
	DigestUnsupported        Code = "900103"  // {algorithm}
	InvalidSignature         Code = "50006"   // digest or signature value is wrong
	NoStatement              Code = "500087"  // an assertion without statements
	NameIDMissing            Code = "5000818" // no NameID
	UnexpectedType           Code = "7500528" // {type}
	UserUnknown              Code = "51004"   // {identifier} {tenant}
	TokenValidationPolicy    Code = "5000820" // root domains of user and realm differ
	UserDisabled             Code = "50057"   // accountEnabled is false
	UserNotFound             Code = "50034"   // {identifier} {tenant}: nobody has the typed name
	WrongPassword            Code = "50126"   // at Microsoft's own password page
	SessionMissing           Code = "50058"   // a page of a sign-in that is not known
)

// The codes of the token endpoint, in the order in which its checks run.
const (
	VerbNotAllowed       Code = "900561"  // {expected} {verb}
	ParameterMissing     Code = "900144"  // {name}
	TenantMalformed      Code = "900023"  // {tenant}: not the form of a tenant's name
	TenantUnknown        Code = "90002"   // {tenant}
	GrantTypeUnsupported Code = "70003"   // {grant type}
	TenantMissing        Code = "50059"   // the path names common or organizations, the request no tenant
	ClientIDMalformed    Code = "700038"  // {client id}: not a GUID
	ClientUnknown        Code = "700016"  // {client id} {tenant}
	ClientAssertionWrong Code = "700027"  // signed with no registered key
	ClientSecretMissing  Code = "7000218" // neither secret nor assertion
	ClientSecretWrong    Code = "7000215" // {client id}
	ScopeInvalid         Code = "70011"   // {scope}
	ResourceUnknown      Code = "500011"  // {resource} {tenant}
	InstanceUnknown      Code = "50049"   // instance discovery for a host that is not Microsoft's
	WorkAccountsOnly     Code = "9002346" // {client id}({name}) at /consumers
	InvalidRequest       Code = "90023"   // a path that the service does not have
	Transient            Code = "90033"   // the emulation's own failure
	ClientSecretExpired  Code = "7000222" // {client id}
	ClientIsPublic       Code = "700025"  // a public client sends a credential
	AssertionOfAnother   Code = "700021"  // iss or sub of the client assertion is another client
	AssertionAudience    Code = "700023"  // aud of the client assertion is another endpoint
	AssertionTime        Code = "700024"  // {now} {expiry}
)

// The codes of grants that a person stands behind, and of the authorization endpoint.
const (
	RedirectURIMismatch     Code = "50011"   // {redirect URI} {detail}
	NoRedirectURI           Code = "500113"  // {phrase}
	ResponseTypeUnsupported Code = "70005"   // {response type}
	IDTokenNotEnabled       Code = "700054"  // response_type id_token
	TokenNotEnabled         Code = "700051"  // response_type token
	QueryTooLong            Code = "90015"   // the authorization request
	GrantInvalid            Code = "70000"   // a code or refresh token that nobody issued
	GrantRevoked            Code = "50173"   // {authTime} {validDate}
	GrantExpired            Code = "70008"   // a code or refresh token that is too old
	RefreshTokenInactive    Code = "700082"  // {issued} {inactive for}
	CodeRedeemed            Code = "54005"   // an authorization code for the second time
	CodeForAnotherTenant    Code = "700005"  // no such tenant's
	RedirectURIMissing      Code = "700009"  // at redemption
	VerifierMismatch        Code = "501481"  // code_verifier does not belong to code_challenge
	ConsentMissing          Code = "65001"   // {client id}{phrase}
	ConsentDeclined         Code = "65004"   // the person pressed Cancel
	AdminConsentNeeded      Code = "90094"   // only an administrator may agree
	UserAssertionInvalid    Code = "50013"   // on-behalf-of: not a token for this application
	UserAssertionExpired    Code = "500133"  // {now} {expiry}
	PasswordMissing         Code = "50056"   // password grant of a federated user
	DevicePending           Code = "70016"   // nobody has typed the code yet
	DeviceDeclined          Code = "70017"   // the person pressed Cancel
	DeviceExpired           Code = "70020"   // device_code
	DeviceUnknown           Code = "7000014" // device_code
	UserCodeUnknown         Code = "70018"   // the code that a person typed
	UserCodeExpired         Code = "70019"   // the code that a person typed
	NotPreauthorized        Code = "65002"   // {client id} {resource}
	ResponseModeUnsupported Code = "70007"   // {mode}
	ChallengeMalformed      Code = "501491"  // code_challenge
	PostLogoutURIUnknown    Code = "700041"  // {URI}
)

// InvalidTokenDetails is the only detail of [InvalidToken] that was ever reported from the real service.
const InvalidTokenDetails = "SAML token is invalid."

// MaxValue is how many bytes of a value a sentence shows.
const MaxValue = 1024

// String is the code as pages and logs show it: "AADSTS50107".
func (c Code) String() string { return "AADSTS" + string(c) }

// Text is the sentence of a code without the code. Each {name} of the template is replaced by the next of args, in the
// order of the template; names for which no value is given stay as they are. Values come from messages and enter pages
// several times, so they are cut after [MaxValue] bytes. An unknown code has the text "".
func Text(c Code, args ...string) string {
	template := texts()[c]
	if len(args) == 0 || !strings.Contains(template, "{") {
		return template
	}
	var b strings.Builder
	for _, arg := range args {
		before, rest, found := strings.Cut(template, "{")
		if !found {
			break
		}
		_, after, closed := strings.Cut(rest, "}")
		if !closed {
			break
		}
		b.WriteString(before)
		b.WriteString(record.Clip(arg, MaxValue))
		template = after
	}
	b.WriteString(template)
	return b.String()
}

// Codes yields every code of the table in ascending order of its digits.
func Codes() iter.Seq[Code] { return slices.Values(slices.Sorted(maps.Keys(texts()))) }

// table has a line for each code, in ascending order of its digits: the code, a tab, the sentence.
//
//go:embed texts.tsv
var table string

// texts is the table, read when the first sentence is asked for.
var texts = sync.OnceValue(func() map[Code]string {
	all := map[Code]string{}
	for line := range strings.Lines(table) {
		code, text, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		all[Code(code)] = text
	}
	return all
})
