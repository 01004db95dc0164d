package loginsrf_test

import (
	"crypto/rsa"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/loginsrf"
)

// edited is a good response whose tree is changed before the assertion, and the Response too when asked, is signed.
func edited(t testing.TB, signResponse bool, edit func(root *xmltree.Element)) []byte {
	t.Helper()
	root, err := xmltree.Parse(good(t, func(r *wire.Response) { r.SignAssertion = false }), xmltree.Limits{})
	require.NoError(t, err)
	edit(root)
	assertion := root.Child(wire.NamespaceAssertion, "Assertion")
	require.NoError(t, xmldsig.Sign(assertion, assertion.Child(wire.NamespaceAssertion, "Issuer"), signerOf(pairs()[0])))
	if signResponse {
		require.NoError(t, xmldsig.Sign(root, root.Child(wire.NamespaceAssertion, "Issuer"), signerOf(pairs()[0])))
	}
	return serialised(t, root)
}

func serialised(t testing.TB, root *xmltree.Element) []byte {
	t.Helper()
	xml, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
	require.NoError(t, err)
	return xml
}

// find is the first element of a name.
func find(root *xmltree.Element, name string) *xmltree.Element {
	for e := range root.Descendants() {
		if e.Local == name {
			return e
		}
	}
	return nil
}

// set gives an element an attribute.
func set(root *xmltree.Element, element, name, value string) {
	e := find(root, element)
	e.Attrs = append(slices.DeleteFunc(e.Attrs, func(a xmltree.Attr) bool { return a.Local == name }), xmltree.Attr{
		Local: name,
		Value: value,
	})
}

func remove(e *xmltree.Element) {
	e.Parent.Children = slices.DeleteFunc(e.Parent.Children, func(n xmltree.Node) bool { return n == xmltree.Node(e) })
}

// What the assertion's signature cannot hold, because it stands outside, a signature of the Response demands.
func TestASignedResponseNamesIssuerAndDestination(t *testing.T) {
	requireAccepted(t, judge(t, loginsrf.Input{XML: edited(t, true, func(*xmltree.Element) {})}))
	for name, edit := range map[string]func(*xmltree.Element){
		"issuers-agree": func(root *xmltree.Element) { remove(root.Child(wire.NamespaceAssertion, "Issuer")) },
		"destination": func(root *xmltree.Element) {
			root.Attrs = slices.DeleteFunc(root.Attrs, func(a xmltree.Attr) bool { return a.Local == "Destination" })
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := judge(t, loginsrf.Input{XML: edited(t, false, edit)})
			requireAccepted(t, v)
			assert.Contains(t, fmt.Sprint(v.Warnings()), "the Response has no ")
			assert.Equal(t, name, requireRefused(t, judge(t, loginsrf.Input{XML: edited(t, true, edit)}), "AADSTS500089").Name)
		})
	}
}

func TestASecondSignatureIsRefused(t *testing.T) {
	xml := good(t)
	root, err := xmltree.Parse(xml, xmltree.Limits{})
	require.NoError(t, err)
	again, err := xmltree.Parse(xml, xmltree.Limits{})
	require.NoError(t, err)
	assertion, second := root.Child(wire.NamespaceAssertion, "Assertion"), find(again, "Signature")
	second.Parent = assertion
	assertion.Children = append(assertion.Children, second)
	failed := requireRefused(t, judge(t, loginsrf.Input{XML: serialised(t, root)}), "AADSTS500089")
	assert.Equal(t, "signature-places", failed.Name)
}

// KeyInfo must name a registered certificate; which of them made the signature is tried.
func TestKeyInfoMayNameTheOtherRegisteredKey(t *testing.T) {
	for key, code := range map[*rsa.PrivateKey]string{pairs()[1].Key: "", pairs()[2].Key: "AADSTS50006"} {
		v := judge(t, loginsrf.Input{XML: signedBy(t, xmldsig.Signer{Key: key, Certificate: pairs()[0].Certificate.Raw})})
		if code == "" {
			requireAccepted(t, v)
			continue
		}
		requireRefused(t, v, code)
	}
}

