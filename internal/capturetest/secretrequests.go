package capturetest

import (
	"encoding/base64"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
)

func list(pairs ...string) []any {
	var all []any
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, map[string]any{"name": pairs[i], "value": pairs[i+1]})
	}
	return all
}

// secretHAR is a HAR with cookies and tokens in headers, a password that was posted, an unrelated host, and a page with
// tokens.
func (f Flow) secretHAR(t testing.TB, s Secrets) string {
	t.Helper()
	entry := func(address, media, body string, answer map[string]any) map[string]any {
		request := map[string]any{"method": "POST", "url": address, "httpVersion": "h2",
			"cookies": list("ESTSAUTH", s.Cookie, "sessid", s.ShortCookie),
			"headers": list("Cookie", s.cookies(), "Authorization", "Bearer "+s.JWT, "x-api-key", s.APIKey, "X-Own", s.APIKey,
				"Referer", "https://"+s.Host+"/a?b="+s.RefreshToken, "User-Agent", "Mozilla/5.0", "Content-Type", media),
			"queryString": list("code", s.RefreshToken, "client_id", "x")}
		if body != "" {
			params := []any{}
			form, _ := url.ParseQuery(body)
			for name := range form {
				params = append(params, list(name, form.Get(name))...)
			}
			request["postData"] = map[string]any{"mimeType": media, "text": body, "params": params}
		}
		return map[string]any{"startedDateTime": "2026-03-02T09:15:00.000Z", "time": 4.5, "_note": s.Password,
			"request": request,
			"response": map[string]any{"status": 200, "redirectURL": "https://" + s.Host + "/cb?code=" + s.RefreshToken,
				"headers": list("Set-Cookie", "ESTSAUTHPERSISTENT="+s.Cookie+"; path=/", "Location",
					"https://login.microsoftonline.com/kmsi?ctx="+s.RefreshToken), "content": answer}}
	}
	const form, text = "application/x-www-form-urlencoded", "application/json"
	page := map[string]any{"mimeType": "text/html", "text": f.secretPage(t, s)}
	encoded := map[string]any{"mimeType": "text/html", "encoding": "base64",
		"text": base64.StdEncoding.EncodeToString([]byte(f.secretPage(t, s)))}
	return quoted(t, map[string]any{"log": map[string]any{"version": "1.2", "pages": []any{map[string]any{
		"id": "p", "title": "https://" + s.Host + "/mail"}}, "creator": map[string]any{"name": "WebInspector"},
		"entries": []any{
			entry("https://"+s.Host+"/mail?token="+s.RefreshToken, text, quoted(t, map[string]string{"password": s.Password}),
				map[string]any{"mimeType": "text/html", "text": "<p>" + s.PrivateKey}),
			entry("https://login.microsoftonline.com/token?code="+s.RefreshToken, form,
				"grant_type=refresh_token&refresh_token="+
					s.RefreshToken+"&client_secret="+url.QueryEscape(s.ClientSecret)+"&passwd="+url.QueryEscape(s.Password),
				map[string]any{"mimeType": text, "text": quoted(t, map[string]string{"access_token": s.JWT})}),
			entry(SignOn, form, "SAMLRequest="+url.QueryEscape(base64.StdEncoding.EncodeToString(f.Request))+
				"&RelayState="+s.FlowToken, page),
			entry(ACS, form, f.secretForm(s), encoded),
		}}})
}

func (f Flow) secretCut(t testing.TB, s Secrets) string {
	har := f.secretHAR(t, s)
	return har[:len(har)-200]
}

func (f Flow) secretMail(t testing.TB, s Secrets) string {
	har := Folded(base64.StdEncoding.EncodeToString([]byte(f.secretHAR(t, s))), 76, "\r\n")
	return "From: a@contoso.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
		"Content-Type: text/plain\r\n\r\nMy password: " + s.Password + "\r\n--b\r\nContent-Type: application/json\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + har + "\r\n--b--\r\n"
}

