package capturetest

import (
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"html"
	"io"
	"net/url"
	"strings"
	"testing"
)

// Encoded are the ways in which the value itself is dressed.
func (f Flow) Encoded(t testing.TB) []Dress {
	t.Helper()
	b64, xml := f.Base64(), string(f.Response)
	raw := strings.TrimRight(b64, "=")
	safe := strings.NewReplacer("+", "-", "/", "_").Replace(b64)
	deflated := base64.StdEncoding.EncodeToString([]byte(compressed(t, f.Response, deflate)))
	zlibbed := compressed(t, f.Response, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	zipped := compressed(t, f.Response, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	encode := base64.StdEncoding.EncodeToString
	return []Dress{
		{Name: "XML", Text: xml},
		{Name: "XML with a mark and blanks", Text: "\ufeff  " + xml + "\r\n\r\n"},
		{Name: "XML in a log line", Text: "2026-03-02 09:15 INFO [saml] response: " + xml + " end"},
		{Name: "XML in a Markdown fence", Text: "It fails:\n```xml\n" + xml + "\n```\nWhy?"},
		{Name: "XML, escaped for HTML", Text: html.EscapeString(xml), Undone: "HTML entities"},
		{
			Name:   "XML, percent-encoded",
			Text:   strings.ReplaceAll(url.QueryEscape(xml), "+", "%20"),
			Undone: "percent-encoding",
		},
		{Name: "XML as a JSON text", Text: quoted(t, xml)},
		{Name: "XML as JSON in a log line", Text: "got " + quoted(t, xml), Undone: "backslash escapes"},
		{Name: "XML in UTF-16, little endian", Text: UTF16(xml, binary.LittleEndian, true), Undone: "UTF-16"},
		{Name: "XML in UTF-16, big endian", Text: UTF16(xml, binary.BigEndian, true), Undone: "UTF-16"},
		{Name: "XML in UTF-16 without a mark", Text: UTF16(xml, binary.LittleEndian, false), Undone: "UTF-16"},
		{Name: "XML in UTF-16, big endian, without a mark", Text: UTF16(xml, binary.BigEndian, false), Undone: "UTF-16"},
		{Name: "XML in gzip", Text: zipped, Undone: "gzip"},
		{Name: "base64", Text: b64},
		{Name: "base64 in UTF-16", Text: UTF16(b64+"\r\n", binary.LittleEndian, true), Undone: "UTF-16"},
		{Name: "base64 in UTF-16 without a mark", Text: UTF16(b64, binary.LittleEndian, false), Undone: "UTF-16"},
		{Name: "base64 in UTF-16, big endian", Text: UTF16(b64, binary.BigEndian, true), Undone: "UTF-16"},
		{Name: "base64 in UTF-16, big endian, without a mark", Text: UTF16(b64, binary.BigEndian, false), Undone: "UTF-16"},
		{Name: "base64 in gzip", Text: compressed(t, []byte(b64), func(w io.Writer) io.WriteCloser {
			return gzip.NewWriter(w)
		}), Undone: "gzip"},
		{Name: "base64 in lines of 76", Text: Folded(b64, 76, "\r\n") + "\r\n", Undone: "line breaks"},
		{Name: "base64 in lines of 64, indented", Text: "  " + Folded(b64, 64, "\n  "), Undone: "line breaks"},
		{Name: "base64 with a blank after every 80", Text: Folded(b64, 80, " "), Undone: "blanks"},
		{Name: "base64 without padding", Text: raw},
		{Name: "URL-safe base64", Text: safe},
		{Name: "URL-safe base64 without padding", Text: strings.TrimRight(safe, "=")},
		{Name: "base64, percent-encoded", Text: url.QueryEscape(b64)},
		{Name: "base64, percent-encoded twice", Text: url.QueryEscape(url.QueryEscape(b64))},
		{Name: "base64 in base64", Text: encode([]byte(b64)), Undone: "base64 twice"},
		{Name: "DEFLATE in base64", Text: deflated, Undone: "DEFLATE"},
		{Name: "DEFLATE in base64, percent-encoded", Text: url.QueryEscape(deflated), Undone: "DEFLATE"},
		{Name: "zlib in base64", Text: "SAMLResponse=" + encode([]byte(zlibbed)), Undone: "zlib"},
		{Name: "gzip in base64", Text: encode([]byte(zipped)), Undone: "gzip"},
		{Name: "UTF-16 in base64", Text: encode([]byte(UTF16(xml, binary.LittleEndian, true))), Undone: "UTF-16"},
		{Name: "double quotes", Text: `"` + b64 + `"`}, {Name: "single quotes", Text: "'" + b64 + "'\n"},
		{Name: "a shell's variable", Text: "export SAML='" + b64 + "'\n"},
		{Name: "label with a colon", Text: "SAMLResponse: " + b64},
		{Name: "label with =", Text: "SAMLResponse=" + b64},
		{Name: "label in lower case", Text: "samlresponse = " + b64 + "\n"},
		{Name: "label in a table", Text: "| Field | Value |\n|---|---|\n| SAMLResponse | " + b64 + " |\n"},
		{Name: "name and value on two lines", Text: "SAMLResponse\n" + b64 + "\nRelayState\n" + f.Relay + "\n"},
		{Name: "name: value", Text: "SAMLResponse: " + b64 + "\nRelayState: " + f.Relay + "\n"},
		{Name: "RelayState first, empty", Text: "RelayState: \nSAMLResponse: " + b64 + "\n"},
		{Name: "YAML, folded", Text: "form:\n  SAMLResponse: >-\n    " + Folded(b64, 70, "\n    ") + "\n  RelayState: x\n"},
		{Name: "answered mail", Text: "> SAMLResponse: " + Folded(b64, 70, "\n> ") + "\n> thanks\n",
			Undone: "quoted lines of a mail"},
	}
}
