package federation

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"regexp"
	"strings"

	"samlharness/certs"
	"samlharness/internal/domainname"
	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/record"
)

// maxMetadata bounds a metadata file, in bytes; JumpCloud's has about 3,000.
const maxMetadata = 1 << 20

// weakestRSA is the smallest RSA key, in bits, with which a domain is federated.
const weakestRSA = 2048

// Source is what the operator takes from JumpCloud's metadata: everything that federating a domain needs.
type Source struct {
	// Domain is what follows the prefix of the entity ID, in its letter case.
	Domain string
	// IssuerURI is the entity ID, byte for byte: Microsoft compares it so with the assertion's Issuer.
	IssuerURI string
	// SignInURI is the address of the single sign-on service.
	SignInURI string
	// Certificate signs assertions now. NextCertificate is the second of the metadata, or nil.
	Certificate, NextCertificate *x509.Certificate
}

// xmlName is the module's rule for the file's name.
var xmlName = regexp.MustCompile(`(?i)\.xml$`)

// ReadMetadataFile reads the metadata that JumpCloud exported. As the module demands, the file exists and its name ends
// in .xml. Every error is a *record.Refusal.
func ReadMetadataFile(path string) (Source, error) {
	return readMetadata(path, func(path string) (fs.File, error) { return inputfile.Open(path) })
}

// ReadMetadataFS is [ReadMetadataFile] for a file of fsys.
func ReadMetadataFS(fsys fs.FS, name string) (Source, error) { return readMetadata(name, fsys.Open) }

func readMetadata(path string, open func(string) (fs.File, error)) (Source, error) {
	if path == "" {
		return Source{}, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: "No metadata file is named: --xml-file is missing",
			Fix:     "Name the file that Export Metadata of the JumpCloud application downloads."}
	}
	if !xmlName.MatchString(path) {
		return Source{}, &record.Refusal{Code: CodeMetadataName, Exit: exit.Usage,
			Message:  fmt.Sprintf("The name of the metadata file %s does not end in .xml", path),
			Expected: `\.xml$`, Got: path, Fix: "Give the file that Export Metadata of the JumpCloud application downloads, " +
				"such as JumpCloud-office365-metadata.xml."}
	}
	data, err := readBounded(path, open)
	if err != nil {
		return Source{}, err
	}
	return ReadMetadata(data)
}

func readBounded(path string, open func(string) (fs.File, error)) ([]byte, error) {
	file, err := open(path)
	if err != nil {
		reason := "cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			reason = "does not exist"
		}
		return nil, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: fmt.Sprintf("The metadata file %s %s", path, reason),
			Got:     err.Error(), Fix: "Name the file that Export Metadata of the JumpCloud application downloads."}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxMetadata+1))
	if err != nil {
		return nil, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: fmt.Sprintf("The metadata file %s cannot be read", path),
			Got:     err.Error(), Fix: "Name a file, not a folder, that you may read."}
	}
	if len(data) > maxMetadata {
		return nil, &record.Refusal{Code: CodeMetadataTooLarge, Exit: exit.Usage,
			Message:  fmt.Sprintf("The metadata file %s is too large", path),
			Expected: fmt.Sprintf("at most %d bytes", maxMetadata), Fix: "Export the metadata of one application only."}
	}
	return data, nil
}

// ReadMetadata reads exported metadata from memory. Every error is a *record.Refusal.
func ReadMetadata(data []byte) (Source, error) {
	idp, err := metadata.ReadIdentityProvider(data)
	if err != nil {
		return Source{}, &record.Refusal{Code: CodeMetadataUnreadable, Exit: exit.Usage,
			Message: "The file is not the metadata of one SAML identity provider",
			Got:     err.Error(), Fix: "Export the metadata of the JumpCloud application again."}
	}
	return SourceOf(idp)
}

// SourceOf takes what federating needs from metadata that was read already. Every error is a *record.Refusal.
func SourceOf(idp *wire.IDPMetadata) (Source, error) {
	s := Source{IssuerURI: idp.EntityID}
	var err error
	if s.Domain, err = domainOf(idp.EntityID); err != nil {
		return Source{}, err
	}
	if s.SignInURI, err = signInURI(idp); err != nil {
		return Source{}, err
	}
	if s.Certificate, s.NextCertificate, err = signingCertificates(idp.SigningCertificates); err != nil {
		return Source{}, err
	}
	return s, nil
}

