package wire_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
)

const text = `<a b="1">王小明 &amp; >>>???</a>`

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func deflate(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write([]byte(s))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return encode(b.String())
}

func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestDecodePost(t *testing.T) {
	plain := encode(text)
	for name, c := range map[string]struct{ value, expected string }{
		"plain":           {plain, text},
		"lines":           {plain[:20] + "\r\n" + plain[20:] + "\n", text},
		"nothing":         {"", ""},
		"byte order mark": {encode("\xef\xbb\xbf<a/>"), "\xef\xbb\xbf<a/>"},
		"encoded twice":   {encode(plain), plain}, // for the XML reader to refuse
		"a mebibyte":      {encode(strings.Repeat("a", wire.MaxMessage)), strings.Repeat("a", wire.MaxMessage)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := wire.DecodePost(c.value)
			require.NoError(t, err)
			assert.Equal(t, c.expected, string(got))
		})
	}
}

func TestDecodePostRefuses(t *testing.T) {
	plain := encode(text)
	require.Contains(t, plain, "+")
	for name, c := range map[string]struct {
		value string
		kind  wire.DecodeKind
		says  string
	}{
		"+ became a blank":  {strings.ReplaceAll(plain, "+", " "), wire.NotBase64, "%2B"},
		"URL-safe alphabet": {strings.NewReplacer("+", "-", "/", "_").Replace(plain), wire.NotBase64, "URL-safe"},
		"URL-encoded":       {url.QueryEscape(plain), wire.NotBase64, "URL-encoded"},
		"plain XML":         {"<a>x</a>", wire.NotBase64, "plain XML"},
		"without padding":   {strings.TrimRight(encode("<a/>x"), "="), wire.NotBase64, "not base64"},
		"cut":               {plain[:len(plain)-3], wire.NotBase64, "not base64"},
		"loose bits":        {"PGEvPh==", wire.NotBase64, "not base64"},
		"UTF-16":            {encode(utf16LE(text)), wire.NotUTF8, "UTF-8"},
		"Latin-1":           {encode("<a>\xe9</a>"), wire.NotUTF8, "UTF-8"},
		"DEFLATE":           {deflate(t, text), wire.NotUTF8, "by HTTP-POST it goes uncompressed"},
		"a byte too much":   {encode(strings.Repeat("a", wire.MaxMessage+1)), wire.TooLarge, "1048576"},
		"a flood":           {strings.Repeat("A", 4*wire.MaxMessage), wire.TooLarge, "1048576"},
		"a flood of lines":  {strings.Repeat("\n", 2*wire.MaxMessage), wire.TooLarge, "1048576"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := wire.DecodePost(c.value)
			requireDecodeError(t, err, c.kind, c.says)
			assert.Equal(t, c.kind == wire.NotUTF8, data != nil)
		})
	}
}

func TestDecodeRedirectRefuses(t *testing.T) {
	good := deflate(t, text)
	var wrapped bytes.Buffer
	z := zlib.NewWriter(&wrapped)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	cut, err := base64.StdEncoding.DecodeString(good)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		value string
		kind  wire.DecodeKind
	}{
		"not base64":      {"%", wire.NotBase64},
		"not deflated":    {encode(text), wire.NotDeflate},
		"nothing":         {"", wire.NotDeflate},
		"zlib":            {encode(wrapped.String()), wire.NotDeflate},
		"cut":             {encode(string(cut[:len(cut)/2])), wire.NotDeflate},
		"UTF-16":          {deflate(t, utf16LE(text)), wire.NotUTF8},
		"a byte too much": {deflate(t, strings.Repeat("a", wire.MaxMessage+1)), wire.TooLarge},
		"a bomb":          {deflate(t, strings.Repeat("a", 20*wire.MaxMessage)), wire.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := wire.DecodeRedirect(c.value)
			requireDecodeError(t, err, c.kind, "")
			assert.Equal(t, c.kind == wire.NotUTF8, data != nil)
		})
	}
}

func requireDecodeError(t *testing.T, err error, kind wire.DecodeKind, says string) {
	t.Helper()
	var decode *wire.DecodeError
	require.ErrorAs(t, err, &decode)
	assert.Equal(t, kind, decode.Kind, decode.Says)
	assert.Contains(t, decode.Says, says)
}

func TestEncodeAndDecode(t *testing.T) {
	for _, s := range []string{"", text, strings.Repeat(text, 10_000)} {
		got, err := wire.DecodePost(wire.EncodePost([]byte(s)))
		require.NoError(t, err)
		assert.Equal(t, s, string(got))
		got, err = wire.DecodeRedirect(wire.EncodeRedirect([]byte(s)))
		require.NoError(t, err)
		assert.Equal(t, s, string(got))
	}
}
