package signon_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/corpus"
	"samlharness/internal/idptest"
	"samlharness/internal/wire/xmldsig"
)

// signedQuery is a request by HTTP-Redirect, signed with the corpus's key; sent may change what was signed.
func signedQuery(t *testing.T, sent func(string) string) string {
	t.Helper()
	var compressed bytes.Buffer
	w, err := flate.NewWriter(&compressed, flate.BestSpeed)
	require.NoError(t, err)
	_, err = w.Write(idptest.MicrosoftRequest().XML())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	query := "SAMLRequest=" + url.QueryEscape(base64.StdEncoding.EncodeToString(compressed.Bytes())) +
		"&RelayState=here&SigAlg=" + url.QueryEscape(xmldsig.RSASHA256)
	digest := sha256.Sum256([]byte(query))
	signature, err := rsa.SignPKCS1v15(rand.Reader, corpus.Key(t), crypto.SHA256, digest[:])
	require.NoError(t, err)
	return sent(query) + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
}

// With an SP Certificate, a signature covers every parameter that is read.
func TestSignedQuery(t *testing.T) {
	for name, c := range map[string]struct {
		sent func(string) string
		ok   bool
	}{
		"as signed": {func(q string) string { return q }, true},
		"another RelayState": {func(q string) string {
			return strings.Replace(q, "RelayState=here", "RelayState=there", 1)
		}, false},
		"RelayState left out": {func(q string) string { return strings.Replace(q, "&RelayState=here", "", 1) }, false},
		"a name that is escaped": {func(q string) string {
			return strings.Replace(q, "RelayState=here", "Relay%53tate=here", 1)
		}, false},
		"another algorithm": {func(q string) string { return strings.Replace(q, "rsa-sha256", "hmac-sha256", 1) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{
				SPCertificate: new(string(certs.PEM(corpus.Certificate(t)))),
			})
			require.NoError(t, err)
			page := w.SignedIn("alice@contoso.com").Get(idptest.SSOURL + "?" + signedQuery(t, c.sent))
			assert.Equal(t, c.ok, strings.Contains(page.Body, "SAMLResponse"), page.Body)
		})
	}
}
