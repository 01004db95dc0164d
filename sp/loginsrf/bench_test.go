package loginsrf_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"net/url"
	"testing"
	"time"

	crewjam "github.com/crewjam/saml"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
)

// BenchmarkEvaluate is the whole judgement of a message of 6 KB, beside the bare RSA verification that it holds, and
// beside what crewjam/saml's service provider does with the same kind of message.
func BenchmarkEvaluate(b *testing.B) {
	encoded := wire.EncodePost(sixKB(b, pairs()[0]))
	d := tenant()
	b.Run("evaluate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v := loginsrf.Evaluate(context.Background(), loginsrf.Input{SAMLResponse: encoded, Now: now, Directory: d})
			if !v.Accepted() {
				b.Fatal(v.Refusal)
			}
		}
	})
	b.Run("bare RSA-2048 verification", func(b *testing.B) {
		sum := sha256.Sum256([]byte("message"))
		signature, err := rsa.SignPKCS1v15(nil, pairs()[0].Key, crypto.SHA256, sum[:])
		require.NoError(b, err)
		for b.Loop() {
			if rsa.VerifyPKCS1v15(&pairs()[0].Key.PublicKey, crypto.SHA256, sum[:], signature) != nil {
				b.Fatal("bad signature")
			}
		}
	})
	b.Run("crewjam", benchmarkCrewjam)
}

// benchmarkCrewjam gives crewjam's service provider a message that is good for a century, because it reads the wall
// clock; it takes an IssueInstant in the future.
func benchmarkCrewjam(b *testing.B) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(b, err)
	pair, err := certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: now.AddDate(-1, 0, 0), Years: 100})
	require.NoError(b, err)
	xml := sixKB(b, pair, func(r *wire.Response) {
		far := time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC)
		r.IssueInstant, r.NotBefore, r.NotOnOrAfter, r.SubjectNotOnOrAfter = far, now, far, far
	})
	acs, err := url.Parse(wire.MicrosoftACS)
	require.NoError(b, err)
	signing := crewjam.KeyDescriptor{Use: "signing", KeyInfo: crewjam.KeyInfo{
		X509Data: crewjam.X509Data{X509Certificates: []crewjam.X509Certificate{{Data: certs.Base64(pair.Certificate)}}},
	}}
	role := crewjam.RoleDescriptor{KeyDescriptors: []crewjam.KeyDescriptor{signing}}
	sp := crewjam.ServiceProvider{
		EntityID: wire.MicrosoftEntityID,
		AcsURL:   *acs,
		IDPMetadata: &crewjam.EntityDescriptor{
			EntityID:          issuer,
			IDPSSODescriptors: []crewjam.IDPSSODescriptor{{SSODescriptor: crewjam.SSODescriptor{RoleDescriptor: role}}},
		},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sp.ParseXMLResponse(xml, []string{"_request"}, *acs); err != nil {
			b.Fatal(err)
		}
	}
}

func sixKB(t testing.TB, pair *certs.KeyPair, edits ...func(*wire.Response)) []byte {
	xml := signedBy(t, signerOf(pair), append(edits, func(r *wire.Response) {
		for i := range 22 {
			r.Attributes = append(r.Attributes, wire.Attribute{
				Name:   fmt.Sprint("attribute", i),
				Values: []string{"value of the attribute"},
			})
		}
	})...)
	require.InDelta(t, 6<<10, len(xml), 1<<10)
	return xml
}
