package immutableid_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/immutableid"
	"samlharness/internal/wire"
)

const (
	known    = "AAECAwQFBgcICQoLDA0ODw==" // the bytes 0 to 15
	slashed  = "+/+/AwQFBgcICQoLDA0O/w=="
	jumpID   = "64b1f0c2a9d3e45f6a7b8c9d" // as JumpCloud makes them
	guidText = "03020100-0504-0706-0809-0a0b0c0d0e0f"
)

func TestRelate(t *testing.T) {
	for name, c := range map[string]struct{ nameID, known, relation, says string }{
		"GUID":                     {guidText, known, "guid", "objectGUID"},
		"GUID in braces, capitals": {"{" + strings.ToUpper(guidText) + "}", known, "guid", "objectGUID"},
		"GUID as a URN":            {"urn:uuid:" + guidText, known, "guid", "objectGUID"},
		"GUID in network order": {"00010203-0405-0607-0809-0a0b0c0d0e0f", known, "guid-network-order",
			"network byte order"},
		"hex":                      {"000102030405060708090a0b0c0d0e0f", known, "hex", "in hex"},
		"hex with capitals":        {"000102030405060708090A0B0C0D0E0F", known, "hex", "in hex"},
		"hex with hyphens":         {"00-01-02-03-04-05-06-07-08-09-0a-0b-0c-0d-0e-0f", known, "hex", "in hex"},
		"hex with 0x":              {"0x000102030405060708090a0b0c0d0e0f", known, "hex", "in hex"},
		"padding lost":             {"AAECAwQFBgcICQoLDA0ODw", known, "missing-padding", "padding"},
		"half the padding lost":    {"AAECAwQFBgcICQoLDA0ODw=", known, "missing-padding", "padding"},
		"URL-safe":                 {"-_-_AwQFBgcICQoLDA0O_w==", slashed, "url-safe", "URL-safe"},
		"URL-safe without padding": {"-_-_AwQFBgcICQoLDA0O_w", slashed, "url-safe", "URL-safe"},
		"percent-encoded":          {"AAECAwQFBgcICQoLDA0ODw%3D%3D", known, "percent-encoding", "percent-encoding"},
		"percent-encoded twice": {"AAECAwQFBgcICQoLDA0ODw%253D%253D", known, "percent-encoding+percent-encoding",
			"percent-encoding, then"},
		"escaped twice":           {"&#43;/+/AwQFBgcICQoLDA0O/w==", slashed, "escaping", "escaped twice"},
		"dots":                    {".2B.2F.2B.2FAwQFBgcICQoLDA0O.2Fw.3D.3D", slashed, "dot-encoding", ".2B"},
		"base64 of base64":        {"QUFFQ0F3UUZCZ2NJQ1FvTERBME9Edz09", known, "base64-twice", "encoded once more"},
		"base64 of JumpCloud's":   {"NjRiMWYwYzJhOWQzZTQ1ZjZhN2I4Yzlk", jumpID, "base64-twice", "encoded once more"},
		"base64 of its bytes":     {"ZLHwwqnT5F9qe4yd", jumpID, "base64-of-hex", "in hex"},
		"base64 of the GUID text": {"MDMwMjAxMDAtMDUwNC0wNzA2LTA4MDktMGEwYjBjMGQwZTBm", guidText, "base64-twice", "encoded"},
		"base64 for a GUID":       {known, guidText, "base64-of-guid", "GUID that the immutable ID is"},
		"line break around":       {"\n   " + known + "\n  ", known, "white-space", "line break"},
		"blank inside":            {jumpID[:12] + " " + jumpID[12:], jumpID, "white-space", "blank"},
		"zero-width blank":        {"\u200b" + jumpID, jumpID, "white-space", "unseen"},
		"byte order mark":         {jumpID + "\ufeff", jumpID, "white-space", "unseen"},
		"plus became a blank":     {" / /AwQFBgcICQoLDA0O/w==", slashed, "plus-as-blank", "blank where it has a +"},
		"quotes":                  {`"` + known + `"`, known, "quotes", "quotation marks"},
		"other case":              {strings.ToUpper(jumpID), jumpID, "other-case", "with case"},
		"other case of base64":    {strings.ToLower(known), known, "other-case", "with case"},
		"bytes swapped":           {"AwIBAAUEBwYICQoLDA0ODw==", known, "byte-order", "byte order"},
		"GUID with a line break":  {guidText + "\n", known, "white-space+guid", "then the GUID"},
		"base64 of the GUID's":    {"MDMwMjAxMDAtMDUwNC0wNzA2LTA4MDktMGEwYjBjMGQwZTBm", known, "base64-twice+guid", "GUID"},
		"cut off":                 {jumpID[:20], jumpID, "cut-off", "cut off"},
		"stored encoded twice": {jumpID, "NjRiMWYwYzJhOWQzZTQ1ZjZhN2I4Yzlk", "base64-twice-stored",
			"that one is base64 of this value"},
		"stored without padding": {known, known[:22], "missing-padding-stored", "without the ="},
		"prefix":                 {"contoso:" + jumpID, jumpID, "surrounded", "around it"},
	} {
		t.Run(name, func(t *testing.T) {
			r, ok := immutableid.Relate(c.nameID, c.known)
			require.True(t, ok)
			assert.Equal(t, c.relation, r.Name)
			assert.Contains(t, r.Says, c.says)
			assert.NotEmpty(t, r.Mend)
			assert.NotContains(t, r.Mend, "onPremisesImmutableId", "no cure tells to store what was spoilt")
		})
	}
}

