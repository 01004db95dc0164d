package immutableid

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
)

// base64Bytes decodes standard base64; nil when s is not that.
func base64Bytes(s string) []byte {
	if strings.ContainsAny(s, "\r\n") {
		return nil
	}
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}

// guid reads a GUID, in braces or as a URN too, in network order; nil when s is not one. 32 digits without hyphens are
// hex, not a GUID.
func guid(s string) []byte {
	s = strings.TrimPrefix(strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(s), "urn:uuid:"), "}"), "{")
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return nil
	}
	b, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(b) != guidBytes {
		return nil
	}
	return b
}

func guidText(b []byte) string {
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// mixedEndian changes a GUID between network order and that of Guid.ToByteArray, in which the first three fields are
// little-endian.
func mixedEndian(b []byte) []byte {
	return []byte{b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]}
}

func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) >= 2*minPart
}

// isPlain says whether a text is of visible ASCII alone, as immutable IDs are.
func isPlain(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' || r == 0x7f }) < 0
}
