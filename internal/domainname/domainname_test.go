package domainname_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/domainname"
)

func TestOf(t *testing.T) {
	for upn, want := range map[string]string{
		"alice@CONTOSO.com":         "CONTOSO.com",
		"王小明@staging.contoso.net":   "staging.contoso.net",
		"alice":                     "",
		"":                          "",
		"@contoso.com":              "contoso.com",
		"alice@contoso.com@evil.io": "contoso.com@evil.io", // equals no domain
	} {
		assert.Equal(t, want, domainname.Of(upn), upn)
	}
}

func TestValid(t *testing.T) {
	long := strings.Repeat("a", 63)
	name := strings.Join([]string{long, long, long, strings.Repeat("b", 61)}, ".") // 253 bytes
	for _, good := range []string{"contoso.com", "Contoso.COM", "staging.contoso.net", "contoso.onmicrosoft.com",
		"1.example", "a-b.example", "a--b.example", "xn--bcher-kva.example", "contoso.xn--p1ai", "a.b", long + ".com",
		name} {
		assert.True(t, domainname.Valid(good), good)
	}
	for _, bad := range []string{"", ".", "..", "contoso", "contoso.com.", ".contoso.com", "contoso..com",
		"-contoso.com", "contoso-.com", "contoso.-com", "YOUR_DOMAIN", "a_b.example", "bücher.example", "contoso.рф",
		"contoso.com/", "contoso.com:443", "contoso.com ", " contoso.com", "contoso.com\n", "con\x00toso.com",
		"../organization", "127.0.0.1", "contoso.1", "contoso.1-1", "[::1]", "user@contoso.com", "*.contoso.com",
		long + "a.com", name + "b", strings.Repeat("a.", 1<<16) + "com", "ſ.example", "contoso.\u212Aom"} {
		assert.False(t, domainname.Valid(bad), bad)
	}
}
