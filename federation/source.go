package federation

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"samlharness/certs"
	"samlharness/internal/domainname"
	"samlharness/internal/wire"
	"samlharness/record"
)

// weakestRSA is the smallest RSA key, in bits, with which a domain is federated.
const weakestRSA = 2048

// Source is what the operator takes from metadata: everything that federating a domain needs.
type Source struct {
	// Domain is what follows the prefix of the entity ID, in its letter case. That is JumpCloud's manner: for metadata of
	// another vendor it is the domain of the [Reading], else the one that the entity ID happens to name, else "".
	Domain string
	// OtherVendor says that the metadata is not JumpCloud's.
	OtherVendor bool
	// IssuerURI is the entity ID, byte for byte: Microsoft compares it so with the assertion's Issuer.
	IssuerURI string
	// SignInURI is the address of the single sign-on service.
	SignInURI string
	// SignOutURI is where a browser is sent to sign out, "" when the metadata of another vendor names no such address.
	SignOutURI string
	// WantsSignedRequests says that the identity provider wants requests signed, and LacksPost that it does not take them
	// by HTTP-POST, as Microsoft sends them.
	WantsSignedRequests, LacksPost bool
	// ValidUntil is when the metadata ceases to count; zero when it does not say.
	ValidUntil time.Time
	// Certificate signs assertions now. NextCertificate is the second of the metadata, or nil.
	Certificate, NextCertificate *x509.Certificate
}

// SourceOf takes what federating needs from metadata that was read already. Every error is a *record.Refusal.
func SourceOf(idp *wire.IDPMetadata) (Source, error) { return Reading{}.source(idp) }

func (r Reading) source(idp *wire.IDPMetadata) (s Source, err error) {
	s = Source{
		IssuerURI:           idp.EntityID,
		OtherVendor:         !isJumpCloud(idp),
		WantsSignedRequests: idp.WantAuthnRequestsSigned,
		LacksPost:           !idp.HasPost(),
		ValidUntil:          idp.ValidUntil,
	}
	if s.Domain, err = r.domain(s); err != nil {
		return Source{}, err
	}
	if s.SignInURI, err = signInURI(idp); err != nil {
		return Source{}, err
	}
	s.SignOutURI = signOutURI
	if s.OtherVendor {
		s.SignOutURI = signOutOf(idp)
	}
	if s.Certificate, s.NextCertificate, err = signingCertificates(idp.SigningCertificates); err != nil {
		return Source{}, err
	}
	return s, nil
}

// isJumpCloud says whether metadata is JumpCloud's: browsers are sent to a host of jumpcloud.com, of whatever region.
// Metadata that sends them nowhere is refused as JumpCloud's.
func isJumpCloud(idp *wire.IDPMetadata) bool {
	u, err := url.Parse(idp.Location())
	return err != nil || u.Host == "" || strings.HasSuffix("."+strings.ToLower(u.Hostname()), ".jumpcloud.com")
}

// domain is the domain that the metadata is for.
func (r Reading) domain(s Source) (string, error) {
	domain, err := domainOf(s.IssuerURI)
	switch {
	case !s.OtherVendor:
		return domain, err
	case r.Domain != "":
		return r.Domain, checkName(r.Domain)
	case err != nil: // it names itself by its entity ID: whoever federates asks for the domain
		return "", nil
	}
	return domain, nil
}

// signOutOf is where another vendor's metadata sends browsers to sign out, "" when that is not an address for Graph.
// Microsoft's guide for SAML 2.0 identity providers registers the single logout address as SignOutUri.
func signOutOf(idp *wire.IDPMetadata) string {
	if u, err := url.Parse(idp.SignOut()); err != nil || u.Scheme != "https" {
		return ""
	}
	return idp.SignOut()
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
			Expected: "a SingleSignOnService by HTTP-POST or HTTP-Redirect whose Location begins with https://",
			Got:      cmp.Or(location, unspoken(idp)),
			Fix:      "Export the metadata of the JumpCloud application again."}
	}
	return location, nil
}

// unspoken are the sign-on services to which Microsoft sends nobody.
func unspoken(idp *wire.IDPMetadata) string {
	var all []string
	for _, s := range idp.OtherSignOn {
		all = append(all, s.Location+" by "+s.Binding)
	}
	return strings.Join(all, ", ")
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
		if !slices.ContainsFunc(list, c.Equal) {
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
