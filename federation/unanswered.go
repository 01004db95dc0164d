package federation

import (
	"cmp"
	"errors"

	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/record"
)

// unanswered is the refusal for a call to which no usable answer came.
func unanswered(e *msgraph.CallError, cause error) *record.Refusal {
	if redirect, ok := errors.AsType[*msgraph.RedirectError](e); ok {
		return &record.Refusal{
			Code:    CodeRedirected,
			Exit:    exit.Environment,
			Message: "The answer is a redirect: " + redirect.Error(),
			Got:     e.Origin(),
			Fix: "Neither Graph nor the sign-in host redirects: check their addresses, and whether a proxy or the page " +
				"of a network answers in their place.",
			Cause: cause,
		}
	}
	if signIn, ok := errors.AsType[*msgraph.SignInError](e); ok {
		return noToken(e, signIn, cause)
	}
	return unreachable(e, "No usable answer came from Graph: "+e.Err.Error(), cause)
}

// unreachable is the refusal when the network is the reason.
func unreachable(e *msgraph.CallError, message string, cause error) *record.Refusal {
	r := &record.Refusal{
		Code:    CodeUnreachable,
		Exit:    exit.Environment,
		Message: message,
		Got:     e.Origin(),
		Fix:     "Check the endpoint, the network, the proxy and the trusted certificates.",
		Cause:   cause,
	}
	connect, ok := errors.AsType[*msgraph.ConnectError](e)
	switch {
	case ok && connect.Untrusted():
		r.Fix = "The certificate of " + connect.Host + " is not trusted: if a world or a proxy of yours answers there, " +
			"name its authority with --ca-file."
	case ok:
		r.Fix = "Check the network, the proxy (HTTPS_PROXY) and the name of the host. Nothing was sent."
	}
	return r
}

// noToken is the refusal when the credential gave no token.
func noToken(e *msgraph.CallError, signIn *msgraph.SignInError, cause error) *record.Refusal {
	code, description, _ := e.SignIn()
	r := &record.Refusal{
		Code:    cmp.Or(code, CodeAuthenticationFailed),
		Message: description,
		Got:     e.Origin(),
		Fix: "No token was given: check tenant id, client id and secret, and that the sign-in host is the one of " +
			"the tenant's cloud.",
		Cause: cause,
	}
	switch {
	case code != "":
	case signIn.Kind == msgraph.ManagedID:
		r.Exit = exit.Environment
		r.Fix = "Only a host in Azure has a managed identity: run there, or choose another --credential."
	case signIn.Kind == msgraph.CLI:
		r.Exit = exit.Environment
		r.Fix = "Check the network, that the Azure CLI is installed, and that somebody is signed in to it (az login); or " +
			"choose another --credential."
	case signIn.Network:
		return unreachable(e, "No token was got, because the sign-in host gave no usable answer: "+signIn.Error(), cause)
	}
	return r
}
