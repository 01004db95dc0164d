package signon

import (
	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/record"
)

// The codes of a refused single sign-on. The first two are the words of JumpCloud's events; what JumpCloud says of the
// others is not known.
const (
	CodeUnreachable    = "application unreachable" // no such application, inactive, or a request that does not fit it
	CodeNotAuthorized  = "not authorized"          // the user has no access to the application
	CodeInvalidRequest = "invalid request"         // what came is not a readable AuthnRequest
	CodeRequestExpired = "request expired"         // the pending request is too old, used up or not this one
	CodeNoPassive      = "no passive"              // the request forbids asking, and nobody is signed in
	CodeAnotherUser    = "another user"            // the request is about somebody else
)

// TextPolicyDenied is what somebody reads whom a policy without a message of its own denies.
const TextPolicyDenied = "Your organization's policies do not allow you to use this application. Ask your IT " +
	"administrator."

// refusalText is what the person reads. Nothing tells an unknown application from one without access.
func refusalText(code string) (title, text string) {
	switch code {
	case CodeUnreachable, CodeNotAuthorized:
		return "You cannot use this application",
			"JumpCloud could not sign you in. The application may have been removed, its address may be wrong, " +
				"or you may not have access to it. Ask your IT administrator."
	case org.CodePolicyDenied:
		return "Access denied", TextPolicyDenied
	case CodeAnotherUser:
		return "You are signed in as somebody else", "The application asked for another user. Log out in the User " +
			"Portal, and open the application again."
	case org.CodeNoFactor:
		return "Verify Your Identity", org.TextNoFactor
	case CodeRequestExpired:
		return "This sign-in has expired", "Too much time has passed since you opened the application, or this page was " +
			"used before. Open the application again."
	case CodeNoPassive:
		return "JumpCloud may not ask you to sign in",
			"The application asked JumpCloud not to show a login page, but you would have to log in."
	}
	return "The request cannot be read", "JumpCloud could not read what the application sent. Ask your IT " +
		"administrator to check how it is connected."
}

// RefusalPage is what the person sees of a refusal. Exchange is the correlation ID under which it is recorded, "" when
// it is not.
func RefusalPage(r *record.Refusal, exchange string) pages.Refusal {
	title, text := refusalText(r.Code)
	p := pages.Refusal{Title: title, Text: text, Reason: r.Code, PortalURL: PortalURL, Exchange: exchange}
	if r.Code == CodeInvalidRequest {
		p.Detail = r.Got
	}
	return p
}

// Malformed is the refusal of a message that cannot be read.
func Malformed(what, expected string, err error) *record.Refusal {
	_, text := refusalText(CodeInvalidRequest)
	return &record.Refusal{Code: CodeInvalidRequest, Message: text, Expected: expected, Got: what + ": " + err.Error(),
		Fix: "let the service provider send a SAML 2.0 AuthnRequest in this form"}
}
