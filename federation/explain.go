package federation

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/record"
)

// explain turns what a call about a domain returned into a refusal with its cure; the call's error is the cause. nil
// stays nil, and the end of the context stays itself.
func (o *Operator) explain(domain string, err error) error {
	if _, ok := errors.AsType[*record.Refusal](err); ok {
		return err // explained already
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*msgraph.Error](err); ok {
		return &record.Refusal{Code: e.Code, Message: e.Message, Got: e.Origin(), Fix: o.cure(domain, e), Cause: err}
	}
	if e, ok := errors.AsType[*msgraph.CallError](err); ok {
		return unanswered(e, err)
	}
	return err
}

const permissionsFix = "Graph never names what is missing. The token needs the permissions " +
	"Domain-InternalFederation.ReadWrite.All and Domain.ReadWrite.All, " +
	"for some tenants also the delegated Directory.AccessAsUser.All, and Organization.Read.All; whoever signed in " +
	"needs one of the roles Domain Name Administrator, " +
	"External Identity Provider Administrator, Hybrid Identity Administrator, Security Administrator or Global " +
	"Administrator."

// cure is the next step for each kind of answer of Graph about a domain.
func (o *Operator) cure(domain string, e *msgraph.Error) string {
	switch {
	case alreadyFederated(e):
		return o.disableFirst(domain)
	case strings.Contains(e.Message, "issuerUri"):
		return "The issuer URI must be an absolute URI such as https://contoso.com, and no other domain may have it: " +
			"correct the IdP Entity ID of the JumpCloud application."
	}
	switch e.Status {
	case http.StatusUnauthorized:
		return "The token was not accepted: sign in again, and check that tenant, cloud and endpoint belong together."
	case http.StatusForbidden:
		return permissionsFix
	case http.StatusNotFound:
		return "The tenant does not have it: check the domain's name and which tenant the credential belongs to."
	case http.StatusConflict:
		return "Another domain has the same issuer URI: give each domain an IdP Entity ID of its own."
	case http.StatusTooManyRequests:
		return "Graph throttles: wait as long as its Retry-After says, at least ten seconds, and try again."
	}
	if e.Status >= http.StatusInternalServerError {
		return "Graph failed: run " + o.command("show", domain) + " to see what state the domain is in, then try again. " +
			"Microsoft's support asks for the request-id."
	}
	return ""
}

// alreadyFederated says whether Graph refused a second configuration.
func alreadyFederated(e *msgraph.Error) bool {
	return strings.Contains(e.Message, textAlreadyFederated)
}

// disableFirst is the cure for a domain that is federated already.
func (o *Operator) disableFirst(domain string) string {
	return "Microsoft does not take a new configuration before the old one is disabled: run " +
		o.command("disable", domain) + ", then " + o.enableAgain(domain) + "."
}

// unanswered is the refusal for a call to which no usable answer came.
func unanswered(e *msgraph.CallError, cause error) *record.Refusal {
	if code, description, failed := e.SignIn(); failed {
		return &record.Refusal{
			Code:    cmp.Or(code, CodeAuthenticationFailed),
			Message: description,
			Got:     e.Origin(),
			Fix: "No token was given: check tenant id, client id and secret, and that the sign-in host is the one of " +
				"the tenant's cloud.",
			Cause: cause,
		}
	}
	return &record.Refusal{
		Code:    CodeUnreachable,
		Exit:    exit.Environment,
		Message: "No usable answer came from Graph: " + e.Err.Error(),
		Got:     e.Origin(),
		Fix:     "Check the endpoint, the network, the proxy and the trusted certificates.",
		Cause:   cause,
	}
}
