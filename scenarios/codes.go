package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"samlharness/internal/suggest"
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

// reasons are the codes of [Reasons].
func reasons() []string {
	var codes []string
	for _, r := range Reasons() {
		codes = append(codes, r.Code)
	}
	return codes
}
