package serviceprovider

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

func (j *judgement) xml() (record.Check, bool) {
	root, err := xmltree.Parse(j.message, xmltree.Limits{})
	if err != nil {
		return record.Check{Expected: "XML", Got: err.Error()}, false
	}
	j.root = root
	return record.Check{}, true
}

func (j *judgement) isResponse() (record.Check, bool) {
	version, _ := j.root.Attr("Version")
	return record.Check{Expected: "a Response of " + wire.NamespaceProtocol + ", version 2.0",
			Got: j.root.Local + " of " + j.root.Space + ", version " + version},
		j.root.Is(wire.NamespaceProtocol, "Response") && version == "2.0"
}

// destination is Core 3.2.2.
func (j *judgement) destination() (record.Check, bool) {
	to, given := j.root.Attr("Destination")
	return j.address(to), !given || slices.Contains(j.ACS, to)
}

// address compares an address with those of the service provider.
func (j *judgement) address(got string) record.Check {
	c := record.Check{
		Expected: strings.Join(j.ACS, ", "),
		Got:      got,
		Fix:      "register the ACS URL at the identity provider as the service provider's metadata has it",
	}
	if len(j.ACS) == 1 {
		c = c.Unlike(j.ACS[0], got)
	}
	return c
}

func (j *judgement) status() (record.Check, bool) {
	got := "none"
	if status := j.root.Child(wire.NamespaceProtocol, "Status"); status != nil {
		if code := status.Child(wire.NamespaceProtocol, "StatusCode"); code != nil {
			got, _ = code.Attr("Value")
		}
	}
	return record.Check{Expected: wire.StatusSuccess, Got: got}, got == wire.StatusSuccess
}

func (j *judgement) issuer() (record.Check, bool) {
	assertion := child(j.root, "Assertion")
	got := textOf(child(j.root, "Issuer"))
	if got == "" {
		got = textOf(child(assertion, "Issuer"))
	}
	c := record.Check{Fix: "give the service provider the metadata of this identity provider"}.Unlike(j.Issuer, got)
	return c, got != "" && got == j.Issuer
}

// oneAssertion refuses decoys: whoever counts differently from the verifier may be led to another assertion.
func (j *judgement) oneAssertion() (record.Check, bool) {
	assertions, encrypted := 0, 0
	for e := range j.root.Descendants() {
		switch {
		case e.Is(wire.NamespaceAssertion, "Assertion"):
			assertions++
		case e.Is(wire.NamespaceAssertion, "EncryptedAssertion"):
			encrypted++
		}
	}
	c := record.Check{Expected: "one assertion", Got: fmt.Sprintf("%d, and %d encrypted", assertions, encrypted)}
	if encrypted > 0 {
		c.Fix = "the service provider's private key is not known here; have the assertion sent in clear to debug it"
	}
	return c, assertions == 1 && encrypted == 0 && child(j.root, "Assertion") != nil
}

// signature verifies the assertion's signature, else the Response's; all that follows is read from the verified bytes.
func (j *judgement) signature() (record.Check, bool) {
	c := record.Check{
		Expected: fmt.Sprintf("a signature by one of the %d certificates of the identity provider", len(j.Certificates)),
		Got:      "no signature",
		Fix:      "give the service provider the certificate by which the identity provider signs now",
	}
	for _, signed := range []*xmltree.Element{child(j.root, "Assertion"), j.root} {
		signature, err := xmldsig.Read(signed)
		if err != nil {
			c.Got = err.Error()
			return c, false
		}
		if signature == nil {
			continue
		}
		for _, key := range j.keys() {
			verified, err := signature.Verify(key)
			if err != nil {
				c.Got = err.Error()
				continue
			}
			return c, j.read(verified)
		}
		if len(j.keys()) == 0 {
			c.Got = "a signature, and no certificate to verify it with"
		}
		return c, false
	}
	return c, false
}

// read takes the assertion from what was verified.
func (j *judgement) read(verified []byte) bool {
	root, err := xmltree.Parse(verified, xmltree.Limits{})
	if err != nil {
		return false
	}
	if j.assertion = root; root.Local == "Response" {
		j.assertion = child(root, "Assertion")
	}
	return j.assertion != nil
}

