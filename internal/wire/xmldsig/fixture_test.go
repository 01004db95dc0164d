package xmldsig_test

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

const assertionSpace = "urn:oasis:names:tc:SAML:2.0:assertion"

// message is an assertion in a response, with prefixes inherited, bound anew and left unused.
const message = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ` +
	`xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema" ID="_r">
 <saml:Assertion ID="_a" Version="2.0"><saml:Issuer>https://contoso.com</saml:Issuer>
  <saml:Subject note="1&#10;2"><saml:NameID>王小明 &lt;&amp;&gt;</saml:NameID></saml:Subject><x xmlns="urn:x">` +
	`<y xmlns=""/></x>
 </saml:Assertion>
</samlp:Response>`

// pair makes the one key pair of these tests.
var pair = sync.OnceValue(func() *certs.KeyPair { return newPair() })

func newPair() *certs.KeyPair {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	made, err := certs.Issue(key, certs.Profile{
		Organization: "Contoso",
		NotBefore:    time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
	})
	if err != nil {
		panic(err)
	}
	return made
}

func signer(method string) xmldsig.Signer {
	return xmldsig.Signer{Key: pair().Key, Certificate: pair().Certificate.Raw, Method: method}
}

// signed is the message with a signature in its assertion.
func signed(t testing.TB, with xmldsig.Signer) string {
	t.Helper()
	root, err := xmltree.Parse([]byte(message), xmltree.Limits{})
	require.NoError(t, err)
	assertion := root.Child(assertionSpace, "Assertion")
	require.NoError(t, xmldsig.Sign(assertion, assertion.Child(assertionSpace, "Issuer"), with))
	out, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
	require.NoError(t, err)
	return string(out)
}

func assertionOf(t testing.TB, document string) *xmltree.Element {
	t.Helper()
	root, err := xmltree.Parse([]byte(document), xmltree.Limits{})
	require.NoError(t, err)
	for e := range root.Descendants() {
		if e.Is(assertionSpace, "Assertion") {
			return e
		}
	}
	t.Fatal("no Assertion")
	return nil
}

// verify reads and verifies the signature of the first Assertion.
func verify(t testing.TB, document string, key *rsa.PublicKey) ([]byte, error) {
	t.Helper()
	s, err := xmldsig.Read(assertionOf(t, document))
	if err != nil {
		return nil, err
	}
	require.NotNil(t, s, "no signature")
	return s.Verify(key)
}

// replace replaces the one occurrence of old.
func replace(t testing.TB, document, old, with string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(document, old), "%q in the document", old)
	return strings.Replace(document, old, with, 1)
}
