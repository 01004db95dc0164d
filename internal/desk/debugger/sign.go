package debugger

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"samlharness/idp/org"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/loginsrf"
	"samlharness/sp/signin"
)

// rotated is a tenant that knows, for each domain, the certificate by which JumpCloud's application of that issuer
// signs now.
type rotated struct {
	signin.Realms
	jumpCloud *org.Organization
}

// Realm adds the certificate to those that are registered.
func (r rotated) Realm(ctx context.Context, issuer string) (loginsrf.Realm, bool, error) {
	realm, ok, err := r.Realms.Realm(ctx, issuer)
	if err != nil || !ok {
		return realm, ok, err
	}
	app, found, err := applicationOf(ctx, r.jumpCloud, realm.IssuerURI)
	if err == nil && found {
		realm.Certificates = append(slices.Clone(realm.Certificates), app.Certificate)
	}
	return realm, ok, err
}

// applicationOf is the application whose IdP Entity ID is the issuer.
func applicationOf(ctx context.Context, o *org.Organization, issuer string) (org.Application, bool, error) {
	apps, err := o.Applications(ctx)
	if err != nil {
		return org.Application{}, false, err
	}
	i := slices.IndexFunc(apps, func(a org.Application) bool { return a.EntityID == issuer })
	if i < 0 {
		return org.Application{}, false, nil
	}
	return apps[i], true, nil
}

// sign signs the assertion anew, and the Response if it was signed, as the application of its issuer does now.
func (g *Debugger) sign(ctx context.Context, message []byte) ([]byte, error) {
	root, err := xmltree.Parse(message, xmltree.Limits{})
	if err != nil {
		return nil, err
	}
	assertion := root.Child(wire.NamespaceAssertion, "Assertion")
	if assertion == nil {
		return nil, errors.New("there is no assertion to sign")
	}
	issuer := assertion.Child(wire.NamespaceAssertion, "Issuer")
	if issuer == nil {
		return nil, errors.New("the assertion has no Issuer by which to find the application that signs")
	}
	signer, err := g.signer(ctx, issuer.Text())
	if err != nil {
		return nil, err
	}
	whole := detach(root)
	detach(assertion)
	if err := xmldsig.Sign(assertion, issuer, signer); err != nil {
		return nil, err
	}
	if whole {
		if err := xmldsig.Sign(root, root.Child(wire.NamespaceAssertion, "Issuer"), signer); err != nil {
			return nil, err
		}
	}
	return xmltree.Canonical(root, xmltree.CanonicalOptions{})
}

func (g *Debugger) signer(ctx context.Context, issuer string) (signer xmldsig.Signer, err error) {
	app, found, err := applicationOf(ctx, g.World.JumpCloud, issuer)
	if err != nil {
		return signer, err
	}
	if !found {
		return signer, fmt.Errorf("JumpCloud has no application with the IdP Entity ID %q, which the message names as "+
			"its Issuer", issuer)
	}
	access, found, err := g.World.JumpCloud.Access(ctx, app.Slug, "")
	if err == nil && !found {
		err = fmt.Errorf("the application %s is gone", app.Slug)
	}
	if err != nil {
		return signer, err
	}
	return g.World.JumpCloud.Signer(access)
}

// detach takes the signature of an element away, and says whether there was one.
func detach(e *xmltree.Element) bool {
	before := len(e.Children)
	e.Children = slices.DeleteFunc(e.Children, func(n xmltree.Node) bool {
		c, ok := n.(*xmltree.Element)
		return ok && c.Is(xmldsig.Namespace, "Signature")
	})
	return len(e.Children) < before
}

// signatureValue is the value of a signature.
var signatureValue = regexp.MustCompile(`(<(?:[\w.-]+:)?SignatureValue[^>]*>)[^<]*`)

// withoutValue is a message that was signed here, to be shown: whoever opens this page must not take away what
// JumpCloud would never have signed.
func withoutValue(message []byte) []byte {
	return signatureValue.ReplaceAll(message, []byte("${1}signed here to be judged, not shown"))
}
