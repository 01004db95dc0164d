package interop_test

import (
	"cmp"
	"crypto/x509"
	"encoding/pem"
	"flag"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/scenarios"
	"samlharness/world"
)

// command runs commands as the command line does, with the files that they read, and returns what the last one wrote.
func command(t testing.TB, w *world.World, files map[string][]byte, line ...string) map[string][]byte {
	t.Helper()
	result, err := scenarios.Invoke(t.Context(), scenarios.WorldOf(w), scenarios.Request{Args: line, Files: files})
	require.NoError(t, err, "%v\n%s", line, result.Stderr)
	return result.Files
}

// custom is a way to connect a service provider, and to sign in there.
type custom struct {
	name string
	// byMetadata fills the fields from the service provider's metadata, instead of one by one.
	byMetadata bool
	// binding is that of requests; unsolicited begins at JumpCloud instead.
	binding       string
	unsolicited   bool
	requestSigned bool
	// assertionSigned, responseSigned and encrypted, an algorithm, say how JumpCloud answers.
	assertionSigned, responseSigned bool
	encrypted                       string
	acs                             string // "" means wikiACS
}

// everyCustom has the service providers go through every combination, 60 for each, instead of those that have each pair
// of values once.
var everyCustom = flag.Bool("every-custom", false, "try every combination of a custom application")

// customs are how a service provider is connected. Among these nine, any two of made, begun and carried, request
// signed,
// answer signed, and encrypted stand together in each of their values.
func customs() []custom {
	if *everyCustom {
		return allCustoms()
	}
	const post, redirect = "HTTP-POST", "HTTP-Redirect"
	list := []custom{
		{binding: post, assertionSigned: true},
		{binding: post, byMetadata: true, requestSigned: true, responseSigned: true, encrypted: "AES256-GCM"},
		{binding: post, byMetadata: true, assertionSigned: true, responseSigned: true, encrypted: "AES128-GCM"},
		{binding: redirect, byMetadata: true, requestSigned: true, assertionSigned: true},
		{binding: redirect, responseSigned: true},
		{binding: redirect, requestSigned: true, assertionSigned: true, responseSigned: true, encrypted: "AES256-CBC"},
		{unsolicited: true, byMetadata: true, assertionSigned: true, encrypted: "AES128-CBC"},
		{unsolicited: true, responseSigned: true, encrypted: "AES256-GCM"},
		{unsolicited: true, byMetadata: true, assertionSigned: true, responseSigned: true},
	}
	for i := range list {
		list[i].name = list[i].words()
	}
	return list
}

// allCustoms is every combination.
func allCustoms() (list []custom) {
	for _, c := range []custom{{binding: "HTTP-POST"}, {
		binding:       "HTTP-POST",
		requestSigned: true,
	}, {binding: "HTTP-Redirect"},
		{binding: "HTTP-Redirect", requestSigned: true}, {unsolicited: true}} {
		for i := range 12 {
			c.byMetadata = i&1 == 1
			c.encrypted = []string{"", "AES256-GCM"}[i>>1&1]
			c.assertionSigned, c.responseSigned = i>>2 != 1, i>>2 != 0
			c.name = c.words()
			list = append(list, c)
		}
	}
	return list
}

// words are the values of a way, as the name of its test.
func (c custom) words() string {
	words := []string{"by field"}
	if c.byMetadata {
		words[0] = "by metadata"
	}
	for _, word := range []struct {
		said bool
		text string
	}{
		{c.unsolicited, "unsolicited"}, {!c.unsolicited, c.binding}, {c.requestSigned, "request signed"},
		{c.assertionSigned, "assertion signed"}, {c.responseSigned, "response signed"}, {c.encrypted != "", c.encrypted},
	} {
		if word.said {
			words = append(words, word.text)
		}
	}
	return strings.Join(words, ", ")
}

// serviceProvider starts a service provider at https://wiki.example.com that knows JumpCloud by this metadata. Its
// entity ID is wikiSite/saml/metadata, where its own metadata stands, and its ACS URL wikiACS. Said is what it said to
// the last response, of which the page was shown.
type serviceProvider func(t testing.TB, w *world.World, c custom, idp []byte) (said func(shown *browser.Page) string)

