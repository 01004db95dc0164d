package inspect

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"samlharness/certs"
	"samlharness/inspect/capture"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// Kinds of metadata.
const (
	identityProviderMetadata = "metadata of an identity provider"
	serviceProviderMetadata  = "metadata of a service provider"
)

// nameMetadata names a metadata document: whose it is, where it signs people in, with which certificates.
func nameMetadata(root *xmltree.Element, document []byte) *Named {
	idp, errIDP := metadata.ReadIdentityProvider(document)
	if errIDP == nil {
		return nameIdentityProvider(idp)
	}
	sp, errSP := metadata.ReadServiceProvider(document)
	if errSP == nil {
		return nameServiceProvider(sp)
	}
	n := &Named{
		Kind:    "metadata",
		Says:    "it signs nobody in, and cannot be used as it is: " + errIDP.Error(),
		Fix:     hintCertificate,
		Details: entity(root),
		Wrong:   true,
	}
	if several, ok := errors.AsType[*metadata.SeveralError](errIDP); ok {
		return nameSeveral(n, several, document)
	}
	return n
}

// maxEntities bounds how many entities of one document are shown.
const maxEntities = 20

// nameSeveral shows each identity provider of a document.
func nameSeveral(n *Named, several *metadata.SeveralError, document []byte) *Named {
	n.Says = fmt.Sprintf("it describes %d identity providers, and signs nobody in", len(several.EntityIDs))
	n.Fix = "name the one that is meant: with `harness federation enable --xml-file FILE --entity-id ID`, or, when a " +
		"response is inspected, with --certificate FILE --issuer-uri ID"
	n.Wrong = false
	for _, id := range several.EntityIDs[:min(len(several.EntityIDs), maxEntities)] {
		idp, err := metadata.ReadIdentityProviderOf(document, id)
		if err != nil {
			n.add("entity", id)
			n.add("wrong", err.Error())
			continue
		}
		n.Details = append(n.Details, nameIdentityProvider(idp).Details...)
	}
	return n
}

func nameIdentityProvider(idp *wire.IDPMetadata) *Named {
	n := &Named{
		Kind: identityProviderMetadata,
		Says: "it says who signs and with which certificate, and signs nobody in",
		Fix: "give the response as FILE and this with --certificate; to federate the domain with it, " +
			"`harness federation enable --xml-file FILE`",
	}
	n.add("entity", idp.EntityID)
	n.addValidity(idp.ValidUntil)
	n.certificates("signs by", idp.SigningCertificates)
	n.certificates("issuer", idp.Issuers)
	n.endpoints("sign-on", idp.SingleSignOn)
	for _, s := range idp.OtherSignOn {
		n.add("sign-on", s.Location+" ("+s.Binding+"), to which Microsoft sends nobody")
	}
	n.endpoints("sign-out", idp.SingleLogout)
	n.formats(idp.NameIDFormats)
	if idp.WantAuthnRequestsSigned {
		n.add("wants", "signed requests (WantAuthnRequestsSigned)")
	}
	return n
}

func nameServiceProvider(sp *metadata.ServiceProvider) *Named {
	n := &Named{
		Kind: serviceProviderMetadata,
		Says: "it says where responses go, and signs nobody in",
		Fix:  "give the response as FILE; with --certificate goes the metadata of the identity provider",
	}
	if sp.EntityID == wire.MicrosoftEntityID {
		n.Kind = "Microsoft's metadata as a service provider"
	}
	n.add("entity", sp.EntityID)
	n.addValidity(sp.ValidUntil)
	n.certificates("signs by", sp.SigningCertificates)
	for _, acs := range sp.AssertionConsumerServices {
		text := acs.Location + " (" + acs.Binding + ")"
		if acs.Location == sp.ACS() && acs.Binding == wire.BindingPost {
			text += ", for a request that names none"
		}
		n.add("acs", text)
	}
	n.endpoints("sign-out", sp.SingleLogout)
	n.formats(sp.NameIDFormats)
	if sp.AuthnRequestsSigned {
		n.add("signs", "its requests (AuthnRequestsSigned)")
	}
	if sp.WantAssertionsSigned {
		n.add("wants", "signed assertions (WantAssertionsSigned)")
	}
	return n
}

// addRegistration adds to the metadata of an identity provider what federating a domain with it would register.
func (m *Message) addRegistration(f capture.Found, o Options, at time.Time) {
	if m.Named != nil && m.Named.Kind == identityProviderMetadata && o.Registration != nil {
		m.Named.Details = append(m.Named.Details, o.Registration(f.XML, at)...)
	}
}

func (n *Named) add(label, text string) { n.Details = append(n.Details, Detail{label, text}) }

func (n *Named) addValidity(until time.Time) {
	if !until.IsZero() {
		n.add("valid", "until "+until.Format(time.RFC3339))
	}
}

func (n *Named) endpoints(label string, all []wire.Endpoint) {
	for _, s := range all {
		n.add(label, s.Location+" ("+s.Binding+")")
	}
}

func (n *Named) formats(all []string) {
	for _, format := range all {
		n.add("NameID", format)
	}
}

// certificates adds certificates as people compare them; Azure's and Windows' consoles show the SHA-1.
func (n *Named) certificates(label string, ders [][]byte) {
	for _, der := range ders {
		long, short := sha256.Sum256(der), sha1.Sum(der)
		lines := "SHA-256 " + hex.EncodeToString(long[:]) + ", SHA-1 " + strings.ToUpper(hex.EncodeToString(short[:]))
		c, err := certs.ParseDER(der)
		if err != nil {
			n.add(label, err.Error()+"; "+lines)
			continue
		}
		n.add(label, fmt.Sprintf("%s, valid %s to %s, %s", c.Subject, c.NotBefore.UTC().Format(time.DateOnly),
			c.NotAfter.UTC().Format(time.DateOnly), lines))
	}
}

func entity(root *xmltree.Element) []Detail {
	if id, ok := root.Attr("entityID"); ok {
		return []Detail{{"entity", id}}
	}
	return nil
}
