package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/internal/inputfile"
)

// maxCertificates bounds the certificates of one file: a whole certificate store is not what a domain has registered.
const maxCertificates = 64

// Certificates are the signing certificates that a file names.
type Certificates struct {
	// DERs are they, in the order of the file, each once, without issuers of one another.
	DERs [][]byte
	// Issuers are the issuer URIs that the file names beside them: the entity ID of metadata, or Graph's issuerUri. A file
	// of certificates alone names none.
	Issuers []string
}

// fragment is an element that somebody cut out of metadata. No message begins so: a certificate that a message carries
// is not one that somebody vouched for.
var fragment = regexp.MustCompile(`^<(?:[A-Za-z_][\w.-]*:)?(?:KeyDescriptor|KeyInfo|X509Data|X509Certificate)[\s>]`)

// ReadCertificates reads the certificates of a file: whatever [certs.FindAll] finds, the metadata of an identity
// provider, of several the one with this entity ID, or JSON that holds signingCertificate or nextSigningCertificate
// anywhere, such as what Graph answers about a domain's federationConfiguration. "" asks for no entity.
func ReadCertificates(data []byte, entityID string) (Certificates, error) {
	text := bytes.TrimSpace(inputfile.UTF8(data))
	switch {
	case len(text) == 0:
		return Certificates{}, errors.New("the certificate file is empty")
	case text[0] == '{', text[0] == '[':
		return ofJSON(text)
	case text[0] == '<' && !fragment.Match(text):
		return ofMetadata(text, entityID)
	}
	return ofFile(data)
}

func ofFile(data []byte) (c Certificates, err error) {
	all, err := certs.ParseAll(data)
	if err != nil {
		return c, err
	}
	var ders [][]byte
	for _, certificate := range all {
		ders = append(ders, certificate.Raw)
	}
	ders = distinct(ders)
	if len(ders) > maxCertificates {
		return c, fmt.Errorf("the file holds %d certificates, more than the %d allowed", len(ders), maxCertificates)
	}
	c.DERs, _ = apart(ders)
	return c, nil
}

func ofMetadata(document []byte, entityID string) (c Certificates, err error) {
	idp, err := ReadIdentityProviderOf(document, entityID)
	if err != nil {
		return c, fmt.Errorf("the metadata cannot be read: %w", err)
	}
	if len(idp.SigningCertificates) == 0 {
		return c, errors.New("the metadata names no signing certificate")
	}
	return Certificates{DERs: idp.SigningCertificates, Issuers: []string{idp.EntityID}}, nil
}

// ofJSON takes the certificates of Graph's internalDomainFederation, wherever it stands in the document: alone, in a
// list, in the answer of a batch, in a snapshot. What is registered counts as it is: nothing is left out of it.
func ofJSON(document []byte) (c Certificates, err error) {
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		return c, fmt.Errorf("the JSON cannot be read: %w", err)
	}
	if err := c.gather(value); err != nil {
		return Certificates{}, err
	}
	c.DERs = distinct(c.DERs)
	switch {
	case len(c.DERs) == 0:
		return Certificates{}, errors.New("the JSON holds no signingCertificate")
	case len(c.DERs) > maxCertificates:
		return Certificates{}, fmt.Errorf("the JSON holds %d certificates, more than the %d allowed", len(c.DERs),
			maxCertificates)
	}
	return c, nil
}

// graphOrder are the members that are read, in lower case, for PowerShell writes them with a capital; the certificate
// that signs now comes first.
var graphOrder = []string{"signingcertificate", "nextsigningcertificate", "issueruri"}

// gather adds what a value of JSON holds.
func (c *Certificates) gather(value any) error {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			if err := c.gather(element); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, name := range slices.SortedFunc(maps.Keys(value), byGraphOrder) {
			text, isText := value[name].(string)
			var err error
			switch at := slices.Index(graphOrder, strings.ToLower(name)); {
			case !isText || at < 0:
				err = c.gather(value[name])
			case text == "":
			case at == 2:
				c.Issuers = append(c.Issuers, text)
			default:
				err = c.addText(name, text)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func byGraphOrder(a, b string) int {
	rank := func(name string) int {
		if at := slices.Index(graphOrder, strings.ToLower(name)); at >= 0 {
			return at
		}
		return len(graphOrder)
	}
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// addText adds the certificates of a member's text.
func (c *Certificates) addText(name, text string) error {
	all, err := certs.ParseAll([]byte(text))
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	for _, certificate := range all {
		c.DERs = append(c.DERs, certificate.Raw)
	}
	return nil
}
