package world

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"samlharness/internal/cloud"

	"github.com/stretchr/testify/assert"
)

func TestStayInTheWorld(t *testing.T) {
	names := newTranslation(companyHosts(cloud.Global), "8080")
	for address, want := range map[string]string{
		"https://sso.jumpcloud.com/saml2/a?x=1#y":    localSSO + "/saml2/a?x=1#y",
		"https://SSO.JumpCloud.com.:443/saml2/a":     localSSO + "/saml2/a",
		"http://sso.jumpcloud.com/saml2/a":           localSSO + "/saml2/a",
		"//sso.jumpcloud.com/saml2/a":                localSSO + "/saml2/a",
		" https://sso.jumpcloud.com/a\n":             localSSO + "/a",
		"https://wiki.example/acs?x=1":               "/.leaving?to=https%3A%2F%2Fwiki.example%2Facs%3Fx%3D1",
		"//wiki.example/":                            "/.leaving?to=%2F%2Fwiki.example%2F",
		"https://sso.jumpcloud.com:8443/a":           "/.leaving?to=https%3A%2F%2Fsso.jumpcloud.com%3A8443%2Fa",
		"https://sso.jumpcloud.com@evil.example/":    "/.leaving?to=https%3A%2F%2Fsso.jumpcloud.com%40evil.example%2F",
		"/relative?u=https%3A%2F%2Fwiki.example%2F":  "/relative?u=https%3A%2F%2Fwiki.example%2F",
		"http://localhost:3000/callback":             "http://localhost:3000/callback",
		"http://127.0.0.1:3000/callback":             "http://127.0.0.1:3000/callback",
		"mailto:alice@contoso.com":                   "mailto:alice@contoso.com",
		"":                                           "",
		"#applications":                              "#applications",
		localSSO + "/a":                              localSSO + "/a",
		"https://login.microsoftonline.com.evil.net": "/.leaving?to=https%3A%2F%2Flogin.microsoftonline.com.evil.net",
	} {
		assert.Equal(t, want, names.stay(address), address)
	}
	for value, want := range map[string]string{
		"5; url=https://sso.jumpcloud.com/a": "5; url=" + localSSO + "/a",
		"0;URL='https://wiki.example/'":      "0;URL='/.leaving?to=https%3A%2F%2Fwiki.example%2F'",
		"30":                                 "30",
	} {
		assert.Equal(t, want, names.refresh(value), value)
	}
}

// A page is as it was but for where it leads.
func TestLinksOfAPage(t *testing.T) {
	names := newTranslation(companyHosts(cloud.Global), "8080")
	const page = `<!DOCTYPE html><A HREF=/x>x</A><p title="https://wiki.example/">https://wiki.example/ &amp; </p>` +
		`<script nonce=a>if (1 < 2) location="https://wiki.example/"</script><br/><!-- <a href="https://wiki.example/"> -->`
	assert.Equal(t, page, string(names.links([]byte(page))))
	for tag, want := range map[string]string{
		`<form method=post action="https://wiki.example/acs">`: `<form method="post" ` +
			`action="/.leaving?to=https%3A%2F%2Fwiki.example%2Facs">`,
		`<meta http-equiv=Refresh content="0;url=//wiki.example">`: `<meta http-equiv="Refresh" ` +
			`content="0;url=/.leaving?to=%2F%2Fwiki.example">`,
		`<a href="https&#58;//wiki.example/?a=1&amp;b=2">`: `<a ` +
			`href="/.leaving?to=https%3A%2F%2Fwiki.example%2F%3Fa%3D1%26b%3D2">`,
		`<img src='https://sso.jumpcloud.com/i'/>`: `<img src="` + localSSO + `/i"/>`,
	} {
		assert.Equal(t, want, string(names.links([]byte(tag))), tag)
	}
}

// What a form sends is renamed back, so that a redirect_uri is the one that was asked with.
func TestFormsAreRenamedBack(t *testing.T) {
	var got url.Values
	front := front(func(_ http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		got = r.PostForm
	})
	body := url.Values{"redirect_uri": {localConsole + "/cb"}, "x": {"a+b c"}}.Encode()
	r := httptest.NewRequest(http.MethodPost, localSSO+"/token", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	front.ServeHTTP(httptest.NewRecorder(), r)
	assert.Equal(t, url.Values{"redirect_uri": {"https://console.jumpcloud.com/cb"}, "x": {"a+b c"}}, got)
}

// The page that warns names the site, links to nothing, and keeps what would have been sent.
func TestLeavingPage(t *testing.T) {
	front := front(func(http.ResponseWriter, *http.Request) { t.Error("reached a company") })
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		answer := httptest.NewRecorder()
		front.ServeHTTP(answer, httptest.NewRequest(method,
			localSSO+"/.leaving?to="+url.QueryEscape("https://wiki.example/<b>?code=secret"), nil))
		assert.Equal(t, http.StatusOK, answer.Code)
		assert.Contains(t, answer.Body.String(), "https://wiki.example/%3Cb%3E")
		assert.NotContains(t, answer.Body.String(), "secret")
		assert.NotContains(t, answer.Body.String(), `href="http`)
	}
	answer := httptest.NewRecorder()
	front.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, localSSO+"/.leaving?to=nowhere", nil))
	assert.Equal(t, http.StatusNotFound, answer.Code)
}