// entityID is the module's rule, (https:\/\/|urn:uri:)(=?.*), but anchored: the module takes xhttps://contoso.com for
// https://contoso.com, and then no assertion has the issuer that Microsoft expects.
var entityID = regexp.MustCompile(`(?is)^(https://|urn:uri:)(.*)$`)

// domainOf is the domain that an entity ID names.
func domainOf(id string) (string, error) {
	parts := entityID.FindStringSubmatch(id)
	if parts == nil {
		return "", &record.Refusal{Code: CodeEntityIDPrefix, Message: fmt.Sprintf(textMissingPrefix, id),
			Expected: "https://myDomain.com or urn:uri:myDomain.com", Got: id,
			Fix: "Correct the IdP Entity ID of the JumpCloud application, save, export the metadata and try again."}
	}
	prefix, domain := parts[1], parts[2]
	if domainname.Valid(domain) {
		return domain, nil
	}
	r := &record.Refusal{Code: CodeDomainNotInTenant, Message: typo(domain), Got: id,
		Fix: textListDomains + "\n" + textUpdateApp}
	if end := strings.IndexAny(domain, "/?#:"); end > 0 && domainname.Valid(domain[:end]) {
		r.Expected = prefix + domain[:end]
		r.Difference = record.FirstDifference(r.Expected, id)
		r.Fix = fmt.Sprintf("Everything after %s is taken for the domain, so nothing may follow it: set the IdP Entity "+
			"ID of the JumpCloud application to %s.\n%s",
			prefix, r.Expected, r.Fix)
	}
	return "", r
}

func signInURI(idp *wire.IDPMetadata) (string, error) {
	location := idp.Location()
	u, err := url.Parse(location)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return "", &record.Refusal{Code: CodeSignOnMissing,
			Message:  "The metadata names no single sign-on service that browsers can be sent to",
			Expected: "a SingleSignOnService whose Location begins with https://", Got: location,
			Fix: "Export the metadata of the JumpCloud application again."}
	}
	return location, nil
}

// signingCertificates are the current and the next one. The module sends several as an array, which Graph does not
// take.
func signingCertificates(ders [][]byte) (current, next *x509.Certificate, err error) {
	var list []*x509.Certificate
	for i, der := range ders {
		c, err := usableCertificate(der)
		if err != nil {
			return nil, nil, &record.Refusal{Code: CodeCertificateInvalid,
				Message: fmt.Sprintf("Signing certificate %d of the metadata cannot be used", i+1),
				Got:     err.Error(), Fix: "Regenerate the certificate of the JumpCloud application, or upload a pair with an " +
					"RSA key of at least 2048 bits, and export the metadata again."}
		}
		if len(list) == 0 || !list[len(list)-1].Equal(c) {
			list = append(list, c)
		}
	}
	switch len(list) {
	case 0:
		return nil, nil, &record.Refusal{Code: CodeCertificateMissing, Message: "The metadata holds no signing certificate",
			Expected: "a KeyDescriptor for signing with an X509Certificate",
			Fix: "Activate the JumpCloud application, which makes its certificate, and export the metadata again. " +
				"Without one Microsoft leaves the domain half federated."}
	case 1:
		return list[0], nil, nil
	case 2:
		return list[0], list[1], nil
	}
	return nil, nil, &record.Refusal{Code: CodeCertificatesMany,
		Message:  fmt.Sprintf("The metadata holds %d signing certificates", len(list)),
		Expected: "one, or two: the current and the next",
		Fix:      "Leave only the certificate that signs now, and the one that will sign next."}
}

func usableCertificate(der []byte) (*x509.Certificate, error) {
	c, err := certs.ParseDER(der)
	if err != nil {
		return nil, err
	}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < weakestRSA {
			return nil, fmt.Errorf("its RSA key has %d bits, expected at least %d", bits, weakestRSA)
		}
	case *ecdsa.PublicKey:
	default:
		return nil, fmt.Errorf("its key is of the kind %s, expected RSA", c.PublicKeyAlgorithm)
	}
	return c, nil
}

// certificates are those of the source, by the name that Graph has for each.
func (s Source) certificates() iter.Seq2[string, *x509.Certificate] {
	return func(yield func(string, *x509.Certificate) bool) {
		if yield("signingCertificate", s.Certificate) && s.NextCertificate != nil {
			yield("nextSigningCertificate", s.NextCertificate)
		}
	}
}
