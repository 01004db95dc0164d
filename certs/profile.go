package certs

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"time"

	"samlharness/internal/random"
)

// DefaultOrganization stands in the certificates of an organization that has no name.
const DefaultOrganization = "JumpCloud"

const (
	profileYears = 5
	serialBytes  = 20 // 160 bits
)

// Profile is what varies in a certificate that JumpCloud generates for an application. Everything else is fixed: X.509
// v3, self-signed with SHA-256, subject and issuer C=US, ST=CO, L=Boulder, O=<Organization>, OU=JumpCloudSAMLIdP,
// CN=JumpCloudSAMLUser in this order, a random serial number of 160 bits, and no extensions at all. Source: published
// certificates of real organizations.
type Profile struct {
	// Organization is the display name of the organization; "" means [DefaultOrganization].
	Organization string
	// NotBefore is the first second of validity, in the world's time. Fractions are cut off.
	NotBefore time.Time
	// Years is the length of validity in calendar years, to the second; 0 means 5. A validity that starts on 29 February
	// ends on 1 March when the last year has no such day. It may be negative, for a certificate that was never valid.
	Years int
	// Random is where the serial number comes from; nil means the system's randomness.
	Random io.Reader
}

// Issue makes the self-signed certificate of key. It fails when key is nil, and when the organization's name is not
// UTF-8.
func Issue(key *rsa.PrivateKey, p Profile) (*KeyPair, error) {
	if key == nil {
		return nil, fmt.Errorf("certs: issue: no key")
	}
	template, err := p.template()
	if err != nil {
		return nil, fmt.Errorf("certs: issue: %w", err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("certs: issue: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("certs: issue: read back: %w", err)
	}
	return &KeyPair{Key: key, Certificate: certificate}, nil
}

func (p Profile) template() (*x509.Certificate, error) {
	if p.Organization == "" {
		p.Organization = DefaultOrganization
	}
	if p.Years == 0 {
		p.Years = profileYears
	}
	subject, err := profileName(p.Organization)
	if err != nil {
		return nil, fmt.Errorf("organization name %q: %w", p.Organization, err)
	}
	serial, err := randomSerial(random.Or(p.Random))
	if err != nil {
		return nil, err
	}
	notBefore := p.NotBefore.UTC() // DER has no fractions
	return &x509.Certificate{
		SerialNumber:       serial,
		RawSubject:         subject,
		NotBefore:          notBefore,
		NotAfter:           notBefore.AddDate(p.Years, 0, 0),
		SignatureAlgorithm: x509.SHA256WithRSA,
	}, nil
}

// profileName is the DER of subject and issuer. It is built here because [pkix.Name] writes its fields in another
// order. Each value is a PrintableString unless a character needs UTF8String: encoding/asn1 chooses so.
func profileName(organization string) ([]byte, error) {
	var name pkix.RDNSequence
	for _, field := range []struct {
		last  int // the arc below id-at, 2.5.4
		value string
	}{
		{6, "US"}, {8, "CO"}, {7, "Boulder"}, {10, organization}, {11, "JumpCloudSAMLIdP"}, {3, "JumpCloudSAMLUser"},
	} {
		oid := asn1.ObjectIdentifier{2, 5, 4, field.last}
		name = append(name, pkix.RelativeDistinguishedNameSET{{Type: oid, Value: field.value}})
	}
	return asn1.Marshal(name)
}

// randomSerial is a positive number of at most 160 bits; DER puts a zero octet before a leading one bit.
func randomSerial(r io.Reader) (*big.Int, error) {
	var b [serialBytes]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return nil, fmt.Errorf("serial number: %w", err)
	}
	return new(big.Int).SetBytes(b[:]), nil
}
