package inputfile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/inputfile"
)

func TestUTF8(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"empty":                  {"", ""},
		"UTF-8":                  {"<a>王</a>", "<a>王</a>"},
		"UTF-8 with a mark":      {"\xef\xbb\xbf<a/>", "<a/>"},
		"LE with a mark":         {"\xff\xfe<\x00\x8b\x73", "<王"},
		"BE with a mark":         {"\xfe\xff\x00<\x73\x8b", "<王"},
		"LE":                     {"<\x00a\x00>\x00", "<a>"},
		"BE":                     {"\x00<\x00a\x00>", "<a>"},
		"a mark alone":           {"\xff\xfe", ""},
		"one byte":               {"a", "a"},
		"DER":                    {"\x30\x82\x00\x01", "\x30\x82\x00\x01"},
		"an odd byte at the end": {"\xff\xfea\x00b", "a\ufffd"},
		"a declaration": {wide(`<?xml version="1.0" encoding="utf-16"?><a/>`),
			`<?xml version="1.0"                  ?><a/>`},
		"a declaration of what is UTF-8": {`<?xml version="1.0" encoding="utf-16"?>`,
			`<?xml version="1.0" encoding="utf-16"?>`},
	} {
		assert.Equal(t, c.want, string(inputfile.UTF8([]byte(c.in))), name)
	}
}

// wide is ASCII as UTF-16LE.
func wide(s string) string {
	var out []byte
	for _, b := range []byte(s) {
		out = append(out, b, 0)
	}
	return string(out)
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte(wide(`<?xml version="1.0" encoding="utf-16"?><a/>`)))
	f.Add([]byte("\xfe\xff\x00<\xd8\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if text := inputfile.UTF8(data); len(text) > 3*len(data) {
			t.Fatalf("%d bytes became %d", len(data), len(text))
		}
	})
}
