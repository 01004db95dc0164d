package debugger_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/messageview"
)

// A message that was refused passes when the tenant knows the new certificate, is refused when its audience is edited,
// and passes when it is edited back and signed anew.
func TestEditedMessagePasses(t *testing.T) {
	s := open(t)
	_, page := get(t, s.desk, "/debug?exchange="+s.refused())
	shows(t, page, "AADSTS5000811", `value="tenant" checked`, `value="2026-03-02T09:15:00Z"`,
		"Nothing leaves this machine")
	e, _ := s.world.Record.LastRefused()
	lines, again := messageview.InLines(e.Message)
	require.True(t, again)

	_, page = edit(t, s.desk, page, lines, "who", "rotated", "at", "2026-03-02T09:15:00Z")
	shows(t, page, "Nothing was edited.", "signs in alice@contoso.com")

	wrong := strings.Replace(lines, "urn:federation:MicrosoftOnline", "urn:federation:Other", 1)
	_, page = edit(t, s.desk, page, wrong, "who", "rotated", "at", "2026-03-02T09:15:00Z")
	shows(t, page, `<th scope="row">The signature is right</th><td data-label="Before">pass</td>`,
		"checks that were reached before")

	_, page = edit(t, s.desk, page, wrong, "who", "rotated", "at", "2026-03-02T09:15:00Z", "sign", "1")
	shows(t, page, `<th scope="row">Audience is Microsoft</th><td data-label="Before">pass</td>`, "urn:federation:Other",
		"signed here to be judged, not shown")

	later := strings.ReplaceAll(lines, "2026-03-02T09:", "2026-03-02T11:")
	_, page = edit(t, s.desk, page, later, "who", "rotated", "at", "2026-03-02T11:15:00Z", "sign", "1")
	shows(t, page, "signs in alice@contoso.com")
	signature := regexp.MustCompile(`SignatureValue</span>&gt;[A-Za-z0-9+/]{20}`)
	assert.NotRegexp(t, signature, page, "what was signed here does not leave the page")
}

func TestGivenTenant(t *testing.T) {
	s := open(t)
	e, _ := s.world.Record.LastRefused()
	app, err := s.world.JumpCloud.Application(t.Context(), "office365")
	require.NoError(t, err)
	certificate, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	d := withoutWorld("")
	capture := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(e.Message)))
	_, page := upload(t, d, capture)
	shows(t, page, "anybody could have signed it", "<dt>assumed</dt>")
	assert.NotContains(t, page, "Sign it anew", "there is nobody to sign")
	_, page = upload(t, d, capture, "issuer", "https://contoso.com", "certificate", string(certs.PEM(certificate)))
	shows(t, page, "signs in ", "BEGIN CERTIFICATE")
	_, page = upload(t, d, capture, "issuer", "https://other.com", "who", "tenant")
	shows(t, page, "AADSTS50107", `value="given" checked`)
}

func TestWhatCannotBeJudged(t *testing.T) {
	d := withoutWorld("")
	for capture, want := range map[string]string{
		"": "there is nothing to judge", "hello": "holds no message",
		`<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><script>alert(1)</script>` +
			`</Response>`: "script</span>&gt;alert",
	} {
		status, page := upload(t, d, capture)
		if !strings.HasPrefix(capture, "<") {
			assert.Equal(t, http.StatusUnprocessableEntity, status, capture)
		}
		shows(t, page, want)
		assert.NotContains(t, page, "<script>alert")
	}
	status, page := upload(t, d, "AADSTS50107", "at", "tomorrow")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "is not an instant")
	status, page = upload(t, d, "AADSTS50107", "certificate", "nonsense")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "the certificate cannot be read")
	status, _ = get(t, d, "/debug?exchange=1")
	assert.Equal(t, http.StatusNotFound, status)

	s := open(t)
	_, page = get(t, s.desk, "/debug?exchange="+s.refused())
	status, page = edit(t, s.desk, page, "<a>", "sign", "1")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "does not end", "&lt;a&gt;")
}

// The site of its own leads to the debugger, and a form of another site is refused.
func TestAlone(t *testing.T) {
	d := withoutWorld("AADSTS50107")
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Host = "127.0.0.1:1"
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	assert.Equal(t, "/debug", w.Header().Get("Location"))
	_, page := get(t, d, "/debug")
	shows(t, page, "AADSTS50107")
	status, _ := edit(t, d, `name="token" value="X" name="original" value=""`, "<a/>")
	assert.Equal(t, http.StatusForbidden, status)
}

// A service provider judges by an application of the world, or by its metadata.
func TestServiceProviderJudges(t *testing.T) {
	s := open(t)
	e, _ := s.world.Record.LastRefused()
	app, err := s.world.JumpCloud.Application(t.Context(), "office365")
	require.NoError(t, err)
	c, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	at := []string{"who", "provider", "at", "2026-03-02T09:15:00Z"}
	_, page := upload(t, s.desk, e.Message, append(at, "application", "office365")...)
	shows(t, page, "the service provider signs ", "Audience is the service provider")
	metadata := `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:other"><SPSSODescriptor ` +
		`protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0" ` +
		`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://login.microsoftonline.com/login.srf"/>` +
		`</SPSSODescriptor></EntityDescriptor>`
	_, page = upload(t, withoutWorld(""), e.Message, append(at, "metadata", metadata, "issuer", "https://contoso.com",
		"certificate", string(certs.PEM(c)))...)
	shows(t, page, "the service provider refuses the message", `class="by bad"`, "urn:other")
	status, page := upload(t, s.desk, e.Message, at...)
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "paste the metadata")
	status, page = upload(t, s.desk, e.Message, append(at, "metadata", "<a/>")...)
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	shows(t, page, "the metadata of the service provider cannot be read")
}
