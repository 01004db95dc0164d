package signin_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/wire"
	"samlharness/record"
)

const acs = "https://login.microsoftonline.com/login.srf"

func (f *fixture) send(method, target, contentType, body string, headers ...string) (*http.Response, string) {
	f.t.Helper()
	r, err := http.NewRequestWithContext(f.t.Context(), method, target, strings.NewReader(body))
	require.NoError(f.t, err)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := f.client.Do(r)
	require.NoError(f.t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(f.t, err)
	return resp, string(answer)
}

func TestLoginSRFTakesPostedFormsOnly(t *testing.T) {
	f := start(t)
	const urlEncoded = "application/x-www-form-urlencoded"
	field := "SAMLResponse=" + url.QueryEscape(f.response(""))
	for _, c := range []struct{ name, method, query, contentType, body, code string }{
		{"control", "POST", "", urlEncoded, field + "&RelayState=", ""},
		{"with the domain in the query", "POST", "?whr=contoso.com", urlEncoded, field, ""},
		{"GET", "GET", "?" + field, "", "", "AADSTS90081"},
		{"PUT", "PUT", "", urlEncoded, field, "AADSTS90081"},
		{"JSON", "POST", "", "application/json", `{"SAMLResponse":"x"}`, "AADSTS90081"},
		{"multipart", "POST", "", "multipart/form-data; boundary=b",
			"--b\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\nx\r\n--b--\r\n", "AADSTS90081"},
		{"no content type", "POST", "", "", field, "AADSTS90081"},
		{"nothing", "POST", "", urlEncoded, "", "AADSTS90081"},
		{"repeated", "POST", "", urlEncoded, field + "&" + field, "AADSTS90081"},
		{"the field in the query alone", "POST", "?" + field, urlEncoded, "", "AADSTS90081"},
		{"LogoutRequest", "POST", "", urlEncoded, "SAMLRequest=" + url.QueryEscape(wire.EncodePost([]byte("<x/>"))),
			"AADSTS90081"},
		{"bad escape", "POST", "", urlEncoded, "SAMLResponse=%zz", "AADSTS90081"},
		{"not base64", "POST", "", urlEncoded, "SAMLResponse=%25", "AADSTS750056"},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, body := f.send(c.method, acs+c.query, c.contentType, c.body)
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			last, ok := f.record.Last(nil)
			require.True(t, ok)
			if c.code == "" {
				assert.Contains(t, body, "Stay signed in?")
				assert.Equal(t, record.Accepted, last.Verdict)
				return
			}
			assert.Contains(t, body, c.code+": ")
			assert.Equal(t, record.Refused, last.Verdict)
			assert.Equal(t, c.code, last.Refusal.Code)
			assert.Contains(t, body, last.CorrelationID)
			assert.Empty(t, resp.Cookies())
		})
	}
}

func TestOversizedBodiesAreRefusedUnread(t *testing.T) {
	f := start(t)
	for path, size := range map[string]int{"/login.srf": 5 << 20, "/common/login": 100 << 10, "/kmsi": 100 << 10} {
		resp, _ := f.send("POST", "https://login.microsoftonline.com"+path, "application/x-www-form-urlencoded",
			"SAMLResponse="+strings.Repeat("A", size))
		assert.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode, path)
	}
}

func TestSessionCookiesSurviveAPostFromAnotherSite(t *testing.T) {
	f := start(t)
	resp, _ := f.send("POST", acs, "application/x-www-form-urlencoded", "SAMLResponse="+url.QueryEscape(f.response("")))
	require.Len(t, resp.Cookies(), 1)
	c := resp.Cookies()[0]
	assert.Equal(t, "ESTSAUTH", c.Name)
	assert.True(t, c.Secure && c.HttpOnly)
	assert.Equal(t, http.SameSiteNoneMode, c.SameSite)
	assert.Zero(t, c.MaxAge, "ends with the browser")
}

func TestOtherSitesCannotPressButtons(t *testing.T) {
	f := start(t)
	for _, path := range []string{"/common/login", "/kmsi", "/common/GetCredentialType"} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", "https://login.microsoftonline.com"+path,
			strings.NewReader("x=y"))
		require.NoError(t, err)
		r.Header.Set("Origin", "https://evil.example")
		resp, err := f.client.Do(r)
		require.NoError(t, err)
		_ = resp.Body.Close()
		assert.Equal(t, http.StatusForbidden, resp.StatusCode, path)
	}
}

func TestStayingSignedInNeedsThePageOfTheSession(t *testing.T) {
	f := start(t)
	_, body := f.send("POST", "https://login.microsoftonline.com/kmsi", "application/x-www-form-urlencoded",
		"LoginOptions=1&ctx=made-up")
	assert.Contains(t, body, "AADSTS50058: Session information is not sufficient for single-sign-on.")
}

func TestLandingCodeWorksOnceAndNotForLong(t *testing.T) {
	f := start(t)
	b := f.browser()
	require.Equal(t, "alice@contoso.com", signIn(t, f, b, "alice@contoso.com", signin.Start{}).SignedInAs)
	var landing string
	for _, hop := range b.Transcript() {
		if strings.Contains(hop.URL, "/landingv2?code=") {
			landing = hop.URL
		}
	}
	require.NotEmpty(t, landing)
	resp, _ := f.send("GET", landing, "", "")
	assert.Equal(t, "https://login.microsoftonline.com/", resp.Header.Get("Location"))
	assert.Empty(t, resp.Cookies())
}
