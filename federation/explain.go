package federation

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// explain turns what a call about a domain returned into a refusal with its cure; the call's error is the cause. nil
// stays nil, and the end of the context stays itself.
func (o *Operator) explain(domain string, err error) error {
	if _, ok := errors.AsType[*record.Refusal](err); ok {
		return err // explained already
	}
	if ended(err) {
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
		return "Graph throttles: wait " + waiting(e.RetryAfter) + ", and try again."
	}
	if e.Status >= http.StatusInternalServerError {
		return "Graph failed: run " + o.command("show", domain) + " to see what state the domain is in, then try again. " +
			"Microsoft's support asks for the request-id."
	}
	return ""
}

// waiting is how long a header Retry-After tells to wait: it has seconds or an instant (RFC 9110 10.2.3).
func waiting(retryAfter string) string {
	if seconds, err := strconv.ParseUint(retryAfter, 10, 32); err == nil {
		return strconv.FormatUint(seconds, 10) + " seconds, as its Retry-After says"
	}
	if at, err := http.ParseTime(retryAfter); err == nil {
		return "until " + at.UTC().Format(time.RFC3339) + ", as its Retry-After says"
	}
	return "at least ten seconds"
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
