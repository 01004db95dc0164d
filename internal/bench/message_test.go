package bench_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/crewjam/saml"
	"github.com/stretchr/testify/require"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/loginsrf"
)

// response is one of JumpCloud's for Microsoft; with many values the message has 6 KB.
func response(values int) wire.Response {
	r := wire.Response{
		ID: "_11111111111111111111111111111111", AssertionID: "_22222222222222222222222222222222",
		InResponseTo: "_33333333333333333333333333333333",
		Issuer:       "https://contoso.com", Destination: wire.MicrosoftACS, Recipient: wire.MicrosoftACS,
		Audience: wire.MicrosoftEntityID,
		NameID:   "64b1f0c2a9d3e45f6a7b8c9d", NameIDFormat: wire.NameIDPersistent,
		SessionIndex:         "_22222222222222222222222222222222",
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport,
		IssueInstant:         at(), NotBefore: at(), AuthnInstant: at(), NotOnOrAfter: at().Add(5 * time.Minute),
		SubjectNotOnOrAfter: at().Add(5 * time.Minute),
		Attributes:          []wire.Attribute{{Name: "IDPEmail", Values: []string{"alice@contoso.com"}}},
		SignAssertion:       true,
	}
	if values > 0 {
		groups := wire.Attribute{Name: "memberOf"}
		for i := range values {
			groups.Values = append(groups.Values, fmt.Sprintf("Group number %02d", i))
		}
		r.Attributes = append(r.Attributes, groups)
	}
	return r
}

func signer(bits int) xmldsig.Signer {
	return xmldsig.Signer{Key: pairs()[bits].Key, Certificate: pairs()[bits].Certificate.Raw}
}

// BenchmarkIssue issues a response beside the bare signatures that it takes.
func BenchmarkIssue(b *testing.B) {
	for _, bits := range []int{2048, 4096} {
		b.Run(fmt.Sprintf("ours-assertion-%d", bits), func(b *testing.B) { issue(b, bits, response(0)) })
	}
	b.Run("ours-6KB-2048", func(b *testing.B) { issue(b, 2048, response(24)) })
	both := response(0)
	both.SignResponse = true
	b.Run("ours-both-2048", func(b *testing.B) { issue(b, 2048, both) })
	b.Run("crewjam-both-2048", func(b *testing.B) { beside(b, sign(2048), crewjamIssue(b, 2048)) })
	b.Run("crewjam-both-4096", func(b *testing.B) { beside(b, sign(4096), crewjamIssue(b, 4096)) })
}

func issue(b *testing.B, bits int, r wire.Response) {
	with := signer(bits)
	beside(b, sign(bits), func() error {
		_, err := r.Issue(with)
		return err
	})
}

// BenchmarkValidate judges a message of 6 KB beside the bare verification that it takes.
func BenchmarkValidate(b *testing.B) {
	for _, bits := range []int{2048, 4096} {
		document, err := response(24).Issue(signer(bits))
		require.NoError(b, err)
		require.InDelta(b, 6500, len(document), 1000)
		encoded := wire.EncodePost(document)
		b.Run(fmt.Sprintf("loginsrf-6KB-%d", bits), func(b *testing.B) {
			tenant := directory{certificate: pairs()[bits].Certificate.Raw}
			beside(b, verify(b, bits), func() error {
				if v := loginsrf.Evaluate(context.Background(), loginsrf.Input{
					SAMLResponse: encoded,
					Now:          at(),
					Directory:    tenant,
				}); !v.Accepted() {
					return v.Refusal
				}
				return nil
			})
		})
		b.Run(fmt.Sprintf("wire-6KB-%d", bits), func(b *testing.B) {
			beside(b, verify(b, bits), func() error { return readAndVerify(document, bits) })
		})
		b.Run(fmt.Sprintf("crewjam-6KB-%d", bits), func(b *testing.B) {
			beside(b, verify(b, bits), crewjamValidate(b, bits, document))
		})
	}
}

// readAndVerify is what every validation must do: read, verify, read what was verified.
func readAndVerify(document []byte, bits int) error {
	root, err := xmltree.Parse(document, xmltree.Limits{})
	if err != nil {
		return err
	}
	signature, err := xmldsig.Read(root.Child(wire.NamespaceAssertion, "Assertion"))
	if err != nil {
		return err
	}
	content, err := signature.Verify(&pairs()[bits].Key.PublicKey)
	if err != nil {
		return err
	}
	_, err = xmltree.Parse(content, xmltree.Limits{})
	return err
}

// BenchmarkXML is the reader and the canonical form alone, for a message of 6 KB.
func BenchmarkXML(b *testing.B) {
	document, err := response(24).Issue(signer(2048))
	require.NoError(b, err)
	root, err := xmltree.Parse(document, xmltree.Limits{})
	require.NoError(b, err)
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(document)))
		for b.Loop() {
			_, err := xmltree.Parse(document, xmltree.Limits{})
			must(b, err)
		}
	})
	b.Run("canonical", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(document)))
		for b.Loop() {
			_, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
			must(b, err)
		}
	})
}

// directory knows one realm and one user.
type directory struct{ certificate []byte }

func (d directory) Realm(_ context.Context, issuer string) (loginsrf.Realm, bool, error) {
	return loginsrf.Realm{
		Domain:       "contoso.com",
		RootDomain:   "contoso.com",
		IssuerURI:    issuer,
		Certificates: [][]byte{d.certificate},
	}, true, nil
}

func (d directory) Account(_ context.Context, _ loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	return loginsrf.Account{
		ID:                "alice",
		UserPrincipalName: "alice@contoso.com",
		ImmutableID:       id,
		Enabled:           true,
		RootDomain:        "contoso.com",
		Federated:         true,
	}, true, nil
}

// explain takes crewjam's reason out of its error.
func explain(err error) error {
	var invalid *saml.InvalidResponseError
	if errors.As(err, &invalid) {
		return invalid.PrivateErr
	}
	return err
}
