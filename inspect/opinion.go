package inspect

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beevik/etree"
	"github.com/jonboulle/clockwork"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"samlharness/certs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// SecondOpinion is what another implementation makes of the same signatures with the same certificates at the same
// instant: github.com/russellhaering/goxmldsig, on which many service providers written in Go stand. It has no part in
// the verdict.
type SecondOpinion struct {
	// Library names the implementation.
	Library string `json:"library"`
	// Verifies tells whether it takes the signatures of assertion and Response, those that are there.
	Verifies bool `json:"verifies"`
	// Agrees tells whether the checks of login.srf found the same.
	Agrees bool `json:"agrees"`
	// Error is why it does not verify them, in its own words.
	Error string `json:"error,omitempty"`
	// KnownGap is the known shortcoming of the library that explains why it does not verify what the checks do.
	KnownGap string `json:"knownGap,omitempty"`
}

// opinionLibrary is the value of SecondOpinion.Library.
const opinionLibrary = "goxmldsig"

// maxOpinionError bounds the library's own words, which may repeat parts of the message, in bytes.
const maxOpinionError = 200

// maxOpinionComments bounds the comments of a message that goxmldsig is asked about: it takes them out one by one, in a
// time that grows with the square of their number (20,000 of them in 160 KB take 17 s).
const maxOpinionComments = 1000

// signatureChecks are the checks after which the signatures' verdict is known, when one of them fails.
var signatureChecks = []string{"key-info", "key", "signature-form", "signature-value", "response-signature",
	"signed-content"}

// ours is what the checks found of the signatures; judged is false when they did not come so far.
func ours(checks []record.Check) (verifies, judged bool) {
	for _, c := range checks {
		switch {
		case c.Outcome == record.Fail && slices.Contains(signatureChecks, c.Name):
			return false, true
		case c.Outcome == record.Pass && c.Name == "signed-content":
			return true, true
		}
	}
	return false, false
}

// secondOpinion asks goxmldsig. It is nil when the checks found no signature to judge, and for a message of more
// comments than the library can bear.
func secondOpinion(ctx context.Context, v loginsrf.Verdict, o Options) *SecondOpinion {
	verifies, judged := ours(v.Checks)
	if !judged {
		return nil
	}
	root, err := xmltree.Parse(v.Response.XML, xmltree.Limits{}) // it was parsed before, within these limits
	if err != nil || countComments(root) > maxOpinionComments {
		return nil
	}
	trusted := trustedCertificates(ctx, root, v, o.Directory)
	opinion := &SecondOpinion{Library: opinionLibrary, Verifies: true}
	for _, e := range []*xmltree.Element{root.Child(wire.NamespaceAssertion, "Assertion"), root} {
		if e == nil || e.Child(xmldsig.Namespace, "Signature") == nil {
			continue
		}
		if err := goxmldsigVerify(v.Response.XML, e == root, trusted, o.At); err != nil {
			opinion.Verifies = false
			opinion.Error = fmt.Sprintf("%s: %.*s", e.Local, maxOpinionError, err.Error())
			if verifies {
				opinion.KnownGap = knownGap(v.Response.XML, e, trusted, o.At)
			}
			break
		}
	}
	opinion.Agrees = opinion.Verifies == verifies
	return opinion
}

// trustedCertificates are those that the checks had: the registered ones, or where none were known the one of the
// message by which the signature is right, else its first.
func trustedCertificates(ctx context.Context, root *xmltree.Element, v loginsrf.Verdict, d loginsrf.Directory) (
	trusted []*x509.Certificate,
) {
	var ders [][]byte
	if d != nil {
		realm, _, _ := d.Realm(ctx, v.Response.Issuer) // what it knows counts beside an error too
		ders = realm.Certificates
	}
	if len(ders) == 0 && v.Signer != nil {
		ders = [][]byte{v.Signer}
	}
	if len(ders) == 0 {
		return offered(root.Child(wire.NamespaceAssertion, "Assertion"), 1)
	}
	for _, der := range ders {
		if c, err := x509.ParseCertificate(der); err == nil {
			trusted = append(trusted, c)
		}
	}
	return trusted
}

// offered are at most n certificates of the KeyInfo of an element's signature.
func offered(e *xmltree.Element, n int) (list []*x509.Certificate) {
	if e == nil || e.Child(xmldsig.Namespace, "Signature") == nil {
		return nil
	}
	for c := range e.Child(xmldsig.Namespace, "Signature").Descendants() {
		if !c.Is(xmldsig.Namespace, "X509Certificate") || len(list) == n {
			continue
		}
		if certificate, err := certs.ParseCertificate(c.Text()); err == nil {
			list = append(list, certificate)
		}
	}
	return list
}

func countComments(root *xmltree.Element) (n int) {
	for e := range root.Descendants() {
		for _, child := range e.Children {
			if _, ok := child.(xmltree.Comment); ok {
				n++
			}
		}
	}
	return n
}

// readTree reads a message into the library's kind of tree.
func readTree(message []byte) (root *etree.Element, err error) {
	defer recovered(&err)
	document := etree.NewDocument()
	if err := document.ReadFromBytes(message); err != nil {
		return nil, err
	}
	if root = document.Root(); root == nil {
		return nil, errors.New("no root element")
	}
	return root, nil
}

// recovered makes an error of a panic.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v", p)
	}
}

// goxmldsigVerify has goxmldsig verify the signature of the assertion, or of the Response, at an instant. Each call
// parses the message anew, because the library changes the tree it is given; and a panic of it is an error.
func goxmldsigVerify(message []byte, response bool, trusted []*x509.Certificate, at time.Time) (err error) {
	defer recovered(&err)
	signed, err := readTree(message)
	if err != nil {
		return err
	}
	if !response {
		for _, c := range signed.ChildElements() {
			if c.Tag == "Assertion" {
				signed = c
			}
		}
	}
	namespaces, err := etreeutils.NSBuildParentContext(signed)
	if err != nil {
		return err
	}
	if signed, err = etreeutils.NSDetatch(namespaces, signed); err != nil {
		return err
	}
	validation := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: trusted})
	validation.Clock = dsig.NewFakeClock(clockwork.NewFakeClockAt(at))
	_, err = validation.Validate(signed)
	return err
}

// line is the opinion in one line for people, "" when there is none.
func (o *SecondOpinion) line() string {
	if o == nil {
		return ""
	}
	line := o.Library + " differs"
	if o.Agrees {
		line = o.Library + " agrees"
	}
	switch {
	case o.Error != "":
		line += " (" + o.Error + ")"
	case !o.Agrees:
		line += ": it verifies the signature"
	}
	if o.KnownGap != "" {
		line += "; known gap: " + o.KnownGap
	}
	return line
}