func (j *judgement) issuersAgree() (record.Check, bool) {
	got := textOf(child(j.assertion, "Issuer"))
	return record.Check{}.Unlike(j.Issuer, got), got == j.Issuer
}

func (j *judgement) nameID() (record.Check, bool) {
	got := textOf(child(j.assertion, "Subject", "NameID"))
	return record.Check{Expected: "a NameID", Got: got}, got != ""
}

// bearer is the data of the first bearer confirmation that names an address of the service provider (Profiles 4.1.4.2),
// else of the first.
func (j *judgement) bearer() (data *xmltree.Element, named bool) {
	subject := child(j.assertion, "Subject")
	for e := range subject.Elements() {
		method, _ := e.Attr("Method")
		if !e.Is(wire.NamespaceAssertion, "SubjectConfirmation") || method != wire.ConfirmationBearer {
			continue
		}
		d := child(e, "SubjectConfirmationData")
		if d == nil {
			continue
		}
		if to, _ := d.Attr("Recipient"); slices.Contains(j.ACS, to) {
			return d, true
		}
		if data == nil {
			data = d
		}
	}
	return data, false
}

func (j *judgement) recipient() (record.Check, bool) {
	data, named := j.bearer()
	got := "no bearer confirmation"
	if data != nil {
		got, _ = data.Attr("Recipient")
	}
	return j.address(got), named
}

// confirmationWindow is Profiles 4.1.4.2: NotOnOrAfter must be there, NotBefore must not.
func (j *judgement) confirmationWindow() (record.Check, bool) {
	data, _ := j.bearer()
	return j.window(data, true)
}

func (j *judgement) conditionsWindow() (record.Check, bool) {
	return j.window(child(j.assertion, "Conditions"), false)
}

// window compares the instants of an element with the time.
func (j *judgement) window(e *xmltree.Element, must bool) (record.Check, bool) {
	c := record.Check{
		Expected: "at " + j.at.UTC().Format(time.RFC3339) + fmt.Sprintf(", give or take %s", j.Skew),
		Got:      "no times",
		Fix:      "set the clocks of both sides, or judge at the time at which the message was sent",
	}
	if e == nil {
		return c, !must
	}
	from, _ := e.Attr("NotBefore")
	until, ends := e.Attr("NotOnOrAfter")
	if from != "" || until != "" {
		c.Got = strings.TrimSpace(from + " to " + until)
	}
	ok := ends || !must
	if t, err := wire.ParseTime(from); from != "" {
		ok = ok && err == nil && !j.at.Add(j.Skew).Before(t)
	}
	if t, err := wire.ParseTime(until); until != "" {
		ok = ok && err == nil && j.at.Add(-j.Skew).Before(t)
	}
	return c, ok
}

// audience is Core 2.5.1.4: each restriction must name the service provider; Profiles 4.1.4.2 asks for one.
func (j *judgement) audience() (record.Check, bool) {
	conditions := child(j.assertion, "Conditions")
	var all []string
	ok := false
	if conditions != nil {
		for r := range conditions.Elements() {
			if !r.Is(wire.NamespaceAssertion, "AudienceRestriction") {
				continue
			}
			var named []string
			for a := range r.Elements() {
				named = append(named, textOf(a))
			}
			ok = slices.Contains(named, j.EntityID) && (ok || len(all) == 0)
			all = append(all, named...)
		}
	}
	c := record.Check{
		Expected: j.EntityID,
		Got:      strings.Join(all, ", "),
		Fix:      "set the SP Entity ID at the identity provider as the service provider's metadata has it",
	}
	if len(all) == 1 {
		c = c.Unlike(j.EntityID, all[0])
	}
	return c, ok
}

func (j *judgement) statements() (record.Check, bool) {
	there := child(j.assertion, "AuthnStatement") != nil
	c := record.Check{Expected: "an AuthnStatement"}
	if !there {
		c.Got = "none"
	}
	return c, there
}