func TestNotRelated(t *testing.T) {
	for name, c := range map[string]struct{ nameID, known string }{
		"the same":     {known, known},
		"another":      {jumpID, known},
		"nothing came": {"", known},
		"nobody known": {known, ""},
		"short":        {"64b1", jumpID},
		"huge":         {strings.Repeat("A", 1<<20), known},
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := immutableid.Relate(c.nameID, c.known)
			assert.False(t, ok)
		})
	}
}

func TestShape(t *testing.T) {
	for nameID, want := range map[string]string{
		jumpID: "", known: "", "alice": "", "5f1e7a0c9b3d2e4f6a8b7c1d": "", "10030000A1B2C3D4": "",
		guidText: "guid", "000102030405060708090a0b0c0d0e0f": "hex", "alice@contoso.com": "address",
		`CONTOSO\alice`: "account-name", "CN=Alice,OU=x,DC=contoso,DC=com": "distinguished-name",
		"\n" + known: "white-space", known[:22]: "missing-padding", "-_-_AwQFBgcICQoLDA0O_w==": "url-safe",
		"AAECAwQFBgcICQoLDA0ODw%3D%3D": "percent-encoding", "QUFFQ0F3UUZCZ2NJQ1FvTERBME9Edz09": "base64-twice",
		".2B.2F.2B.2FAwQFBgcICQoLDA0O.2Fw.3D.3D": "dot-encoding", "&amp;x": "escaping", `"x"`: "quotes",
	} {
		t.Run(nameID, func(t *testing.T) {
			r, _ := immutableid.Shape(nameID, wire.NameIDPersistent)
			assert.Equal(t, want, r.Name)
			assert.Equal(t, want == "", r.Mend == "")
		})
	}
	r, ok := immutableid.Shape(jumpID, wire.NameIDTransient)
	assert.True(t, ok)
	assert.Equal(t, "transient", r.Name)
}

// FuzzSources makes no more of any NameID than it is bounded to, and never the NameID itself.
func FuzzSources(f *testing.F) {
	for _, seed := range []string{known, jumpID, guidText, "\n" + slashed + "%3D", "&#43;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, nameID string) {
		sources := immutableid.Sources(nameID)
		if len(sources) > 64 {
			t.Fatal(len(sources))
		}
		for _, s := range sources {
			if s.Value == nameID || s.Value == "" || s.Says == "" || s.Mend == "" {
				t.Fatalf("%+v", s)
			}
		}
		immutableid.Shape(nameID, "")
	})
}
