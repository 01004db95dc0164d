package capturetest

import (
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
	"testing"
)

// Requests are the ways in which tools show the request that carries the response.
func (f Flow) Requests(t testing.TB) []Dress {
	t.Helper()
	form := f.Form()
	caret := strings.NewReplacer("%", "^%", "&", "^&").Replace(form)
	headers := "  -H 'content-type: application/x-www-form-urlencoded' \\\n  -H 'origin: https://sso.jumpcloud.com' \\\n"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n" + f.Base64() +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"RelayState\"\r\n\r\n" + f.Relay + "\r\n--x--\r\n"
	return []Dress{
		{Name: "form body", Text: form}, {Name: "form body with a tail", Text: form + "' \\\n  --compressed\n"},
		{Name: "form body, RelayState first", Text: "RelayState=" + url.QueryEscape(f.Relay) + "&SAMLResponse=" +
			url.QueryEscape(f.Base64()) + "\n"},
		{Name: "form body folded by mail", Text: Folded(form, 72, "\r\n")},
		{Name: "form body folded with blanks", Text: Folded(form, 72, "\r\n ")},
		{Name: "form body in quoted-printable", Text: Printable(t, form), Undone: "quoted-printable"},
		{Name: "form body in UTF-16 by PowerShell", Text: UTF16(form+"\r\n", binary.LittleEndian, true)},
		{Name: "multipart form", Text: multipart},
		{Name: "HTTP request", URL: ACS, Text: "POST /login.srf HTTP/1.1\r\nHost: login.microsoftonline.com\r\n" +
			"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + form},
		{
			Name: "curl in bash",
			URL:  ACS,
			Text: "curl '" + ACS + "' \\\n" + headers + "  --data-raw '" + form + "' \\\n  --compressed",
		},
		{Name: "curl in bash with $''", URL: ACS, Text: "curl '" + ACS + "' \\\n" + headers + "  --data-raw $'" +
			strings.ReplaceAll(form, "%", `\u0025`) + "'"},
		{Name: "curl in cmd", URL: ACS, Undone: "quoting of cmd", Text: "curl ^\"" + ACS + "^\" ^\r\n  -H ^\"origin: " +
			"https://sso.jumpcloud.com^\" ^\r\n  --data-raw ^\"" + caret + "^\""},
		{Name: "fetch", URL: ACS, Text: "fetch(\"" + ACS + "\", {\n  \"headers\": {\n    \"accept\": \"text/html\"\n  },\n" +
			"  \"referrer\": \"https://sso.jumpcloud.com/\",\n  \"body\": " + quoted(t,
			form) + ",\n  \"method\": \"POST\"\n});"},
		{Name: "PowerShell", URL: ACS, Text: "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n" +
			"Invoke-WebRequest -UseBasicParsing -Uri \"" + ACS + "\" `\n-Method \"POST\" `\n-WebSession $session `\n" +
			"-ContentType \"application/x-www-form-urlencoded\" `\n-Body \"" + form + "\""},
		{Name: "wget", Text: "wget --post-data '" + form + "' " + ACS},
		{Name: "DevTools, all of a request", URL: ACS, Text: "Request URL: " + ACS + "\nRequest Method: POST\n\n" +
			"Form Data\nSAMLResponse: " + f.Base64() + "\nRelayState: " + f.Relay + "\n"},
		{Name: "address of a redirect", URL: ACS, Undone: "DEFLATE", Text: ACS + "?SAMLResponse=" +
			url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(compressed(t, f.Response, deflate)))) + "&RelayState=rs"},
		{
			Name: "log line",
			Text: `ts=2026-03-02T09:15:00Z level=error msg="denied" SAMLResponse=` + url.QueryEscape(f.Base64()),
		},
		{Name: "log of a Python program", Text: "DEBUG {'SAMLResponse': ['" + f.Base64() + "'], 'RelayState': ['x']}\n"},
	}
}
