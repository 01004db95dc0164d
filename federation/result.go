package federation

import (
	"crypto/rsa"
	"crypto/x509"
	"time"

	"samlharness/certs"
	"samlharness/record"
)

// ResultSchema names the shape of [Result] in JSON. Members are added, never renamed or removed, without a new number.
const ResultSchema = "samlharness/federation-result/2"

// Changed says whether an operation changed something at Microsoft. Since number 2 of the schema it is one of three
// words; it was a boolean, which said false where nothing was known.
type Changed string

// What may be known of a change.
const (
	Yes     Changed = "yes"     // a change was read back
	No      Changed = "no"      // none was sent, or it was refused, or undone
	Unknown Changed = "unknown" // one was sent, and does not show, or not yet
)

// Result is what one operation of the operator found or did. It is the JSON document of the commands.
type Result struct {
	Schema string `json:"schema"` // ResultSchema
	// Action is "show", "enable", "disable", "rollback" or "rotate".
	Action string `json:"action"`
	// Domain is the domain by the name that was given.
	Domain string `json:"domain"`
	// AuthenticationType is "Managed" or "Federated" as it was last read; it is absent when it was not read, or not since
	// a change was sent.
	AuthenticationType string `json:"authenticationType,omitempty"`
	// Changed is [Yes], [No] or [Unknown].
	Changed Changed `json:"changed"`
	// Configuration is the federation configuration that was read last; it is absent when there is none, or when
	// AuthenticationType is absent.
	Configuration *Configuration `json:"configuration,omitempty"`
	// Previous is the configuration that `disable` removed.
	Previous *Configuration `json:"previous,omitempty"`
	// Rotation is what became of a rotation.
	Rotation *Rotation `json:"rotation,omitempty"`
	// Certificates are those of Configuration, current first.
	Certificates []CertificateInfo `json:"certificates"`
	// Snapshot is the file that holds the state before the change.
	Snapshot string `json:"snapshot,omitempty"`
	// Checks are those of the [RealGuard].
	Checks []record.Check `json:"checks,omitempty"`
	// Messages and Warnings are the lines that were printed.
	Messages []string `json:"messages"`
	Warnings []string `json:"warnings"`
	// Refusal is why the operation failed, null when it did not.
	Refusal *record.Refusal `json:"refusal,omitempty"`
}

// CertificateInfo tells of a signing certificate what an administrator compares.
type CertificateInfo struct {
	Use        string    `json:"use"`        // "signingCertificate" or "nextSigningCertificate"
	Thumbprint string    `json:"thumbprint"` // SHA-256, lower-case hexadecimal
	Subject    string    `json:"subject,omitempty"`
	KeyBits    int       `json:"keyBits,omitempty"` // of an RSA key
	NotBefore  time.Time `json:"notBefore"`
	NotAfter   time.Time `json:"notAfter"`
	// Validity is "valid", "expired" or "not yet valid" by the operator's clock, "" without a clock.
	Validity string `json:"validity,omitempty"`
	// Unreadable says why the certificate could not be read; the rest is empty then.
	Unreadable string `json:"unreadable,omitempty"`
}

func describe(use string, c *x509.Certificate) CertificateInfo {
	info := CertificateInfo{
		Use:        use,
		Thumbprint: certs.Thumbprint(c),
		Subject:    c.Subject.String(),
		NotBefore:  c.NotBefore,
		NotAfter:   c.NotAfter,
	}
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok {
		info.KeyBits = key.N.BitLen()
	}
	return info
}

// certificatesOf reads the certificates of a configuration.
func (o *Operator) certificatesOf(c *Configuration) []CertificateInfo {
	infos := []CertificateInfo{}
	if c == nil {
		return infos
	}
	for _, f := range []field{
		{"signingCertificate", c.SigningCertificate},
		{"nextSigningCertificate", c.NextSigningCertificate},
	} {
		if f.value == "" {
			continue
		}
		certificate, err := certs.ParseCertificate(f.value)
		if err != nil {
			infos = append(infos, CertificateInfo{Use: f.name, Unreadable: err.Error()})
			continue
		}
		info := describe(f.name, certificate)
		info.Validity = o.validity(certificate)
		infos = append(infos, info)
	}
	return infos
}

func (o *Operator) validity(c *x509.Certificate) string { return validityAt(c, o.now()) }

// now is the instant by the operator's clock, zero without one.
func (o *Operator) now() time.Time {
	if o.Clock == nil {
		return time.Time{}
	}
	return o.Clock.Now()
}
