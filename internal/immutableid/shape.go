package immutableid

import (
	"strings"
	"unicode"

	"samlharness/internal/wire"
)

// Shape says what a NameID is instead of an immutable ID, by its format and its looks alone; false when it may well be
// one. Nothing of such a shape is ever to be stored as a user's immutable ID.
func Shape(nameID, format string) (Relation, bool) {
	upper := strings.ToUpper(nameID)
	switch {
	case format == wire.NameIDTransient:
		return relation("transient"), true
	case strings.ContainsFunc(nameID, unicode.IsSpace) || strings.ContainsFunc(nameID, isUnseen):
		return unknownSource("white-space"), true
	case strings.Contains(nameID, "@"):
		return relation("address"), true
	case strings.Contains(nameID, `\`):
		return relation("account-name"), true
	case strings.HasPrefix(upper, "CN=") || strings.Contains(upper, ",DC="):
		return relation("distinguished-name"), true
	case guid(nameID) != nil:
		return unknownSource("guid"), true
	case isHex(nameID) && len(nameID) == 2*guidBytes:
		return unknownSource("hex"), true
	}
	for _, w := range ways()[1:5] { // quotes and what is encoded, in whatever way
		if len(w.undo(nameID)) > 0 {
			return unknownSource(w.Name), true
		}
	}
	return encodedShape(nameID)
}

// encodedShape looks for base64 that is not as it should be: its padding lost, the other alphabet, or encoded twice.
func encodedShape(nameID string) (Relation, bool) {
	if more := padded(nameID); len(more) > 0 && len(base64Bytes(more[0])) == guidBytes && !isHex(nameID) {
		return unknownSource("missing-padding"), true
	}
	for _, standard := range standardAlphabet(nameID) {
		if len(base64Bytes(standard)) == guidBytes {
			return unknownSource("url-safe"), true
		}
	}
	for _, inner := range decoded(nameID) {
		if b := base64Bytes(inner); len(b) == guidBytes || guid(inner) != nil || isHex(inner) {
			return unknownSource("base64-twice"), true
		}
	}
	return Relation{}, false
}

func isUnseen(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) }

// unknownSource is what a NameID looks like where nobody knows the immutable ID that it was made of.
func unknownSource(name string) Relation {
	r := relation(name)
	r.Says = "not as Microsoft keeps immutable IDs; it looks like " + r.Says
	return r
}