// refusedSignature is what each of them says to a signature by a key that its metadata has not: node-saml, samlify and
// Lasso.
const refusedSignature = `Invalid (document )?signature|ERROR_UNMATCH_CERTIFICATE_DECLARATION_IN_METADATA|` +
	`Lasso error: \[-111\] Failed to verify signature`

func pageText(shown *browser.Page) string { return string(shown.Body) }

const wikiEntityID, wikiACS = wikiSite + "/saml/metadata", wikiSite + "/saml/acs"

// connect makes the application by command, and starts the service provider with the exported metadata.
func (c custom) connect(t testing.TB, w *world.World, start serviceProvider) (said func(*browser.Page) string) {
	t.Helper()
	files := map[string][]byte{"sp.pem": certs.PEM(corpus.Certificate(t))}
	create := []string{"jumpcloud", "app", "create", "saml2", "--label", "Wiki", "--entity-id", "https://idp.contoso.com",
		"--redirect-endpoint=" + trueOrFalse(c.binding == "HTTP-Redirect"), "--user-attribute", "mail=email",
		"--constant-attribute", "company=Contoso <\"&'> 王",
		"--group-attribute", "memberOf", "--nameid-format", "emailAddress"}
	if c.byMetadata {
		create = append(create, "--sp-entity-id", "urn:not-yet-known", "--acs-url", "https://wiki.example.com/not-yet-known")
	} else {
		create = append(create, "--sp-entity-id", wikiEntityID, "--acs-url", cmp.Or(c.acs, wikiACS),
			"--encryption-certificate", "sp.pem")
		if c.requestSigned {
			create = append(create, "--sp-certificate", "sp.pem")
		}
	}
	command(t, w, files, create...)
	command(t, w, nil, "jumpcloud", "group", "bind", "All Users", "wiki")
	idp := command(t, w, nil, "jumpcloud", "metadata", "export", "wiki", "--out", "idp.xml")["idp.xml"]
	said = start(t, w, c, idp)
	set := []string{"jumpcloud", "app", "set", "wiki"}
	if c.byMetadata {
		set = append(set, "--sp-metadata", wikiEntityID)
	}
	set = append(set, "--sign-assertion="+trueOrFalse(c.assertionSigned), "--sign-response="+trueOrFalse(c.responseSigned))
	if c.encrypted != "" {
		set = append(set, "--encrypt-assertion", "--encryption-algorithm", c.encrypted)
	}
	command(t, w, nil, set...)
	return said
}

