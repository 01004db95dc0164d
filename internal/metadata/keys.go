package metadata

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"github.com/crewjam/saml"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// maxChain bounds the certificates of one KeyDescriptor, which are compared with one another. A chain has three or
// four.
const maxChain = 16

func checkCount(key *xmltree.Element) error {
	count := 0
	for e := range key.Descendants() {
		if e.Is(xmldsig.Namespace, "X509Certificate") {
			count++
		}
	}
	if count > maxChain {
		return messageError(key, fmt.Sprintf("the KeyDescriptor holds %d certificates, more than the %d allowed", count,
			maxChain), "", "")
	}
	return nil
}

// certificateText is the text of an X509Certificate, as base64 on one line. Some products put PEM there, and people
// what a program showed them of the certificate.
func certificateText(e *xmltree.Element) (string, error) {
	if !e.HasOnlyText() {
		return "", messageError(e, "the X509Certificate is not base64", "", "")
	}
	ders, err := certs.FindAll([]byte(e.Text()))
	if err != nil {
		wrong, _ := errors.AsType[*certs.CertificateError](err)
		switch wrong.Kind {
		case certs.Empty, certs.NotBase64:
			return "", messageError(e, "the X509Certificate is not base64", "", "")
		}
		return "", messageError(e, "the X509Certificate cannot be read: "+wrong.Detail, "", "")
	}
	if len(ders) > 1 {
		return "", messageError(e, fmt.Sprintf("the X509Certificate holds %d certificates, perhaps a chain: put each into "+
			"an X509Certificate of its own", len(ders)), "", "")
	}
	return base64.StdEncoding.EncodeToString(ders[0]), nil
}

// encryptionCertificate is that of a role's first key for encryption, or for both uses (Metadata 2.4.1.1).
func encryptionCertificate(role *xmltree.Element) ([]byte, error) {
	for key := range role.Elements() {
		use, named := key.Attr("use")
		if !key.Is(wire.NamespaceMetadata, "KeyDescriptor") || named && use != "encryption" {
			continue
		}
		for e := range key.Descendants() {
			if e.Is(xmldsig.Namespace, "X509Certificate") {
				text, err := certificateText(e)
				if err != nil {
					return nil, err
				}
				return base64.StdEncoding.DecodeString(text)
			}
		}
	}
	return nil, nil
}

// signingCertificates are the certificates of the keys, in DER, in document order, each once. A KeyDescriptor describes
// one key: beside its certificate may stand those of its issuers (XML Signature 4.5.4), which sign nothing here.
func signingCertificates(keys []saml.KeyDescriptor) (ders, issuers [][]byte) {
	for _, key := range keys {
		var chain [][]byte
		for _, c := range key.KeyInfo.X509Data.X509Certificates {
			der, err := base64.StdEncoding.DecodeString(c.Data)
			if err != nil {
				continue // certificateText wrote it
			}
			chain = append(chain, der)
		}
		own, above := apart(chain)
		ders, issuers = append(ders, own...), append(issuers, above...)
	}
	return distinct(ders), distinct(issuers)
}

// apart keeps the certificates of a chain apart: its own, and those that another of the chain was issued by.
func apart(chain [][]byte) (own, issuers [][]byte) {
	parsed := make([]*x509.Certificate, len(chain))
	for i, der := range chain {
		parsed[i], _ = x509.ParseCertificate(der) // nil is told by whoever uses it
	}
	for i, der := range chain {
		if slices.ContainsFunc(parsed, func(other *x509.Certificate) bool { return issued(parsed[i], other) }) {
			issuers = append(issuers, der)
		} else {
			own = append(own, der)
		}
	}
	return own, issuers
}

// distinct is the list without repetitions.
func distinct(ders [][]byte) (out [][]byte) {
	seen := map[string]bool{}
	for _, der := range ders {
		if !seen[string(der)] {
			seen[string(der)], out = true, append(out, der)
		}
	}
	return out
}

// issued says whether issuer issued another certificate c. The names tell, unless c is issued by its own name, as all
// that JumpCloud makes are: two such certificates of one name are two keys, unless one signed the other. Two
// certificates of one key are that key, renewed.
func issued(issuer, c *x509.Certificate) bool {
	switch {
	case issuer == nil || c == nil || !bytes.Equal(issuer.RawSubject, c.RawIssuer):
		return false
	case bytes.Equal(issuer.RawSubjectPublicKeyInfo, c.RawSubjectPublicKeyInfo):
		return false
	case bytes.Equal(c.RawSubject, c.RawIssuer):
		return issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
	}
	return true
}
