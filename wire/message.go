package wire

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"samlharness/wire/xmltree"
)

// MessageError is what is wrong with a well-formed document that is not the message it should be.
type MessageError struct {
	// Says is what happened, in one sentence; Position where, such as "line 1, column 40".
	Says, Position string
	// Expected and Got are what was compared; either may be empty.
	Expected, Got string
}

func (e *MessageError) Error() string {
	text := e.Says
	if e.Position != "" {
		text = e.Position + ": " + text
	}
	if e.Expected != "" {
		text += fmt.Sprintf(": expected %q, got %q", e.Expected, e.Got)
	}
	return text
}

func messageError(at *xmltree.Element, says, expected, got string) error {
	return &MessageError{Says: says, Position: at.Position(), Expected: expected, Got: got}
}

// NewID makes a message ID of 128 random bits that is a valid xs:ID. SAML Core 1.3.4.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return "_" + hex.EncodeToString(b[:])
}

// TimeFormat writes an instant as both vendors do: UTC with milliseconds.
func TimeFormat(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// ParseTime reads an xs:dateTime with any number of fractional digits. It refuses an instant without zone,
// since SAML Core 1.3.3 demands UTC, and what Go would forgive but XML Schema does not.
func ParseTime(s string) (time.Time, error) {
	const shape = "0000-00-00T00:00:00"
	ok := len(s) > len(shape)
	for i := 0; ok && i < len(shape); i++ {
		ok = s[i] == shape[i] && shape[i] != '0' || shape[i] == '0' && s[i] >= '0' && s[i] <= '9'
	}
	if ok && s[len(shape)] == '.' {
		ok = len(s) > len(shape)+1 && s[len(shape)+1] >= '0' && s[len(shape)+1] <= '9'
	} else if ok {
		ok = s[len(shape)] == 'Z' || s[len(shape)] == '+' || s[len(shape)] == '-'
	}
	if !ok {
		return time.Time{}, fmt.Errorf("%q is not an instant such as 2026-03-02T09:15:00Z", s)
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not an instant such as 2026-03-02T09:15:00Z: %w", s, err)
	}
	return t.UTC(), nil
}
