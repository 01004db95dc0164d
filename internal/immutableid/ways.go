package immutableid

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// way is one way in which an immutable ID is spoilt on its way to the NameID, and how that is undone: the values that
// the spoilt one may have been made of, none when it was not spoilt so.
type way struct {
	Relation
	undo func(spoilt string) []string
}

// guidBytes is how many bytes a GUID has.
const guidBytes = 16

// ways are they, those that say most first. Reports of each: MicrosoftDocs/azure-docs#37734 (GUID),
// zitadel/zitadel#8498 (hex), IAmFrench/GSuite-as-identity-Provider#4 (padding), SATOSA#213 (indented values).
func ways() []way {
	return []way{
		{relation("white-space"), withoutSpace},
		{relation("quotes"), withoutQuotes},
		{relation("percent-encoding"), withoutPercent},
		{relation("escaping"), withoutEntities},
		{relation("dot-encoding"), withoutDots},
		{relation("missing-padding"), padded},
		{relation("url-safe"), standardAlphabet},
		{relation("plus-as-blank"), plusForBlank},
		{relation("guid"), guidAsBase64},
		{relation("guid-network-order"), guidAsBase64InNetworkOrder},
		{relation("hex"), hexAsBase64},
		{relation("base64-of-hex"), base64AsHex},
		{relation("base64-of-guid"), base64AsGUID},
		{relation("byte-order"), swapped},
		{relation("base64-twice"), decoded},
		{relation("other-case"), inOtherCase},
	}
}

func unless(s, same string) []string {
	if s == same {
		return nil
	}
	return []string{s}
}

func withoutSpace(s string) []string {
	return unless(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s), s)
}

func withoutQuotes(s string) []string {
	if len(s) > 2 && strings.ContainsRune(`"'`, rune(s[0])) && s[len(s)-1] == s[0] {
		return []string{s[1 : len(s)-1]}
	}
	return nil
}

func withoutPercent(s string) []string {
	plain, err := url.PathUnescape(s)
	if err != nil {
		return nil
	}
	return unless(plain, s)
}

func withoutEntities(s string) []string { return unless(html.UnescapeString(s), s) }

func withoutDots(s string) []string {
	return unless(strings.NewReplacer(".2B", "+", ".2F", "/", ".3D", "=", ".2b", "+", ".2f", "/", ".3d", "=").Replace(s),
		s)
}

func padded(s string) []string {
	if n := len(s) % 4; n < 2 || strings.HasSuffix(s, "==") {
		return nil
	}
	whole := s + strings.Repeat("=", 4-len(s)%4)
	if base64Bytes(whole) == nil {
		return nil
	}
	return []string{whole}
}

func standardAlphabet(s string) []string {
	standard := strings.NewReplacer("-", "+", "_", "/").Replace(s)
	if standard == s {
		return nil
	}
	return append([]string{standard}, padded(standard)...)
}

func plusForBlank(s string) []string { return unless(strings.ReplaceAll(s, " ", "+"), s) }

func guidAsBase64(s string) []string {
	if b := guid(s); b != nil {
		return []string{base64.StdEncoding.EncodeToString(mixedEndian(b))}
	}
	return nil
}

func guidAsBase64InNetworkOrder(s string) []string {
	if b := guid(s); b != nil {
		return []string{base64.StdEncoding.EncodeToString(b)}
	}
	return nil
}

func hexAsBase64(s string) []string {
	b, err := hex.DecodeString(strings.NewReplacer("-", "", ":", "", " ", "").Replace(strings.TrimPrefix(s, "0x")))
	if err != nil || len(b) < minPart || guid(s) != nil {
		return nil
	}
	values := []string{base64.StdEncoding.EncodeToString(b)}
	if len(b) == guidBytes {
		values = append(values, base64.StdEncoding.EncodeToString(mixedEndian(b)))
	}
	return values
}

func base64AsHex(s string) []string {
	b := base64Bytes(s)
	if len(b) < minPart || utf8.Valid(b) && isPlain(string(b)) {
		return nil
	}
	lower := hex.EncodeToString(b)
	return []string{lower, strings.ToUpper(lower)}
}

func base64AsGUID(s string) []string {
	b := base64Bytes(s)
	if len(b) != guidBytes {
		return nil
	}
	return []string{guidText(mixedEndian(b)), guidText(b), "{" + guidText(mixedEndian(b)) + "}"}
}

func swapped(s string) []string {
	if b := base64Bytes(s); len(b) == guidBytes {
		return []string{base64.StdEncoding.EncodeToString(mixedEndian(b))}
	}
	return nil
}

func decoded(s string) []string {
	if b := base64Bytes(s); b != nil && isPlain(string(b)) {
		return []string{string(b)}
	}
	return nil
}

func inOtherCase(s string) []string {
	if !isHex(s) && guid(s) == nil {
		return nil
	}
	return append(unless(strings.ToLower(s), s), unless(strings.ToUpper(s), s)...)
}
