package inspect

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"time"

	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// nameMetadata names a metadata document: whose it is, where it signs people in, with which certificates.
func nameMetadata(root *xmltree.Element, document []byte) *Named {
	idp, errIDP := metadata.ReadIdentityProvider(document)
	if errIDP == nil {
		n := &Named{
			Kind: "metadata of an identity provider",
			Says: "it says who signs and with which certificate, and signs nobody in",
			Fix: "give the response as FILE and this with --certificate; to federate the domain with it, " +
				"`harness federation enable --xml-file FILE`",
			Details: append([]Detail{{"entity", idp.EntityID}}, certificates(idp.SigningCertificates)...),
		}
		for _, s := range idp.SingleSignOn {
			n.Details = append(n.Details, Detail{"sign-on", s.Location + " (" + s.Binding + ")"})
		}
		return n
	}
	sp, errSP := metadata.ReadServiceProvider(document)
	if errSP == nil {
		n := &Named{
			Kind:    "metadata of a service provider",
			Says:    "it says where responses go, and signs nobody in",
			Fix:     "give the response as FILE; with --certificate goes the metadata of the identity provider",
			Details: append([]Detail{{"entity", sp.EntityID}}, certificates(sp.SigningCertificates)...),
		}
		if sp.EntityID == wire.MicrosoftEntityID {
			n.Kind = "Microsoft's metadata as a service provider"
		}
		if acs := sp.ACS(); acs != "" {
			n.Details = append(n.Details, Detail{"acs", acs})
		}
		return n
	}
	return &Named{
		Kind:    "metadata",
		Says:    "it signs nobody in, and cannot be used as it is: " + errIDP.Error(),
		Fix:     hintCertificate,
		Details: entity(root),
		Wrong:   true,
	}
}

func entity(root *xmltree.Element) []Detail {
	if id, ok := root.Attr("entityID"); ok {
		return []Detail{{"entity", id}}
	}
	return nil
}

// certificates are the certificates of an entity for people.
func certificates(ders [][]byte) (details []Detail) {
	for _, der := range ders {
		sum := sha256.Sum256(der)
		text := "SHA-256 " + hex.EncodeToString(sum[:])
		if c, err := x509.ParseCertificate(der); err == nil {
			text += fmt.Sprintf(" (%s, valid %s to %s)", c.Subject, c.NotBefore.Format(time.DateOnly),
				c.NotAfter.Format(time.DateOnly))
		}
		details = append(details, Detail{"signs by", text})
	}
	return details
}
