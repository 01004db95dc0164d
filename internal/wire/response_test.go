package wire_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// TestResponseShape compares an unsigned response with the shape of JumpCloud's, to the byte.
func TestResponseShape(t *testing.T) {
	r := response()
	r.SignAssertion = false
	document, err := r.Issue(xmldsig.Signer{})
	require.NoError(t, err)
	assert.Equal(t, golden(t, "jumpcloud-response.xml"), string(document))
}

func TestUnsolicitedResponseNamesNoRequest(t *testing.T) {
	r := response()
	r.InResponseTo = ""
	document, err := r.Issue(signer(t, ""))
	require.NoError(t, err)
	assert.NotContains(t, string(document), "InResponseTo")
}

func TestFailureResponseHasNoAssertion(t *testing.T) {
	r := response()
	r.Status, r.SignResponse = wire.StatusResponder, true
	document, err := r.Issue(signer(t, ""))
	require.NoError(t, err)
	assert.NotContains(t, string(document), "Assertion ")
	assert.Contains(t, string(document), `<saml2p:StatusCode Value="`+wire.StatusResponder+`">`)
	require.NoError(t, needs.XMLSecVerify(t, document, corpus.Certificate(t).Raw, needs.Response))
}

func TestIssueFailsWithoutKey(t *testing.T) {
	r := response()
	_, err := r.Issue(xmldsig.Signer{})
	require.ErrorContains(t, err, "no key")
	r.SignAssertion, r.SignResponse = false, true
	_, err = r.Issue(xmldsig.Signer{})
	require.ErrorContains(t, err, "no key")
}

// TestIssueIsVerifiedByXMLSec has xmlsec1 and our own verifier judge every combination of signatures and algorithms.
func TestIssueIsVerifiedByXMLSec(t *testing.T) {
	needs.Program(t, "xmlsec1")
	for _, method := range []string{"", xmldsig.RSASHA1, xmldsig.RSASHA256, xmldsig.RSASHA384, xmldsig.RSASHA512} {
		for _, signs := range []struct{ assertion, response bool }{{true, false}, {false, true}, {true, true}} {
			t.Run(fmt.Sprintf("%s assertion %t response %t", method[strings.LastIndex(method, "#")+1:], signs.assertion,
				signs.response), func(t *testing.T) {
				t.Parallel()
				r := response()
				r.SignAssertion, r.SignResponse = signs.assertion, signs.response
				document, err := r.Issue(signer(t, method))
				require.NoError(t, err)
				certificate := corpus.Certificate(t).Raw
				assert.Equal(t, signs.assertion, needs.XMLSecVerify(t, document, certificate, needs.Assertion) == nil)
				assert.Equal(t, signs.response, needs.XMLSecVerify(t, document, certificate, needs.Response) == nil)
				changed := bytes.Replace(document, []byte("alice@"), []byte("alicf@"), 1)
				if signs.assertion {
					assert.Error(t, needs.XMLSecVerify(t, changed, certificate, needs.Assertion))
				}
				requireOwnVerification(t, document, signs.assertion, signs.response)
			})
		}
	}
}

// requireOwnVerification verifies with xmldsig, and checks that signatures stand right behind Issuer.
func requireOwnVerification(t *testing.T, document []byte, assertion, response bool) {
	t.Helper()
	root, err := xmltree.Parse(document, xmltree.Limits{})
	require.NoError(t, err)
	canonical, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
	require.NoError(t, err)
	assert.Equal(t, string(canonical), string(document), "a response is its own canonical form")
	for element, signed := range map[*xmltree.Element]bool{
		root: response,
		root.Child(wire.NamespaceAssertion, "Assertion"): assertion,
	} {
		s, err := xmldsig.Read(element)
		require.NoError(t, err)
		require.Equal(t, signed, s != nil)
		if s == nil {
			continue
		}
		_, err = s.Verify(&corpus.Key(t).PublicKey)
		require.NoError(t, err)
		var names []string
		for c := range element.Elements() {
			names = append(names, c.Local)
		}
		assert.Equal(t, []string{"Issuer", "Signature"}, names[:2])
	}
}

// TestIssueKeepsHostileValues puts into every field what tries to break out of it.
func TestIssueKeepsHostileValues(t *testing.T) {
	needs.Program(t, "xmlsec1")
	for hostile, expected := range map[string]string{
		`"><saml2:Assertion ID="x">`: `"><saml2:Assertion ID="x">`, `' onclick='&lt;&#13;]]>`: `' onclick='&lt;&#13;]]>`,
		"<!-- --><?pi?>": "<!-- --><?pi?>",
		"王小明":            "王小明", "a\x00b\x1b\xff": "a\uFFFDb\uFFFD\uFFFD",
		"tab\tline\nreturn\r": "tab\tline\nreturn\r",
		"  blank  ":           "  blank  ",
	} {
		r := wire.Response{
			ID: "_r", InResponseTo: hostile, Issuer: hostile, Destination: hostile, IssueInstant: now(), AssertionID: "_a",
			Recipient: hostile,
			Audience:  hostile, NameID: hostile, NameIDFormat: hostile, SessionIndex: hostile, AuthnContextClassRef: hostile,
			Attributes:    []wire.Attribute{{Name: hostile, NameFormat: hostile, Values: []string{hostile, "", hostile}}},
			SignAssertion: true, SignResponse: true,
		}
		document, err := r.Issue(signer(t, ""))
		require.NoError(t, err)
		requireOwnVerification(t, document, true, true)
		require.NoError(t, needs.XMLSecVerify(t, document, corpus.Certificate(t).Raw, needs.Assertion), "%q", hostile)
		require.NoError(t, needs.XMLSecVerify(t, document, corpus.Certificate(t).Raw, needs.Response), "%q", hostile)
		root, err := xmltree.Parse(document, xmltree.Limits{})
		require.NoError(t, err)
		texts := 0
		for e := range root.Descendants() {
			switch e.Local {
			case "Issuer", "Audience", "NameID", "AuthnContextClassRef":
				assert.Equal(t, expected, e.Text(), e.Local)
				texts++
			case "Attribute":
				name, _ := e.Attr("Name")
				assert.Equal(t, expected, name)
			}
		}
		assert.Equal(t, 5, texts)
	}
}