func (f Flow) secretTracer(t testing.TB, s Secrets) string {
	headers := []any{[]string{"Cookie", s.cookies()}, []string{"Authorization", "Bearer " + s.JWT}}
	return quoted(t, map[string]any{"requests": []any{
		map[string]any{"method": "GET", "url": "https://" + s.Host + "/?sid=" + s.ShortCookie, "requestHeaders": headers},
		map[string]any{"method": "POST", "url": ACS + "?ctx=" + s.RefreshToken, "requestHeaders": headers, "get": []any{
			[]string{"ctx", s.RefreshToken}}, "post": []any{[]string{"passwd", s.Password}, []string{"SAMLResponse", f.Base64()},
			[]string{"RelayState", s.JWT}, []string{"own", s.ShortCookie}}, "responseHeaders": []any{
			[]string{"Set-Cookie", s.cookies()}}, "saml": string(f.Response)}}})
}

func (f Flow) secretCurl(_ testing.TB, s Secrets) string {
	shell := func(text string) string { return strings.ReplaceAll(text, "'", `'\''`) }
	return "curl '" + ACS + "?code=" + s.RefreshToken + "' \\\n  -b '" + s.cookies() + "' \\\n  -H 'Cookie: " +
		s.cookies() +
		"' \\\n  -H 'authorization: Bearer " + s.JWT + "' \\\n  -H 'x-api-key: " + s.APIKey +
		"' \\\n  -H 'referer: https://" +
		s.Host + "/path' \\\n  -u 'alice:" + shell(s.Password) + "' \\\n  --data-raw '" + f.secretForm(s) +
		"' \\\n  --compressed\n" +
		"curl https://alice:" + url.QueryEscape(s.Password) + "@login.microsoftonline.com/x\n"
}

func (f Flow) secretCmd(_ testing.TB, s Secrets) string {
	caret := strings.NewReplacer("%", "^%", "&", "^&").Replace
	return "curl ^\"" + ACS + "^\" ^\r\n  -b ^\"" + caret(s.cookies()) + "^\" ^\r\n  -H ^\"Authorization: Bearer " +
		s.JWT +
		"^\" ^\r\n  -H ^\"Referer: https://" + s.Host + "/^\" ^\r\n  --data-raw ^\"" + caret(f.secretForm(s)) + "^\""
}

func (f Flow) secretFetch(t testing.TB, s Secrets) string {
	return "fetch(\"" + ACS + "\", {\n  \"headers\": {\n    \"accept\": \"text/html\",\n    \"authorization\": \"Bearer " +
		s.JWT + "\",\n    \"cookie\": " + quoted(t, s.cookies()) + ",\n    \"x-api-key\": \"" + s.APIKey + "\"\n  },\n" +
		"  \"referrer\": \"https://" + s.Host + "/\",\n  \"body\": " + quoted(t, f.secretForm(s)) +
		",\n  \"method\": \"POST\"\n});\n"
}

func (f Flow) secretPowerShell(_ testing.TB, s Secrets) string {
	cookie := `$session.Cookies.Add((New-Object System.Net.Cookie("%s", "%s", "/", ".login.microsoftonline.com")))` + "\n"
	return "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n" +
		fmt.Sprintf(cookie, "ESTSAUTH", s.Cookie) + fmt.Sprintf(cookie, "own", s.ShortCookie) +
		"Invoke-WebRequest -UseBasicParsing -Uri \"" + ACS +
		"\" `\n-Method \"POST\" `\n-WebSession $session `\n-Headers @{\n" +
		"\"Authorization\"=\"Bearer " + s.JWT + "\"\n  \"x-api-key\"=\"" + s.APIKey + "\"\n  \"Referer\"=\"https://" +
		s.Host +
		"/\"\n} `\n-Body \"" + f.secretForm(s) + "\""
}

func (f Flow) secretRequest(_ testing.TB, s Secrets) string {
	return "POST /login.srf HTTP/1.1\r\nHost: login.microsoftonline.com\r\nCookie: ESTSAUTH=" + s.Cookie +
		";\r\n sessid=" +
		s.ShortCookie + "; x=" + s.APIKey + "\r\nAuthorization: Bearer " + s.JWT + "\r\nReferer: https://" + s.Host +
		"/\r\nX-API-Key: " + s.APIKey + "\r\n\r\n" + f.secretForm(s)
}

