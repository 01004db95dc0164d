package wire

import (
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"time"

	"samlharness/internal/random"
	"samlharness/internal/wire/xmltree"
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

// NewID makes a message ID of 128 random bits that is a valid xs:ID; nil means the system's randomness. SAML Core
// 1.3.4.
func NewID(r io.Reader) string {
	var b [16]byte
	_, _ = io.ReadFull(random.Or(r), b[:]) // never fails
	return "_" + hex.EncodeToString(b[:])
}

// TimeFormat writes an instant as both vendors do: UTC with milliseconds.
func TimeFormat(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// instant is the lexical form of an xs:dateTime with zone. That a month has so many days is for package time.
var instant = regexp.MustCompile(
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$`)

// ParseTime reads an xs:dateTime with any number of fractional digits. It refuses an instant without zone, since SAML
// Core 1.3.3 demands UTC, and what Go would forgive but XML Schema does not.
func ParseTime(s string) (time.Time, error) {
	if !instant.MatchString(s) {
		return time.Time{}, fmt.Errorf("%q is not an instant such as 2026-03-02T09:15:00Z", s)
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not an instant such as 2026-03-02T09:15:00Z: %w", s, err)
	}
	return t.UTC(), nil
}
