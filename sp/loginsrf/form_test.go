package loginsrf_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
)

func TestForm(t *testing.T) {
	encoded := wire.EncodePost(good(t))
	withPlus := ""
	for i := 0; !strings.Contains(withPlus, "+"); i++ { // any message whose base64 holds a plus
		withPlus = wire.EncodePost(good(t, func(r *wire.Response) { r.SessionIndex = strings.Repeat("~?>", i) }))
	}
	form := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		return v
	}
	const urlEncoded = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name string
		in   loginsrf.Input
		code string
	}{
		{"control", loginsrf.Input{
			Method:      "POST",
			ContentType: urlEncoded + "; charset=UTF-8",
			Values:      form("SAMLResponse", encoded, "RelayState", "x"),
		}, ""},
		{"no RelayState", loginsrf.Input{Values: form("SAMLResponse", encoded)}, ""},
		{"empty RelayState", loginsrf.Input{Values: form("SAMLResponse", encoded, "RelayState", "")}, ""},
		{"line breaks", loginsrf.Input{
			Values: form("SAMLResponse", strings.Join(strings.SplitAfter(encoded, "="), "\r\n")),
		}, ""},
		{"GET", loginsrf.Input{Method: "GET", Values: form("SAMLResponse", encoded)}, "AADSTS90081"},
		{"JSON", loginsrf.Input{
			Method:      "POST",
			ContentType: "application/json",
			Values:      form("SAMLResponse", encoded),
		}, "AADSTS90081"},
		{"multipart", loginsrf.Input{
			Method:      "POST",
			ContentType: "multipart/form-data; boundary=x",
			Values:      form("SAMLResponse", encoded),
		}, "AADSTS90081"},
		{"no field", loginsrf.Input{Values: form("RelayState", "x")}, "AADSTS90081"},
		{"no form", loginsrf.Input{}, "AADSTS90081"},
		{"empty field", loginsrf.Input{Values: form("SAMLResponse", "")}, "AADSTS90081"},
		{"field twice", loginsrf.Input{Values: form("SAMLResponse", encoded, "SAMLResponse", encoded)}, "AADSTS90081"},
		{"RelayState twice", loginsrf.Input{
			Values: form("SAMLResponse", encoded, "RelayState", "a", "RelayState", "b"),
		}, "AADSTS90081"},
		{"RelayState at the limit", loginsrf.Input{
			Values: form("SAMLResponse", encoded, "RelayState", strings.Repeat("x", 4<<10)),
		}, ""},
		{"RelayState over the limit", loginsrf.Input{
			Values: form("SAMLResponse", encoded, "RelayState", strings.Repeat("x", 4<<10+1)),
		}, "AADSTS90081"},
		{"a request", loginsrf.Input{Values: form("SAMLRequest", encoded)}, "AADSTS90081"},
		{"not base64", loginsrf.Input{SAMLResponse: "%%%"}, "AADSTS750056"},
		{"plain XML", loginsrf.Input{SAMLResponse: string(good(t))}, "AADSTS750056"},
		{"plus became a blank", loginsrf.Input{SAMLResponse: strings.ReplaceAll(withPlus, "+", " ")}, "AADSTS750056"},
		{"URL-safe alphabet", loginsrf.Input{
			SAMLResponse: strings.NewReplacer("+", "-", "/", "_").Replace(withPlus),
		}, "AADSTS750056"},
		{"encoded twice", loginsrf.Input{SAMLResponse: wire.EncodePost([]byte(encoded))}, "AADSTS7500525"},
		{"not UTF-8", loginsrf.Input{SAMLResponse: base64.StdEncoding.EncodeToString([]byte("<a>\xff</a>"))}, "AADSTS750057"},
		{"not UTF-8, raw", loginsrf.Input{XML: []byte("<a>\xff</a>")}, "AADSTS750057"},
		{"too large", loginsrf.Input{SAMLResponse: strings.Repeat("A", 4*wire.MaxMessage)}, "AADSTS7500525"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judge(t, c.in)
			if c.code == "" {
				requireAccepted(t, v)
				return
			}
			requireRefused(t, v, c.code)
		})
	}
}

func TestXMLErrorNamesThePlace(t *testing.T) {
	v := judge(t, loginsrf.Input{XML: []byte("<a>\n  <b></c></a>")})
	failed := requireRefused(t, v, "AADSTS7500525")
	assert.Equal(t, "xml", failed.Name)
	assert.Regexp(t, `^There was an XML error in the SAML message at line 2, position \d+\. Verify`, v.Refusal.Message)
}
