package directory

import (
	"errors"
	"fmt"
	"strings"

	"samlharness/record"
)

// The codes of Microsoft Graph that a tenant refuses with.
const (
	CodeBadRequest  = "Request_BadRequest"
	CodeNotFound    = "Request_ResourceNotFound"
	CodeConflict    = "Request_MultipleObjectsWithSameKeyValue"
	CodeInternal    = "InternalServerError"
	CodeUnsupported = "Request_UnsupportedQuery"
)

// The outcomes of [Tenant.VerifyPassword]. The sign-in service turns them into its own codes.
var (
	ErrUnknownUser     = errors.New("no such user")
	ErrWrongPassword   = errors.New("wrong password")
	ErrAccountDisabled = errors.New("account disabled")
)

func badRequest(format string, args ...any) *record.Refusal {
	return &record.Refusal{Code: CodeBadRequest, Message: fmt.Sprintf(format, args...)}
}

// NotFound is Graph's answer for an object that does not exist, Request_ResourceNotFound.
func NotFound(id string) *record.Refusal {
	return &record.Refusal{
		Code:    CodeNotFound,
		Message: "Resource '" + id + "' does not exist or one of its queried reference-property objects are not present.",
	}
}

// invalidFederationValue is Graph's refusal of an issuerUri (microsoftgraph/msgraph-sdk-powershell#3184), for any
// property of a configuration.
func invalidFederationValue(property string) *record.Refusal {
	return badRequest("Invalid value specified for property '%s' of resource 'InternalDomainFederation'.", property)
}

// conflict is Graph's refusal of a second object with a unique value.
func conflict(property string) *record.Refusal {
	return &record.Refusal{Code: CodeConflict, Message: sameValue(property)}
}

// duplicate is the same of a second user, which Graph answers with another code.
func duplicate(property string) *record.Refusal {
	return &record.Refusal{Code: CodeBadRequest, Message: sameValue(property)}
}

// DuplicateProperty names the property for which a user was refused because another has the same value; false for any
// other refusal.
func DuplicateProperty(r *record.Refusal) (property string, found bool) {
	before, after, _ := strings.Cut(sameValue("\x00"), "\x00")
	property, begins := strings.CutPrefix(r.Message, before)
	property, ends := strings.CutSuffix(property, after)
	return property, r.Code == CodeBadRequest && begins && ends
}

func sameValue(property string) string {
	return "Another object with the same value for property " + property + " already exists."
}

// orRefuse is a failure of the store, or else the refusal.
func orRefuse(err error, refusal *record.Refusal) error {
	if err != nil {
		return err
	}
	return refusal
}

// IsNotFound says whether an error is the refusal [NotFound].
func IsNotFound(err error) bool { return record.IsCode(err, CodeNotFound) }
