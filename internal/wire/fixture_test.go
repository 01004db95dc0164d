package wire_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
)

// now is the instant of these tests.
func now() time.Time { return time.Date(2026, 3, 2, 9, 15, 0, 118_000_000, time.UTC) }

// crewjam/saml takes the time from package variables; nothing in this package may run with another one.
func TestMain(m *testing.M) {
	saml.TimeNow = now
	saml.Clock = dsig.NewFakeClockAt(now())
	os.Exit(m.Run())
}

func signer(t testing.TB, method string) xmldsig.Signer {
	t.Helper()
	return xmldsig.Signer{Key: corpus.Key(t), Certificate: corpus.Certificate(t).Raw, Method: method}
}

// response is what JumpCloud answers to a request.
func response() wire.Response {
	return wire.Response{
		ID: "_11111111111111111111111111111111", InResponseTo: "_5b7c1f0e-2d94-4c1a-9e3b-7a60f1c2d3e4",
		Issuer: "https://contoso.com", Destination: wire.MicrosoftACS, IssueInstant: now(),
		AssertionID: "_22222222222222222222222222222222", Recipient: wire.MicrosoftACS, Audience: wire.MicrosoftEntityID,
		NameID: "64b1f0c2a9d3e45f6a7b8c9d", NameIDFormat: wire.NameIDPersistent,
		SubjectNotOnOrAfter: now().Add(5 * time.Minute), NotBefore: now(), NotOnOrAfter: now().Add(5 * time.Minute),
		AuthnInstant: now(),
		SessionIndex: "_22222222222222222222222222222222", AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport,
		Attributes:    []wire.Attribute{{Name: "IDPEmail", Values: []string{"alice@contoso.com"}}},
		SignAssertion: true,
	}
}

func golden(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "testdata", "golden", name))
	require.NoError(t, err)
	return string(content)
}
