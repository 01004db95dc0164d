package capturetest

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
)

// Secrets are what a capture holds besides the messages and nobody else shall see.
type Secrets struct {
	Password, Cookie, ShortCookie, JWT, RefreshToken, ClientSecret, APIKey, FlowToken, PrivateKey string
	// Host has no part in the sign-in.
	Host string
}

// All are the secrets.
func (s Secrets) All() []string {
	return []string{s.Password, s.Cookie, s.ShortCookie, s.JWT, s.RefreshToken, s.ClientSecret, s.APIKey, s.FlowToken,
		s.PrivateKey, s.Host}
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	marks   = "!#*+.,:;/?@()[]{}~%&=$"
)

// secretsOf makes the secrets of a capture.
func secretsOf(r *rand.Rand) Secrets {
	text := func(set string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(set[r.IntN(len(set))])
		}
		return b.String()
	}
	safe := letters + "-_"
	key := "-----BEGIN PRIVATE KEY-----\n" + Folded(text(letters+"+/", 400), 64, "\n") + "\n-----END PRIVATE KEY-----"
	return Secrets{
		Password:     text(letters, 4) + text(marks, 3) + text(letters, 6),
		Cookie:       "0." + text(safe, 120),
		ShortCookie:  text("0123456789abcdef", 12),
		JWT:          "eyJ0eXAi" + text(safe, 60) + "." + text(safe, 90) + "." + text(safe, 86),
		RefreshToken: "1.A" + text(safe, 200),
		ClientSecret: text(letters, 3) + "8Q~" + text(letters+"-_.~", 34),
		APIKey:       text("0123456789abcdef", 40),
		FlowToken:    "AQABIQEAAA" + text(safe, 150),
		PrivateKey:   key,
		Host:         "intranet-" + text("abcdefghijklmnopqrstuvwxyz", 8) + ".example",
	}
}

// Secretive makes the capture of that number, which holds secrets besides the messages, or in them.
func Secretive(t testing.TB, f Flow, number int) (name, capture string, s Secrets) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(number), 8))
	s = secretsOf(r)
	shapes := f.shapes()
	shape := shapes[number%len(shapes)]
	name, capture = shape.name, shape.make(t, s)
	switch number / len(shapes) % 5 {
	case 1:
		name, capture = name+", CRLF", strings.ReplaceAll(strings.ReplaceAll(capture, "\r\n", "\n"), "\n", "\r\n")
	case 2:
		name, capture = name+", UTF-16", UTF16(capture, binary.LittleEndian, true)
	case 3:
		name, capture = name+", gzip", compressed(t, []byte(capture), func(w io.Writer) io.WriteCloser {
			return gzip.NewWriter(w)
		})
	case 4:
		name, capture = name+", UTF-16 BE", UTF16(capture, binary.BigEndian, true)
	}
	return fmt.Sprintf("%d %s", number, name), capture, s
}

// shape is a form of a capture with secrets.
type shape struct {
	name string
	make func(testing.TB, Secrets) string
}

func (f Flow) shapes() []shape {
	return []shape{
		{"HAR", f.secretHAR}, {"HAR cut off", f.secretCut}, {"SAML-tracer", f.secretTracer}, {"curl", f.secretCurl},
		{"curl in cmd", f.secretCmd}, {"fetch", f.secretFetch}, {"PowerShell", f.secretPowerShell},
		{"HTTP request", f.secretRequest}, {"form", func(_ testing.TB, s Secrets) string { return f.secretForm(s) }},
		{"form folded", func(_ testing.TB, s Secrets) string { return Folded(f.secretForm(s), 72, "\r\n") }},
		{"DevTools", f.secretLines}, {"DevTools, two lines", f.secretTwoLines}, {"page", f.secretPage},
		{".mht", f.secretMHT}, {"JSON", f.secretJSON}, {"log", f.secretLog}, {"multipart", f.secretMultipart},
		{"mail with a HAR", f.secretMail}, {"WS-Trust", f.secretTrust}, {"redirects", f.secretRedirects},
		{"quoted-printable", func(t testing.TB, s Secrets) string { return Printable(t, f.secretForm(s)) }},
		{"JSON lines", f.secretJSONLines}, {"form, percent-encoded", func(_ testing.TB, s Secrets) string {
			return url.QueryEscape(f.secretForm(s))
		}},
	}
}

