package capturetest

import (
	"encoding/base64"
	"net/url"
	"testing"
)

// HAR is the flow as browsers export it, with bodies that a browser writes in its own way.
func (f Flow) HAR(t testing.TB, post func(name string, message []byte) map[string]any, answer map[string]any) string {
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
			entry("2026-03-02T09:15:01.250+01:00", SignOn+"?x=1", "SAMLRequest", f.Request, answer),
			entry("2026-03-02T09:15:20.000+01:00", ACS, "SAMLResponse", f.Response, map[string]any{"mimeType": "text/html"}),
		}}})
}

// AsText is a body as Chrome writes it.
func (f Flow) AsText(name string, message []byte) map[string]any {
	return map[string]any{"mimeType": "application/x-www-form-urlencoded", "text": name + "=" +
		url.QueryEscape(base64.StdEncoding.EncodeToString(message)) + "&RelayState=" + url.QueryEscape(f.Relay)}
}

// AsParams is a body as Firefox writes it.
func (f Flow) AsParams(name string, message []byte) map[string]any {
	return map[string]any{"mimeType": "application/x-www-form-urlencoded", "params": []any{
		map[string]any{"name": name, "value": base64.StdEncoding.EncodeToString(message)},
		map[string]any{"name": "RelayState", "value": f.Relay}}}
}

// AsBoth is a body as Playwright writes it.
func (f Flow) AsBoth(name string, message []byte) map[string]any {
	both := f.AsText(name, message)
	both["params"] = []any{
		map[string]any{"name": name, "value": url.QueryEscape(base64.StdEncoding.EncodeToString(message))}}
	return both
}
