package org

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"time"
	"unicode"

	"samlharness/internal/random"
)

// NewID makes an id of JumpCloud's form: 24 hex digits, of which the first eight are the second it was made. A nil
// reader means the system's randomness.
func NewID(r io.Reader, now time.Time) string {
	var b [12]byte
	_, _ = io.ReadFull(random.Or(r), b[:]) // never fails
	binary.BigEndian.PutUint32(b[:4], uint32(now.Unix()))
	return hex.EncodeToString(b[:])
}

// newID is an id of this moment.
func (o *Organization) newID() string { return NewID(o.random, o.now()) }

// derivedID is the id of something that every organization has, which draws nothing.
func derivedID(organization, what string) string {
	sum := sha256.Sum256([]byte(organization + "/" + what))
	return organization[:8] + hex.EncodeToString(sum[:8])
}

// isID reports whether s is 24 lower-case hex digits.
func isID(s string) bool {
	if len(s) != 24 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// unprintable reports characters that names must not hold: controls, also those that XML forbids.
func unprintable(c rune) bool {
	return unicode.IsControl(c) || c == unicode.ReplacementChar || c == 0xFFFE || c == 0xFFFF
}
