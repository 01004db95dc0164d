package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/suggest"
	microsoft "samlharness/sp/aadsts"
	"samlharness/sp/directory"
)

var aadsts = regexp.MustCompile(`^(AADSTS)?(\d{4,8})$`)

// normalReason spells a code as refusals do: the number of a sign-in error may be written alone.
func normalReason(code string) string {
	if m := aadsts.FindStringSubmatch(code); m != nil {
		return "AADSTS" + m[2]
	}
	return code
}

// knownReason refuses a code that no company of a world gives.
func knownReason(call *Call) error {
	code := normalReason(call.Arg(0))
	known := reasons()
	if slices.Contains(known, code) {
		return nil
	}
	mistake := &UsageError{Message: fmt.Sprintf("reason: no refusal has the code %q", call.Arg(0))}
	numbers := make([]string, len(known)) // the common AADSTS would hide how far two codes are apart
	for i, code := range known {
		numbers[i] = strings.TrimPrefix(code, "AADSTS")
	}
	if near := suggest.Nearest(strings.TrimPrefix(code, "AADSTS"), numbers); near != "" {
		mistake.Fix = "did you mean " + known[slices.Index(numbers, near)] + "?"
	}
	return mistake
}

// reasons are the codes that refusals bear: Microsoft's sign-in service, Graph, JumpCloud and the operator's own.
func reasons() []string {
	var codes []string
	for code := range microsoft.Codes() {
		codes = append(codes, "AADSTS"+string(code))
	}
	return append(codes,
		directory.CodeBadRequest, directory.CodeNotFound, directory.CodeConflict, directory.CodeInternal,
		directory.CodeUnsupported,
		federation.CodeMetadataMissing, federation.CodeMetadataName, federation.CodeMetadataTooLarge,
		federation.CodeMetadataUnreadable,
		federation.CodeEntityIDPrefix, federation.CodeCertificateMissing, federation.CodeCertificateInvalid,
		federation.CodeCertificatesMany,
		federation.CodeSignOnMissing, federation.CodeDomainNotInTenant, federation.CodeDomainNotVerified,
		federation.CodeDefaultDomain,
		federation.CodeInitialDomain, federation.CodeHalfFederated, federation.CodeReadBack, federation.CodeUnknownState,
		federation.CodeGuard, federation.CodeMetadataDomain, federation.CodeInterrupted, federation.CodeRedirected,
		msgraph.CodeCredential, msgraph.CodeEndpoint, federation.CodeUnreachable, federation.CodeAuthenticationFailed,
		org.CodeNotFound, org.CodeAlreadyExists, org.CodeAmbiguous, org.CodeInvalid, org.CodeEntityIDPrefix,
		org.CodeDirectorySync,
		signon.CodeUnreachable, signon.CodeNotAuthorized, signon.CodeInvalidRequest, signon.CodeRequestExpired,
		signon.CodeNoPassive,
		org.CodeAuthenticationFailed, org.CodeAccountLocked,
		codeUnreadable,
		"no tile") // the browser: the User Portal does not show the application
}
