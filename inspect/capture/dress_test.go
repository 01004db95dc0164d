package capture_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// flow is one sign-in: the request and the response that went through a browser.
type flow struct {
	request, response []byte
	relay             string
}

const (
	signOn = "https://sso.jumpcloud.com/saml2/office365"
	acs    = "https://login.microsoftonline.com/login.srf"
)

func (f flow) base64() string { return base64.StdEncoding.EncodeToString(f.response) }

func (f flow) form() string {
	return "SAMLResponse=" + url.QueryEscape(f.base64()) + "&RelayState=" + url.QueryEscape(f.relay)
}

// folded breaks a text into lines.
func folded(s string, width int, end string) string {
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + end)
		s = s[width:]
	}
	return b.String() + s
}

func compressed(t *testing.T, data []byte, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	_, err := w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func deflate(w io.Writer) io.WriteCloser {
	f, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	return f
}

func utf16Of(s string, order binary.AppendByteOrder, mark bool) string {
	if mark {
		s = "\ufeff" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func printable(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, err := io.WriteString(w, s)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func quoted(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// page is a page that posts the response.
func (f flow) page() string {
	return "<!DOCTYPE html>\n<html><head><title>Working</title></head><body onload=\"document.forms[0].submit()\">\n" +
		"<form method=\"post\" action=\"" + acs + "\">\n<input type=\"hidden\" name=\"SAMLResponse\" value=\"" +
		f.base64() + "\">\n<input type=\"hidden\" name=\"RelayState\" value=\"" + html.EscapeString(f.relay) +
		"\">\n</form></body></html>\n"
}

// har is the flow as browsers export it, with bodies that a browser writes in its own way.
func (f flow) har(t *testing.T, post func(name string, message []byte) map[string]any, answer map[string]any) string {
	t.Helper()
	entry := func(at, address string, name string, message []byte, content map[string]any) map[string]any {
		return map[string]any{
			"startedDateTime": at, "time": 41.5,
			"request": map[string]any{"method": "POST", "url": address, "httpVersion": "h2", "cookies": []any{},
				"headers":  []any{map[string]any{"name": "Cookie", "value": "ESTSAUTH=secret"}},
				"postData": post(name, message)},
			"response": map[string]any{"status": 200, "content": content, "redirectURL": ""},
		}
	}
	noise := map[string]any{"startedDateTime": "2026-03-02T09:15:00.000Z",
		"request":  map[string]any{"method": "GET", "url": "https://aadcdn.msauth.net/a.js"},
		"response": map[string]any{"content": map[string]any{"mimeType": "application/javascript", "text": "SAMLResponse="}}}
	return quoted(t, map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]any{"name": "x"},
		"entries": []any{
			noise,
			entry("2026-03-02T09:15:01.250+01:00", signOn+"?x=1", "SAMLRequest", f.request, answer),
			entry("2026-03-02T09:15:20.000+01:00", acs, "SAMLResponse", f.response, map[string]any{"mimeType": "text/html"}),
		}}})
}

func (f flow) asText(name string, message []byte) map[string]any {
	return map[string]any{"mimeType": "application/x-www-form-urlencoded", "text": name + "=" +
		url.QueryEscape(base64.StdEncoding.EncodeToString(message)) + "&RelayState=" + url.QueryEscape(f.relay)}
}

func (f flow) asParams(name string, message []byte) map[string]any {
	return map[string]any{"mimeType": "application/x-www-form-urlencoded", "params": []any{
		map[string]any{"name": name, "value": base64.StdEncoding.EncodeToString(message)},
		map[string]any{"name": "RelayState", "value": f.relay}}}
}

func (f flow) asBoth(name string, message []byte) map[string]any {
	both := f.asText(name, message)
	both["params"] = []any{
		map[string]any{"name": name, "value": url.QueryEscape(base64.StdEncoding.EncodeToString(message))}}
	return both
}

// dress is a form in which people have the response.
type dress struct {
	name, text string
	// undone must be among what was undone; url is where it went; messages is how many are found, 1 by default, the
	// response last.
	undone, url string
	messages    int
}

// encoded are the ways in which the value itself is dressed.
func (f flow) encoded(t *testing.T) []dress {
	t.Helper()
	b64, xml := f.base64(), string(f.response)
	raw := strings.TrimRight(b64, "=")
	safe := strings.NewReplacer("+", "-", "/", "_").Replace(b64)
	deflated := base64.StdEncoding.EncodeToString([]byte(compressed(t, f.response, deflate)))
	zlibbed := compressed(t, f.response, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
	zipped := compressed(t, f.response, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	encode := base64.StdEncoding.EncodeToString
	return []dress{
		{name: "XML", text: xml},
		{name: "XML with a mark and blanks", text: "\ufeff  " + xml + "\r\n\r\n"},
		{name: "XML in a log line", text: "2026-03-02 09:15 INFO [saml] response: " + xml + " end"},
		{name: "XML in a Markdown fence", text: "It fails:\n```xml\n" + xml + "\n```\nWhy?"},
		{name: "XML, escaped for HTML", text: html.EscapeString(xml), undone: "HTML entities"},
		{
			name:   "XML, percent-encoded",
			text:   strings.ReplaceAll(url.QueryEscape(xml), "+", "%20"),
			undone: "percent-encoding",
		},
		{name: "XML as a JSON text", text: quoted(t, xml)},
		{name: "XML as JSON in a log line", text: "got " + quoted(t, xml), undone: "backslash escapes"},
		{name: "XML in UTF-16, little endian", text: utf16Of(xml, binary.LittleEndian, true), undone: "UTF-16"},
		{name: "XML in UTF-16, big endian", text: utf16Of(xml, binary.BigEndian, true), undone: "UTF-16"},
		{name: "XML in gzip", text: zipped, undone: "gzip"},
		{name: "base64", text: b64},
		{name: "base64 in UTF-16", text: utf16Of(b64+"\r\n", binary.LittleEndian, true), undone: "UTF-16"},
		{name: "base64 in UTF-16 without a mark", text: utf16Of(b64, binary.LittleEndian, false), undone: "UTF-16"},
		{name: "base64 in lines of 76", text: folded(b64, 76, "\r\n") + "\r\n", undone: "line breaks"},
		{name: "base64 in lines of 64, indented", text: "  " + folded(b64, 64, "\n  "), undone: "line breaks"},
		{name: "base64 with a blank after every 80", text: folded(b64, 80, " "), undone: "blanks"},
		{name: "base64 without padding", text: raw},
		{name: "URL-safe base64", text: safe},
		{name: "URL-safe base64 without padding", text: strings.TrimRight(safe, "=")},
		{name: "base64, percent-encoded", text: url.QueryEscape(b64)},
		{name: "base64, percent-encoded twice", text: url.QueryEscape(url.QueryEscape(b64))},
		{name: "base64 in base64", text: encode([]byte(b64)), undone: "base64 twice"},
		{name: "DEFLATE in base64", text: deflated, undone: "DEFLATE"},
		{name: "DEFLATE in base64, percent-encoded", text: url.QueryEscape(deflated), undone: "DEFLATE"},
		{name: "zlib in base64", text: "SAMLResponse=" + encode([]byte(zlibbed)), undone: "zlib"},
		{name: "gzip in base64", text: encode([]byte(zipped)), undone: "gzip"},
		{name: "UTF-16 in base64", text: encode([]byte(utf16Of(xml, binary.LittleEndian, true))), undone: "UTF-16"},
		{name: "double quotes", text: `"` + b64 + `"`}, {name: "single quotes", text: "'" + b64 + "'\n"},
		{name: "a shell's variable", text: "export SAML='" + b64 + "'\n"},
		{name: "label with a colon", text: "SAMLResponse: " + b64},
		{name: "label with =", text: "SAMLResponse=" + b64},
		{name: "label in lower case", text: "samlresponse = " + b64 + "\n"},
		{name: "label in a table", text: "| Field | Value |\n|---|---|\n| SAMLResponse | " + b64 + " |\n"},
		{name: "name and value on two lines", text: "SAMLResponse\n" + b64 + "\nRelayState\n" + f.relay + "\n"},
		{name: "name: value", text: "SAMLResponse: " + b64 + "\nRelayState: " + f.relay + "\n"},
		{name: "RelayState first, empty", text: "RelayState: \nSAMLResponse: " + b64 + "\n"},
		{name: "YAML, folded", text: "form:\n  SAMLResponse: >-\n    " + folded(b64, 70, "\n    ") + "\n  RelayState: x\n"},
		{name: "answered mail", text: "> SAMLResponse: " + folded(b64, 70, "\n> ") + "\n> thanks\n",
			undone: "quoted lines of a mail"},
	}
}

// requests are the ways in which tools show the request that carries the response.
func (f flow) requests(t *testing.T) []dress {
	t.Helper()
	form := f.form()
	caret := strings.NewReplacer("%", "^%", "&", "^&").Replace(form)
	headers := "  -H 'content-type: application/x-www-form-urlencoded' \\\n  -H 'origin: https://sso.jumpcloud.com' \\\n"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n" + f.base64() +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"RelayState\"\r\n\r\n" + f.relay + "\r\n--x--\r\n"
	return []dress{
		{name: "form body", text: form}, {name: "form body with a tail", text: form + "' \\\n  --compressed\n"},
		{name: "form body, RelayState first", text: "RelayState=" + url.QueryEscape(f.relay) + "&SAMLResponse=" +
			url.QueryEscape(f.base64()) + "\n"},
		{name: "form body folded by mail", text: folded(form, 72, "\r\n")},
		{name: "form body folded with blanks", text: folded(form, 72, "\r\n ")},
		{name: "form body in quoted-printable", text: printable(t, form), undone: "quoted-printable"},
		{name: "form body in UTF-16 by PowerShell", text: utf16Of(form+"\r\n", binary.LittleEndian, true)},
		{name: "multipart form", text: multipart},
		{name: "HTTP request", url: acs, text: "POST /login.srf HTTP/1.1\r\nHost: login.microsoftonline.com\r\n" +
			"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + form},
		{
			name: "curl in bash",
			url:  acs,
			text: "curl '" + acs + "' \\\n" + headers + "  --data-raw '" + form + "' \\\n  --compressed",
		},
		{name: "curl in bash with $''", url: acs, text: "curl '" + acs + "' \\\n" + headers + "  --data-raw $'" +
			strings.ReplaceAll(form, "%", `\u0025`) + "'"},
		{name: "curl in cmd", url: acs, undone: "quoting of cmd", text: "curl ^\"" + acs + "^\" ^\r\n  -H ^\"origin: " +
			"https://sso.jumpcloud.com^\" ^\r\n  --data-raw ^\"" + caret + "^\""},
		{name: "fetch", url: acs, text: "fetch(\"" + acs + "\", {\n  \"headers\": {\n    \"accept\": \"text/html\"\n  },\n" +
			"  \"referrer\": \"https://sso.jumpcloud.com/\",\n  \"body\": " + quoted(t,
			form) + ",\n  \"method\": \"POST\"\n});"},
		{name: "PowerShell", url: acs, text: "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n" +
			"Invoke-WebRequest -UseBasicParsing -Uri \"" + acs + "\" `\n-Method \"POST\" `\n-WebSession $session `\n" +
			"-ContentType \"application/x-www-form-urlencoded\" `\n-Body \"" + form + "\""},
		{name: "wget", text: "wget --post-data '" + form + "' " + acs},
		{name: "DevTools, all of a request", url: acs, text: "Request URL: " + acs + "\nRequest Method: POST\n\n" +
			"Form Data\nSAMLResponse: " + f.base64() + "\nRelayState: " + f.relay + "\n"},
		{name: "address of a redirect", url: acs, undone: "DEFLATE", text: acs + "?SAMLResponse=" +
			url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(compressed(t, f.response, deflate)))) + "&RelayState=rs"},
		{
			name: "log line",
			text: `ts=2026-03-02T09:15:00Z level=error msg="denied" SAMLResponse=` + url.QueryEscape(f.base64()),
		},
		{name: "log of a Python program", text: "DEBUG {'SAMLResponse': ['" + f.base64() + "'], 'RelayState': ['x']}\n"},
	}
}

// documents are the files that browsers and tools save.
func (f flow) documents(t *testing.T) []dress {
	t.Helper()
	b64, page := f.base64(), f.page()
	encode := func(s string) string { return folded(base64.StdEncoding.EncodeToString([]byte(s)), 76, "\r\n") }
	chrome := f.har(t, f.asText, map[string]any{"mimeType": "text/html", "text": page})
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, []byte(chrome), "", "  "))
	input := `<input type="hidden" name="SAMLResponse" value="` + b64 + `">`
	tracer := quoted(t, map[string]any{"requests": []any{
		map[string]any{"method": "GET", "url": signOn, "get": []any{}, "post": []any{}},
		map[string]any{"method": "POST", "url": acs, "requestId": "17", "get": []any{}, "protocol": "SAML-P",
			"post": []any{[]string{"SAMLResponse", b64}, []string{"RelayState", f.relay}}, "saml": string(f.response)}}})
	mht := "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + signOn + "\r\nMIME-Version: 1.0\r\nContent-Type: " +
		"multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n\r\n------b\r\nContent-Type: " +
		"text/html\r\nContent-Transfer-Encoding: %s\r\nContent-Location: " + signOn + "\r\n\r\n%s\r\n------b--\r\n"
	return []dress{
		{name: "HAR of Chrome", text: chrome, messages: 2, url: acs},
		{name: "HAR of Chrome, pretty", text: pretty.String(), messages: 2, url: acs},
		{name: "HAR with a mark", text: "\ufeff" + chrome, messages: 2, url: acs},
		{name: "HAR in gzip", text: compressed(t, []byte(chrome), func(w io.Writer) io.WriteCloser {
			return gzip.NewWriter(w)
		}), messages: 2, url: acs},
		{name: "HAR of Firefox", text: f.har(t, f.asParams, map[string]any{"mimeType": "text/html; charset=utf-8",
			"text": page}), messages: 2, url: acs},
		{name: "HAR of Playwright", text: f.har(t, f.asBoth, map[string]any{"mimeType": "text/html",
			"encoding": "base64", "text": base64.StdEncoding.EncodeToString([]byte(page))}), messages: 2, url: acs},
		{name: "HAR without bodies that were sent", messages: 1, url: acs, text: f.har(t,
			func(string, []byte) map[string]any { return map[string]any{} },
			map[string]any{"mimeType": "text/html", "text": page})},
		{name: "SAML-tracer", text: tracer, url: acs},
		{name: "JSON field", text: `{"SAMLResponse": "` + b64 + `", "RelayState": "x"}`},
		{name: "JSON field in depth", text: "\n{\"form\": {\"a\": [1, {\"SAMLResponse\": \"" + b64 + "\"}]}}\n"},
		{name: "JSON name and value", text: `[{"name": "SAMLResponse", "value": "` + b64 + `"}]`},
		{name: "JSON pairs", text: `[["SAMLResponse", "` + b64 + `"], ["RelayState", "x"]]`},
		{name: "JSON in a JSON text", text: quoted(t, `{"SAMLResponse":"`+b64+`"}`)},
		{name: "JSON lines", text: "{\"level\":\"info\"}\n{\"SAMLResponse\":\"" + b64 + "\"}\n{\"level\":\"info\"}\n"},
		{name: "JSON in a log line", text: "09:15 body={\"SAMLResponse\":\"" + strings.ReplaceAll(b64, "/", `\/`) + "\"}\n"},
		{name: "page", text: page, url: acs},
		{name: "page, XHTML", url: acs, text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC " +
			"\"-//W3C//DTD XHTML 1.1//EN\" \"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd\">\n<html xmlns=\"http://www." +
			"w3.org/1999/xhtml\"><body><form action=\"" + acs + "\" method=\"post\"><div>" +
			strings.Replace(input, ">", "/>", 1) + "</div></form></body></html>"},
		{name: "page, comment first", text: "<!-- saved from url=(0041)" + signOn + " -->\n" + page, url: acs},
		{name: "page, fragment", text: input}, {name: "page, single quotes", text: strings.ReplaceAll(input, `"`, "'")},
		{name: "page, capitals and no quotes", text: "<INPUT TYPE=hidden NAME=SAMLResponse VALUE=" + b64 + ">"},
		{name: "page, text area", text: "<body><textarea name=\"SAMLResponse\">\n" + b64 + "</textarea></body>"},
		{name: "page, entities", text: strings.NewReplacer("+", "&#43;", "=\"", "=\"", "/", "&#x2F;").Replace(b64) + "\n",
			undone: "HTML entities"},
		{name: "page that shows the XML", text: "<html><body><pre>" + html.EscapeString(string(f.response)) + "</pre>"},
		{name: "page that a script writes", text: "<script>document.write('" + strings.ReplaceAll(input, `"`, `\"`) +
			"')</script>"},
		{name: "page in UTF-16", text: utf16Of(page, binary.LittleEndian, true), url: acs},
		{name: "page in quoted-printable without headers", text: printable(t, page)},
		{name: ".mht in quoted-printable", text: fmt.Sprintf(mht, "quoted-printable", printable(t, page)), url: acs},
		{name: ".mht in base64", text: fmt.Sprintf(mht, "base64", encode(page)), url: acs},
		{name: "mail with a HAR", messages: 2, url: acs, text: "From: a@contoso.com\r\nTo: b@contoso.com\r\nMIME-Version: " +
			"1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee attached" +
			".\r\n--b\r\nContent-Type: application/octet-stream; name=flow.har\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			encode(chrome) + "\r\n--b--\r\n"},
	}
}