// secretForm is a form with a password before the message and tokens behind it.
func (f Flow) secretForm(s Secrets) string {
	q := url.QueryEscape
	return "login=alice%40contoso.com&passwd=" + q(s.Password) + "&canary=" + q(s.FlowToken) + "&ctx=" +
		q(s.RefreshToken) +
		"&" + f.Form() + "&flowToken=" + q(s.FlowToken) + "&zz_own=" + q(s.ShortCookie) + "&client_secret=" +
		q(s.ClientSecret) + "&key=" + q(s.PrivateKey) + "&id_token=" + s.JWT + "&api-key=" + s.APIKey + "&next=" +
		q("https://"+s.Host+"/x?y=1")
}

func (s Secrets) cookies() string {
	return "ESTSAUTH=" + s.Cookie + "; sessid=" + s.ShortCookie + "; x=" + s.APIKey
}

func (f Flow) secretJSON(t testing.TB, s Secrets) string {
	return quoted(t, map[string]any{
		"form": map[string]any{"passwd": s.Password, "SAMLResponse": f.Base64(), "RelayState": s.JWT},
		"headers": []any{map[string]any{"name": "Cookie", "value": s.cookies()},
			[]any{"Authorization", "Bearer " + s.RefreshToken}, []any{"x-api-key", s.APIKey}},
		"client_secret": s.ClientSecret, "privateKey": s.PrivateKey, "note": "see https://" + s.Host + "/wiki",
		"config": map[string]any{"sFT": s.FlowToken, "sessionId": s.ShortCookie, "pem": "x\n" + s.PrivateKey},
	})
}

func (f Flow) secretJSONLines(t testing.TB, s Secrets) string {
	return "{\"level\":\"info\",\"msg\":\"start\"}\n" + f.secretJSON(t, s) + "\n" +
		quoted(t, map[string]any{"msg": "cookie: " + s.cookies(), "password": s.Password}) + "\n"
}

func (f Flow) secretLog(t testing.TB, s Secrets) string {
	return "2026-03-02 09:15:00 INFO login user=alice password=" + s.Password + "\n" +
		"2026-03-02 09:15:01 DEBUG headers: Cookie: " + s.cookies() + "\n" +
		"2026-03-02 09:15:02 DEBUG Authorization: Bearer " + s.JWT + "\n" +
		"2026-03-02 09:15:03 DEBUG body=" + quoted(t, map[string]string{"client_secret": s.ClientSecret,
		"refresh_token": s.RefreshToken, "x-api-key": s.APIKey, "password": s.Password}) + "\n" +
		"2026-03-02 09:15:04 ERROR denied SAMLResponse=" + url.QueryEscape(f.Base64()) + " flowToken=" + s.FlowToken + "\n" +
		"2026-03-02 09:15:05 loaded key " + s.PrivateKey + "\n" +
		"2026-03-02 09:15:06 loaded key " + strings.ReplaceAll(s.PrivateKey, "\n",
		`\n`) + " from https://" + s.Host + "/k\n" +
		"AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist.\n"
}

func (f Flow) secretTrust(_ testing.TB, s Secrets) string {
	return "POST /RST2.srf HTTP/1.1\r\nHost: login.microsoftonline.com\r\nAuthorization: Basic " +
		base64.StdEncoding.EncodeToString([]byte("alice:"+s.Password)) + "\r\nCookie: " + s.cookies() + "\r\n\r\n" +
		`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:o="http://docs.oasis-open.org/wss/2004/01/` +
		`oasis-200401-wss-wssecurity-secext-1.0.xsd"><s:Header><o:Security><o:UsernameToken><o:Username>alice` +
		`</o:Username><o:Password Type="x">` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s.Password) +
		`</o:Password></o:UsernameToken><o:BinarySecurityToken>` + s.RefreshToken + `</o:BinarySecurityToken>` +
		`<k>` + s.PrivateKey + `</k><t>` + s.JWT + `</t></o:Security></s:Header><s:Body/></s:Envelope>` + "\n" +
		f.Base64() + "\n"
}
