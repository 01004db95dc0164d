package odata

import (
	"fmt"
	"net/url"
	"strings"
)

// SegmentError is a path with a segment that nothing can be called by.
type SegmentError struct{ Segment string }

func (e *SegmentError) Error() string { return fmt.Sprintf("the path has a segment %q", e.Segment) }

// maxSegments bounds a path; Graph's own have fewer than ten.
const maxSegments = 32

// ParsePath splits an escaped path into its segments. Both forms of a key give the same segments: /domains/contoso.com
// and /domains('contoso.com'), and likewise /directoryRoles/roleTemplateId=x and /directoryRoles(roleTemplateId='x'). A
// trailing slash does not matter. The error is a *[SegmentError].
func ParsePath(escaped string) ([]string, error) {
	var segments []string
	for part := range strings.SplitSeq(strings.Trim(escaped, "/"), "/") {
		name, err := url.PathUnescape(part)
		if err != nil || name == "" && len(segments) > 0 || len(segments) > maxSegments {
			return nil, &SegmentError{part}
		}
		if name == "" {
			return nil, nil
		}
		segments = append(segments, splitKey(name)...)
	}
	return segments, nil
}

// splitKey takes name('key') or name(property='key') apart; anything else stays whole.
func splitKey(segment string) []string {
	name, inner, ok := strings.Cut(segment, "(")
	if !ok || name == "" || !strings.HasSuffix(inner, ")") {
		return []string{segment}
	}
	inner = strings.TrimSuffix(inner, ")")
	property, quoted := "", inner
	if before, after, ok := strings.Cut(inner, "="); ok && !strings.HasPrefix(inner, "'") {
		property, quoted = before+"=", after
	}
	if len(quoted) < 2 || quoted[0] != '\'' || quoted[len(quoted)-1] != '\'' {
		return []string{segment}
	}
	key := quoted[1 : len(quoted)-1]
	if strings.Contains(strings.ReplaceAll(key, "''", ""), "'") {
		return []string{segment}
	}
	return []string{name, property + strings.ReplaceAll(key, "''", "'")}
}
