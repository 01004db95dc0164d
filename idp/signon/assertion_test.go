package signon_test

import (
	"crypto/rsa"
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// issued is a response as its receiver reads it: from the verified assertion.
type issued struct {
	response, assertion *xmltree.Element
	xml                 []byte
}

// readResponse decodes a SAMLResponse field and verifies the assertion with the application's certificate.
func readResponse(t testing.TB, field string, app org.Application) issued {
	t.Helper()
	require.NotEmpty(t, field, "the page has no SAMLResponse")
	data, err := wire.DecodePost(field)
	require.NoError(t, err)
	root, err := xmltree.Parse(data, xmltree.Limits{})
	require.NoError(t, err)
	unverified := root.Child(wire.NamespaceAssertion, "Assertion")
	require.NotNil(t, unverified)
	verified := verify(t, unverified, app)
	assertion, err := xmltree.Parse(verified, xmltree.Limits{})
	require.NoError(t, err)
	return issued{root, assertion, data}
}

func verify(t testing.TB, signed *xmltree.Element, app org.Application) []byte {
	t.Helper()
	signature, err := xmldsig.Read(signed)
	require.NoError(t, err)
	require.NotNil(t, signature, "%s is not signed", signed.Local)
	verified, err := signature.Verify(publicKey(t, app))
	require.NoError(t, err)
	return verified
}

func publicKey(t testing.TB, app org.Application) *rsa.PublicKey {
	t.Helper()
	certificate, err := x509.ParseCertificate(app.Certificate)
	require.NoError(t, err)
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	require.True(t, ok)
	return key
}

// find is the first element of that name in the verified assertion.
func (i issued) find(t testing.TB, local string) *xmltree.Element {
	t.Helper()
	for e := range i.assertion.Descendants() {
		if e.Is(wire.NamespaceAssertion, local) {
			return e
		}
	}
	t.Fatalf("the assertion has no %s", local)
	return nil
}

func attr(e *xmltree.Element, name string) string {
	v, _ := e.Attr(name)
	return v
}