func TestDeviationsInsideTheAssertionAreWarnedOf(t *testing.T) {
	for warning, edit := range map[string]func(*xmltree.Element){
		"2 AuthnStatements; the first is read": func(root *xmltree.Element) {
			again, err := xmltree.Parse(good(t), xmltree.Limits{})
			require.NoError(t, err)
			second, assertion := find(again, "AuthnStatement"), find(root, "Assertion")
			second.Parent = assertion
			assertion.Children = append(assertion.Children, second)
		},
		"SubjectConfirmationData has NotBefore": func(root *xmltree.Element) {
			set(root, "SubjectConfirmationData", "NotBefore", wire.TimeFormat(now))
		},
		"Conditions without NotBefore or NotOnOrAfter": func(root *xmltree.Element) {
			find(root, "Conditions").Attrs = nil
		},
		"AuthnStatement AuthnInstant is not in UTC": func(root *xmltree.Element) {
			set(root, "AuthnStatement", "AuthnInstant", "2026-03-02T11:16:02+02:00")
		},
	} {
		t.Run(warning, func(t *testing.T) {
			v := judge(t, loginsrf.Input{XML: edited(t, false, edit)})
			requireAccepted(t, v)
			assert.Contains(t, fmt.Sprint(v.Warnings()), warning)
		})
	}
}

func TestSessionOfTheIdentityProviderEnds(t *testing.T) {
	for after, refused := range map[time.Duration]string{-skew + ms: "", -skew: "session", time.Hour: ""} {
		v := judge(t, loginsrf.Input{XML: edited(t, false, func(root *xmltree.Element) {
			set(root, "AuthnStatement", "SessionNotOnOrAfter", wire.TimeFormat(now.Add(after)))
		})})
		if refused == "" {
			requireAccepted(t, v)
			continue
		}
		assert.Equal(t, refused, requireRefused(t, v, "AADSTS500089").Name)
	}
}

// Elements that the schema of Response does not have are refused; Extensions may hold anything but assertions.
func TestResponseHoldsOnlyWhatBelongsThere(t *testing.T) {
	add := func(child *xmltree.Element) []byte {
		return edited(t, false, func(root *xmltree.Element) {
			child.Parent = root
			root.Children = append(root.Children, child)
		})
	}
	ours := func(prefix, space, local string) *xmltree.Element {
		return &xmltree.Element{Prefix: prefix, Space: space, Local: local}
	}
	for _, child := range []*xmltree.Element{
		ours("q", "urn:q", "Signature"),
		ours("q", "http://www.w3.org/2000/09/xmldsig", "Signature"),
		ours("", "", "x"),
		ours("samlp", wire.NamespaceProtocol, "Response"),
		ours("samlp", wire.NamespaceProtocol, "Status"),
		ours("saml", wire.NamespaceAssertion, "Issuer"),
		ours("saml", wire.NamespaceAssertion, "NameID"),
	} {
		failed := requireRefused(t, judge(t, loginsrf.Input{XML: add(child)}), "AADSTS500089")
		assert.Equal(t, "elements", failed.Name, child.Local)
	}
	requireAccepted(t, judge(t, loginsrf.Input{XML: add(ours("samlp", wire.NamespaceProtocol, "Extensions"))}))
}

// Each instant without Z is warned of, but a message may hold tens of thousands.
func TestWarningsAreFew(t *testing.T) {
	v := judge(t, loginsrf.Input{XML: edited(t, false, func(root *xmltree.Element) {
		extensions := &xmltree.Element{Prefix: "samlp", Space: wire.NamespaceProtocol, Local: "Extensions", Parent: root}
		for range 5000 {
			extensions.Children = append(extensions.Children, &xmltree.Element{
				Prefix: "samlp",
				Space:  wire.NamespaceProtocol,
				Local:  "A",
				Attrs:  []xmltree.Attr{{Local: "NotBefore", Value: "2026-03-02T11:16:02+02:00"}},
				Parent: extensions,
			})
		}
		root.Children = append(root.Children, extensions)
	})})
	requireAccepted(t, v)
	require.Len(t, v.Warnings(), 11)
	assert.Equal(t, "… and 4990 more instants that are not in UTC", v.Warnings()[10])
}

func TestXMLIDIsAnID(t *testing.T) {
	v := judge(t, loginsrf.Input{XML: edited(t, false, func(root *xmltree.Element) {
		code := find(root, "StatusCode")
		code.Attrs = append(code.Attrs, xmltree.Attr{
			Prefix: "xml",
			Space:  "http://www.w3.org/XML/1998/namespace",
			Local:  "id",
			Value:  "_response",
		})
	})})
	assert.Equal(t, "unique-ids", requireRefused(t, v, "AADSTS500089").Name)
}
