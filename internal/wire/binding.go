package wire

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxMessage is the most bytes that a decoded message may have.
const MaxMessage = 1 << 20

// DecodeKind says which layer of a binding was broken.
type DecodeKind string

// The kinds of decoding error.
const (
	NotBase64  DecodeKind = "not base64"
	NotDeflate DecodeKind = "not DEFLATE"
	NotUTF8    DecodeKind = "not UTF-8"
	TooLarge   DecodeKind = "too large"
)

// DecodeError is why a binding's parameter could not be decoded.
type DecodeError struct {
	Kind DecodeKind
	// Says is what is wrong and where, in one sentence.
	Says string
}

func (e *DecodeError) Error() string { return e.Says }

// DecodePost decodes a SAMLRequest or SAMLResponse form field (SAML Bindings 3.5.4): base64, which may be broken into
// lines but holds no blanks and is not the URL-safe alphabet. Its error is a *[DecodeError]; beside one of kind NotUTF8
// stand the bytes that are not text, for whoever wants to show them.
func DecodePost(value string) ([]byte, error) {
	data, err := decodeBase64(value)
	if err != nil {
		return nil, err
	}
	if err = checkText(data); err != nil && deflated(data) {
		err = &DecodeError{NotUTF8, "the message is DEFLATE data, as HTTP-Redirect wants it; by HTTP-POST it goes " +
			"uncompressed, as UTF-8 text in base64"}
	}
	return data, err
}

// deflated says whether data is a compressed message: some service providers compress for both bindings.
func deflated(data []byte) bool {
	first, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), 1))
	return err == nil && string(first) == "<"
}

// DecodeRedirect decodes a SAMLRequest query parameter (SAML Bindings 3.4.4.1): DEFLATE in base64, already URL-decoded.
// What inflates to more than MaxMessage is refused without being held. Its error is a *[DecodeError], as that of
// [DecodePost].
func DecodeRedirect(value string) ([]byte, error) {
	compressed, err := decodeBase64(value)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(compressed)), MaxMessage+1))
	if err != nil {
		return nil, &DecodeError{NotDeflate, describeDeflate(compressed, err)}
	}
	if len(data) > MaxMessage {
		return nil, tooLarge()
	}
	return data, checkText(data)
}

// describeDeflate names the usual ways in which a service provider gets the compression wrong.
func describeDeflate(data []byte, err error) string {
	const wants = "; by HTTP-Redirect it goes as raw DEFLATE (RFC 1951) in base64"
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		return "the message is not compressed" + wants
	// RFC 1950 2.2
	case len(data) > 2 && data[0]&0x0f == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 && deflated(data[2:]):
		return "the message is wrapped as zlib (RFC 1950), with a header of two bytes" + wants
	case len(data) > 10 && data[0] == 0x1f && data[1] == 0x8b: // RFC 1952 2.3.1
		return "the message is compressed by gzip (RFC 1952)" + wants
	}
	return fmt.Sprintf("the message is not DEFLATE data: %v", err)
}

func decodeBase64(value string) ([]byte, error) {
	if len(value) > MaxMessage*3/2 {
		return nil, tooLarge()
	}
	data, err := base64.StdEncoding.Strict().DecodeString(value)
	if err != nil {
		return nil, &DecodeError{NotBase64, describeBase64(value, err)}
	}
	if len(data) > MaxMessage {
		return nil, tooLarge()
	}
	return data, nil
}

// describeBase64 names the usual ways in which base64 is spoilt on its way.
func describeBase64(value string, err error) string {
	switch {
	case strings.HasPrefix(strings.TrimSpace(value), "<"):
		return "the message is plain XML, not base64"
	case strings.Contains(value, " "):
		return fmt.Sprintf("the message holds a blank at position %d: a + that was not escaped as %%2B becomes one",
			1+strings.Index(value, " "))
	case strings.ContainsAny(value, "-_"):
		return "the message is in the URL-safe base64 alphabet; SAML uses + and /"
	case strings.Contains(value, "%"):
		return "the message is still URL-encoded"
	}
	return fmt.Sprintf("the message is not base64: %v", err)
}

func checkText(data []byte) error {
	if !utf8.Valid(data) {
		return &DecodeError{NotUTF8, "the decoded message is not UTF-8 text"}
	}
	return nil
}

func tooLarge() error {
	return &DecodeError{TooLarge, fmt.Sprintf("the message has more than %d bytes", MaxMessage)}
}

// EncodePost encodes a message for a form field.
func EncodePost(message []byte) string { return base64.StdEncoding.EncodeToString(message) }

// EncodeRedirect is a message as HTTP-Redirect has it, before the URL encoding: DEFLATE and base64 (SAML Bindings
// 3.4.4.1).
func EncodeRedirect(message []byte) string {
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.DefaultCompression)
	if err == nil { // the level exists, and what writes to memory does not fail
		_, _ = w.Write(message)
		_ = w.Close()
	}
	return EncodePost(deflated.Bytes())
}
