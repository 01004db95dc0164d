package signin

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/cloud"
	"samlharness/internal/random"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// metadataDocument is the service provider's own document. Its key is our own, made when the document is first asked
// for; the document is unsigned.
type metadataDocument struct {
	keys   certs.KeySource
	clock  clockwork.Clock
	cloud  cloud.Cloud
	errors *errorPage

	mu  sync.Mutex
	key *rsa.PrivateKey
	xml []byte
}

func (m *metadataDocument) serve(w http.ResponseWriter, r *http.Request) {
	xml, _, err := m.made(r.Context())
	if err != nil {
		m.errors.show(newRequest(w, r), err)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml; charset=utf-8")
	_, _ = w.Write(xml) // the reader has gone
}

// made is the document with the private key that belongs to it.
func (m *metadataDocument) made(ctx context.Context) ([]byte, *rsa.PrivateKey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.xml != nil {
		return m.xml, m.key, nil
	}
	key, err := m.keys.RSAKey(ctx, 2048)
	if err != nil {
		return nil, nil, fmt.Errorf("service provider metadata: %w", err)
	}
	certificate, err := m.certificate(ctx, key)
	if err != nil {
		return nil, nil, fmt.Errorf("service provider metadata: %w", err)
	}
	m.key, m.xml = key, metadataXML(random.Of(ctx), m.cloud, certificate)
	return m.xml, m.key, nil
}

// certificate is self-signed for five years, as the real one is, and says that it is a test.
func (m *metadataDocument) certificate(ctx context.Context, key *rsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(random.Of(ctx), new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := m.clock.Now()
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "TEST Live ID STS Signing Public Key"},
		NotBefore:    now,
		NotAfter:     now.AddDate(5, 0, 0),
	}
	return x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
}

// metadataXML writes the shape of the captured documents with its faults mended: Extensions come first, SHA-256 is
// offered beside SHA-1, one signing key instead of a repeated one.
func metadataXML(ids io.Reader, c cloud.Cloud, certificate []byte) []byte {
	const alg = "urn:oasis:names:tc:SAML:metadata:algsupport"
	var w xmltree.Writer
	w.Start("EntityDescriptor", "ID", wire.NewID(ids), "entityID", c.EntityID(), "xmlns", wire.NamespaceMetadata,
		"xmlns:alg", alg)
	w.Start("Extensions")
	for _, digest := range []string{"http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"} {
		w.Empty("alg:DigestMethod", "Algorithm", digest)
	}
	for _, method := range []string{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
		"http://www.w3.org/2000/09/xmldsig#rsa-sha1"} {
		w.Empty("alg:SigningMethod", "Algorithm", method)
	}
	w.End()
	w.Start("SPSSODescriptor", "WantAssertionsSigned", "true", "protocolSupportEnumeration", wire.NamespaceProtocol)
	w.Start("KeyDescriptor", "use", "signing")
	w.Start("KeyInfo", "xmlns", xmldsig.Namespace)
	w.Start("X509Data")
	w.Element("X509Certificate", base64.StdEncoding.EncodeToString(certificate))
	w.End()
	w.End()
	w.End()
	w.Empty("SingleLogoutService", "Binding", wire.BindingPost, "Location", c.ACS())
	for _, format := range []string{wire.NameIDEmailAddress, "urn:mace:shibboleth:1.0:nameIdentifier",
		wire.NameIDUnspecified, wire.NameIDTransient, wire.NameIDPersistent} {
		w.Element("NameIDFormat", format)
	}
	w.Empty("AssertionConsumerService", "isDefault", "true", "index", "0", "Binding", wire.BindingPost, "Location",
		c.ACS())
	w.Empty("AssertionConsumerService", "index", "1", "Binding", wire.BindingPost+"-SimpleSign", "Location",
		c.ACS())
	w.Empty("AssertionConsumerService", "index", "2", "Binding", "urn:oasis:names:tc:SAML:2.0:bindings:PAOS", "Location",
		c.ACS())
	w.End()
	w.End()
	return w.Bytes()
}
