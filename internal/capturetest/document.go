package capturetest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Documents are the files that browsers and tools save.
func (f Flow) Documents(t testing.TB) []Dress {
	t.Helper()
	b64, page := f.Base64(), f.Page()
	encode := func(s string) string { return Folded(base64.StdEncoding.EncodeToString([]byte(s)), 76, "\r\n") }
	chrome := f.HAR(t, f.AsText, map[string]any{"mimeType": "text/html", "text": page})
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, []byte(chrome), "", "  "))
	input := `<input type="hidden" name="SAMLResponse" value="` + b64 + `">`
	tracer := quoted(t, map[string]any{"requests": []any{
		map[string]any{"method": "GET", "url": SignOn, "get": []any{}, "post": []any{}},
		map[string]any{"method": "POST", "url": ACS, "requestId": "17", "get": []any{}, "protocol": "SAML-P",
			"post": []any{[]string{"SAMLResponse", b64}, []string{"RelayState", f.Relay}}, "saml": string(f.Response)}}})
	mht := "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + SignOn + "\r\nMIME-Version: 1.0\r\nContent-Type: " +
		"multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n\r\n------b\r\nContent-Type: " +
		"text/html\r\nContent-Transfer-Encoding: %s\r\nContent-Location: " + SignOn + "\r\n\r\n%s\r\n------b--\r\n"
	return []Dress{
		{Name: "HAR of Chrome", Text: chrome, Messages: 2, URL: ACS},
		{Name: "HAR of Chrome, pretty", Text: pretty.String(), Messages: 2, URL: ACS},
		{Name: "HAR with a mark", Text: "\ufeff" + chrome, Messages: 2, URL: ACS},
		{Name: "HAR in gzip", Text: compressed(t, []byte(chrome), func(w io.Writer) io.WriteCloser {
			return gzip.NewWriter(w)
		}), Messages: 2, URL: ACS},
		{Name: "HAR of Firefox", Text: f.HAR(t, f.AsParams, map[string]any{"mimeType": "text/html; charset=utf-8",
			"text": page}), Messages: 2, URL: ACS},
		{Name: "HAR of Playwright", Text: f.HAR(t, f.AsBoth, map[string]any{"mimeType": "text/html",
			"encoding": "base64", "text": base64.StdEncoding.EncodeToString([]byte(page))}), Messages: 2, URL: ACS},
		{Name: "HAR without bodies that were sent", Messages: 1, URL: ACS, Text: f.HAR(t,
			func(string, []byte) map[string]any { return map[string]any{} },
			map[string]any{"mimeType": "text/html", "text": page})},
		{Name: "SAML-tracer", Text: tracer, URL: ACS},
		{Name: "JSON field", Text: `{"SAMLResponse": "` + b64 + `", "RelayState": "x"}`},
		{Name: "JSON field in depth", Text: "\n{\"form\": {\"a\": [1, {\"SAMLResponse\": \"" + b64 + "\"}]}}\n"},
		{Name: "JSON name and value", Text: `[{"name": "SAMLResponse", "value": "` + b64 + `"}]`},
		{Name: "JSON pairs", Text: `[["SAMLResponse", "` + b64 + `"], ["RelayState", "x"]]`},
		{Name: "JSON in a JSON text", Text: quoted(t, `{"SAMLResponse":"`+b64+`"}`)},
		{Name: "JSON lines", Text: "{\"level\":\"info\"}\n{\"SAMLResponse\":\"" + b64 + "\"}\n{\"level\":\"info\"}\n"},
		{Name: "JSON in a log line", Text: "09:15 body={\"SAMLResponse\":\"" + strings.ReplaceAll(b64, "/", `\/`) + "\"}\n"},
		{Name: "page", Text: page, URL: ACS},
		{Name: "page, XHTML", URL: ACS, Text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC " +
			"\"-//W3C//DTD XHTML 1.1//EN\" \"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd\">\n<html xmlns=\"http://www." +
			"w3.org/1999/xhtml\"><body><form action=\"" + ACS + "\" method=\"post\"><div>" +
			strings.Replace(input, ">", "/>", 1) + "</div></form></body></html>"},
		{Name: "page, comment first", Text: "<!-- saved from url=(0041)" + SignOn + " -->\n" + page, URL: ACS},
		{Name: "page, fragment", Text: input}, {Name: "page, single quotes", Text: strings.ReplaceAll(input, `"`, "'")},
		{Name: "page, capitals and no quotes", Text: "<INPUT TYPE=hidden NAME=SAMLResponse VALUE=" + b64 + ">"},
		{Name: "page, text area", Text: "<body><textarea name=\"SAMLResponse\">\n" + b64 + "</textarea></body>"},
		{Name: "page, entities", Text: strings.NewReplacer("+", "&#43;", "=\"", "=\"", "/", "&#x2F;").Replace(b64) + "\n",
			Undone: "HTML entities"},
		{Name: "page that shows the XML", Text: "<html><body><pre>" + html.EscapeString(string(f.Response)) + "</pre>"},
		{Name: "page that a script writes", Text: "<script>document.write('" + strings.ReplaceAll(input, `"`, `\"`) +
			"')</script>"},
		{Name: "page in UTF-16", Text: UTF16(page, binary.LittleEndian, true), URL: ACS},
		{Name: "page in quoted-printable without headers", Text: Printable(t, page)},
		{Name: ".mht in quoted-printable", Text: fmt.Sprintf(mht, "quoted-printable", Printable(t, page)), URL: ACS},
		{Name: ".mht in base64", Text: fmt.Sprintf(mht, "base64", encode(page)), URL: ACS},
		{Name: "mail with a HAR", Messages: 2, URL: ACS, Text: "From: a@contoso.com\r\nTo: b@contoso.com\r\nMIME-Version: " +
			"1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee attached" +
			".\r\n--b\r\nContent-Type: application/octet-stream; name=flow.har\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			encode(chrome) + "\r\n--b--\r\n"},
	}
}
