package attack_test

import (
	"crypto/rand"
	"crypto/rsa"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/attack"
	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
)

func message(t *testing.T) attack.Message {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 16, 2, 0, time.UTC)
	var pairs [2]*certs.KeyPair
	for i := range pairs {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		require.NoError(t, err)
		pairs[i], err = certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: now})
		require.NoError(t, err)
	}
	xml, err := wire.Response{ID: "_r", AssertionID: "_a", InResponseTo: "_q", Issuer: "https://contoso.com",
		Destination: wire.MicrosoftACS, Recipient: wire.MicrosoftACS, Audience: wire.MicrosoftEntityID,
		NameID: "alice", NameIDFormat: wire.NameIDPersistent, SessionIndex: "_a",
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport, IssueInstant: now, NotBefore: now,
		NotOnOrAfter:        now.Add(time.Hour),
		SubjectNotOnOrAfter: now.Add(time.Hour), AuthnInstant: now, Attributes: []wire.Attribute{{
			Name:   "IDPEmail",
			Values: []string{"alice@contoso.com"},
		}}, SignAssertion: true,
	}.Issue(xmldsig.Signer{Key: pairs[0].Key, Certificate: pairs[0].Certificate.Raw})
	require.NoError(t, err)
	return attack.Message{
		XML:                xml,
		Certificate:        pairs[0].Certificate.Raw,
		Key:                pairs[0].Key,
		ForeignKey:         pairs[1].Key,
		ForeignCertificate: pairs[1].Certificate.Raw,
	}
}

func TestEveryAttackChangesTheMessageAndIsFoundByName(t *testing.T) {
	m := message(t)
	original := string(m.XML)
	for _, a := range attack.All() {
		found, ok := attack.Find(a.Name)
		require.True(t, ok, a.Name)
		assert.Equal(t, a.Says, found.Says, "two attacks are called %s", a.Name)
		assert.Regexp(t, `^[a-z0-9-]+$`, a.Name)
		assert.Regexp(t, `^(AADSTS[0-9]{5,7})?$`, a.Code)
		mutated, err := a.Mutate(m)
		require.NoError(t, err, a.Name)
		assert.NotEqual(t, original, string(mutated), a.Name)
		assert.Equal(t, original, string(m.XML), "%s changes what it was given", a.Name)
	}
	_, ok := attack.Find("nothing")
	assert.False(t, ok)
}

// A message that is not of the expected shape, or a missing key, is an error, not a panic.
func TestAttacksOnOtherMessagesFailCleanly(t *testing.T) {
	const open = `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ` +
		`xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r"><Assertion ID="_a">`
	for _, xml := range []string{"", "<", "<x/>", open + "</Assertion></p:Response>",
		open + `<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></Assertion></p:Response>`,
		open + `<Issuer>i</Issuer><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>` +
			`<Subject><NameID/></Subject></Assertion></p:Response>`} {
		for _, a := range attack.All() {
			assert.NotPanics(t, func() { _, _ = a.Mutate(attack.Message{XML: []byte(xml)}) }, "%s on %q", a.Name, xml)
		}
	}
	a, _ := attack.Find("xsw1")
	_, err := a.Mutate(attack.Message{XML: []byte("<x/>")})
	assert.ErrorContains(t, err, "no assertion")
}