func trueOrFalse(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// signIn signs Alice in, from the service provider or from JumpCloud.
func (c custom) signIn(t testing.TB, w *world.World) (*browser.Page, *browser.Browser) {
	t.Helper()
	b := w.Browser()
	start := wikiSite + "/private/"
	if c.unsolicited {
		start = "https://sso.jumpcloud.com/saml2/wiki"
	}
	page, err := b.Open(t.Context(), start)
	require.NoError(t, err)
	return signInAtJumpCloud(t, w, b, page, "alice@contoso.com"), b
}

// check signs in at a service provider, has xmlsec1 judge the same response, and checks that nobody gets in by a new
// key that the service provider does not know.
func (c custom) check(t *testing.T, start serviceProvider) {
	t.Parallel()
	w := startWorld(t)
	said := c.connect(t, w, start)
	page, b := c.signIn(t, w)
	require.Equal(t, http.StatusOK, page.Status, "%s", page.Body)
	require.Equal(t, hostOf(wikiSite), page.URL.Host, page.Text())
	for _, said := range []string{"alice@contoso.com", "All Users"} {
		assert.Contains(t, string(page.Body), said)
	}
	if !c.unsolicited {
		assert.Equal(t, []string{strings.TrimPrefix(c.binding, "HTTP-")}, carried(b.Transcript()))
	}
	c.judge(t, w, b)
	command(t, w, nil, "jumpcloud", "certificate", "regenerate", "wiki")
	page, _ = c.signIn(t, w)
	assert.NotContains(t, string(page.Body), "All Users", "the old metadata does not fit the new key")
	assert.Regexp(t, refusedSignature, said(page))
}

// judge has xmlsec1 decrypt the response, if it is encrypted, and verify what is signed; and the record tell that a
// signature of the request was verified.
func (c custom) judge(t *testing.T, w *world.World, b *browser.Browser) {
	t.Helper()
	response := messageOf(t, b.Transcript(), "SAMLResponse")
	app, err := w.JumpCloud.Application(t.Context(), "wiki")
	require.NoError(t, err)
	if c.responseSigned {
		assert.NoError(t, needs.XMLSecVerify(t, response, app.Certificate, needs.Response))
	}
	assert.Equal(t, c.encrypted != "", strings.Contains(string(response), "EncryptedAssertion"))
	if c.encrypted != "" {
		assert.NotContains(t, string(response), "alice@contoso.com")
		response, err = needs.Run(t, needs.Program(t, "xmlsec1"), "--decrypt", "--privkey-pem", needs.File(t, "key.pem",
			keyPEM(t)), needs.File(t, "encrypted.xml", response))
		require.NoError(t, err)
	}
	if c.assertionSigned {
		assert.NoError(t, needs.XMLSecVerify(t, response, app.Certificate, needs.Assertion))
	}
	if !c.requestSigned {
		return
	}
	for _, e := range w.Record.Since(0) {
		for _, check := range e.Checks {
			if check.Name == "request-signature" {
				assert.Equal(t, "a signature that verifies", check.Got)
				return
			}
		}
	}
	t.Error("nobody verified the request's signature")
}

// keyPEM is the service provider's key.
func keyPEM(t testing.TB) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(corpus.Key(t))
	require.NoError(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// startNode starts a script of the node folder.
func startNode(script string) serviceProvider {
	return func(t testing.TB, w *world.World, c custom, idp []byte) func(*browser.Page) string {
		t.Helper()
		app, err := w.JumpCloud.Application(t.Context(), "wiki")
		require.NoError(t, err)
		certificate, err := certs.ParseDER(app.Certificate)
		require.NoError(t, err)
		config := map[string]any{"entityId": wikiEntityID, "acs": wikiACS, "signInUrl": app.SSOURL(),
			"certificate": certs.Base64(certificate), "idpEntityId": app.EntityID, "idpMetadata": string(idp),
			"binding": c.binding, "uncompressed": c.binding == "HTTP-POST", "assertionSigned": c.assertionSigned,
			"responseSigned": c.responseSigned, "unsolicited": c.unsolicited,
			"relayState": "/private/", "requestSigned": c.requestSigned,
			"encrypted": c.encrypted != "", "key": string(keyPEM(t)), "spCertificate": string(certs.PEM(corpus.Certificate(t)))}
		if c.requestSigned {
			config["signingKey"] = string(keyPEM(t))
		}
		serveNode(t, w, script, config)
		return pageText
	}
}

func TestNodeSAMLByCommand(t *testing.T) {
	t.Parallel()
	for _, c := range customs() {
		t.Run(c.name, func(t *testing.T) { c.check(t, startNode("serviceprovider.mjs")) })
	}
}

func TestSamlifyByCommand(t *testing.T) {
	t.Parallel()
	for _, c := range customs() {
		t.Run(c.name, func(t *testing.T) { c.check(t, startNode("samlify.mjs")) })
	}
}

// TestForgedRequestByCommand checks that a request which somebody else signed gets no answer once the application has
// the service provider's certificate.
func TestForgedRequestByCommand(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	c := custom{binding: "HTTP-Redirect", byMetadata: true, requestSigned: true, assertionSigned: true}
	c.connect(t, w, startNode("serviceprovider.mjs"))
	command(t, w, map[string][]byte{"other.pem": otherCertificate(t, w)}, "jumpcloud", "app", "set", "wiki",
		"--sp-certificate", "other.pem")
	page, _ := c.signIn(t, w)
	reason, ok := page.ByAttribute("data-reason", "")
	require.True(t, ok, page.Text())
	assert.Equal(t, "application unreachable", reason.Attributes["data-reason"])
	command(t, w, nil, "jumpcloud", "app", "set", "wiki", "--sp-certificate", "")
	page, _ = c.signIn(t, w)
	assert.Equal(t, http.StatusOK, page.Status)
	assert.Contains(t, string(page.Body), "alice@contoso.com", "without a certificate nobody looks at signatures")
}

// otherCertificate is one of another key: JumpCloud's.
func otherCertificate(t testing.TB, w *world.World) []byte {
	t.Helper()
	app, err := w.JumpCloud.Application(t.Context(), "wiki")
	require.NoError(t, err)
	certificate, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	return certs.PEM(certificate)
}