func (f Flow) secretLines(_ testing.TB, s Secrets) string {
	return "Request URL: " + ACS + "\nRequest Method: POST\n\ncookie: " + s.cookies() + "\nauthorization: Bearer " +
		s.JWT +
		"\nreferer: https://" + s.Host + "/\nx-api-key: " + s.APIKey + "\n\nForm Data\nlogin: alice\npasswd: " + s.Password +
		"\nSAMLResponse: " + f.Base64() + "\nRelayState: " + f.Relay + "\nflowToken: " + s.FlowToken + "\nclient_secret: " +
		s.ClientSecret + "\n"
}

func (f Flow) secretTwoLines(t testing.TB, s Secrets) string {
	return strings.NewReplacer("cookie: ", "cookie\n", "authorization: ", "authorization\n", "passwd: ", "passwd\n",
		"SAMLResponse: ", "SAMLResponse\n", "RelayState: ", "RelayState\n", "flowToken: ", "flowToken\n", "x-api-key: ",
		"x-api-key\n", "client_secret: ", "client_secret\n").Replace(f.secretLines(t, s))
}

// secretPage is a page that posts the response, with tokens in fields and in its script.
func (f Flow) secretPage(t testing.TB, s Secrets) string {
	input := func(name, value string) string {
		return `<input type="hidden" name="` + name + `" value="` + html.EscapeString(value) + `">` + "\n"
	}
	return "<!DOCTYPE html><html><head><title>Sign in</title>\n<script>var $Config=" + quoted(t, map[string]any{
		"sFT": s.FlowToken, "sCtx": s.RefreshToken, "canary": s.ClientSecret, "urlPost": "https://" + s.Host + "/post",
		"password": s.Password}) + ";document.cookie=\"sid=" + s.ShortCookie +
		"\";</script></head><body>\n<form method=post action=\"" + ACS +
		"\">\n" + input("passwd", s.Password) + input("SAMLResponse", f.Base64()) + input("RelayState", f.Relay) +
		input("flowToken", s.FlowToken) + input("own", s.ShortCookie) + input("apikey", s.APIKey) + input("id_token", s.JWT) +
		"<input value='" + html.EscapeString(s.Password) + "' name='password'>\n<textarea name=key>" + s.PrivateKey +
		"</textarea>\n<a href=\"https://" + s.Host + "/\">x</a></form></body></html>\n"
}

func (f Flow) secretMHT(t testing.TB, s Secrets) string {
	return "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + SignOn + "\r\nMIME-Version: 1.0\r\nContent-Type: " +
		"multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: " +
		"quoted-printable\r\nContent-Location: " + SignOn + "\r\n\r\n" + Printable(t, f.secretPage(t, s)) + "\r\n--b--\r\n"
}

func (f Flow) secretMultipart(_ testing.TB, s Secrets) string {
	part := func(name, value string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	return "Cookie: " + s.cookies() + "\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n" + part("passwd",
		s.Password) +
		part("SAMLResponse", f.Base64()) + part("RelayState", f.Relay) + part("own", s.ShortCookie) + part("pem",
		s.PrivateKey) +
		part("token", s.JWT) + part("link", "https://"+s.Host+"/") + "--x--\r\n"
}

func (f Flow) secretRedirects(t testing.TB, s Secrets) string {
	query := url.Values{"SAMLRequest": {base64.StdEncoding.EncodeToString([]byte(compressed(t, f.Request, deflate)))},
		"RelayState": {s.FlowToken}, "own": {s.ShortCookie}, "sso_reload": {s.APIKey}}
	return "302 https://" + s.Host + "/start?code=" + s.RefreshToken + "\nset-cookie: " + s.cookies() +
		"; Secure; HttpOnly\n" +
		"302 " + SignOn + "?" + query.Encode() + "\n302 https://login.microsoftonline.com/cb#id_token=" + s.JWT + "&state=" +
		s.ShortCookie + "&session_state=" + s.APIKey + "\nSAMLResponse=" + url.QueryEscape(f.Base64()) + "\n"
}
