// Package serviceprovider decides what an application's service provider makes of a response, by what its metadata says
// of it: the checks that SAML Profiles 4.1.4.3 and Core 2.5.1 ask of any service provider, in one order. It stands for
// no product; products may ask for more.
package serviceprovider

import (
	"crypto/rsa"
	"crypto/x509"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// Provider is what a service provider is and knows.
type Provider struct {
	// EntityID is its own, ACS are the addresses where it takes responses.
	EntityID string
	ACS      []string
	// Issuer is the entity ID of its identity provider, and Certificates those by which that signs.
	Issuer       string
	Certificates []*x509.Certificate
	// Skew is how far clocks may be apart; 0 means [DefaultSkew].
	Skew time.Duration
	// Asked says whether the service provider waits for the response to a request; nil looks at no request. A response
	// that answers none is taken.
	Asked func(requestID string) bool
	// Fresh says whether an assertion comes for the first time; nil looks at no earlier ones.
	Fresh func(assertionID string) bool
}

// Identity is what a service provider reads from the verified bytes of an assertion.
type Identity struct {
	NameID, NameIDFormat      string
	AssertionID, InResponseTo string
	Attributes                []wire.Attribute
}

// DefaultSkew is how far clocks may be apart where nothing is said.
const DefaultSkew = 3 * time.Minute

// Judge makes the checks on a decoded message at an instant; the first that fails refuses.
func (p Provider) Judge(message []byte, at time.Time) ([]record.Check, *record.Refusal) {
	_, made, refusal := p.Accept(message, at)
	return made, refusal
}

// Accept is [Provider.Judge], and reads who signed in where nothing refuses.
func (p Provider) Accept(message []byte, at time.Time) (Identity, []record.Check, *record.Refusal) {
	if p.Skew == 0 {
		p.Skew = DefaultSkew
	}
	j := &judgement{Provider: p, message: message, at: at}
	var list record.Checklist
	failed := false
	for _, c := range p.checks() {
		made, ok := record.Check{}, false
		if !failed {
			made, ok = c.run(j)
			failed = !ok
		}
		made.Name, made.Title = c.name, c.title
		list.Add(made, ok)
	}
	if refusal := list.Refusal("the service provider refuses the message"); refusal != nil {
		return Identity{}, list.Checks(), refusal
	}
	return j.identity(), list.Checks(), nil
}

// judgement is a message on its way through the checks.
type judgement struct {
	Provider
	message []byte
	at      time.Time
	// root is the message as it came; assertion is the one that was verified, read from the verified bytes.
	root, assertion *xmltree.Element
}

type check struct {
	name, title string
	run         func(*judgement) (record.Check, bool)
}

// checks are in their order: the message, who signed it, what it says, and what the service provider remembers.
func (p Provider) checks() []check {
	list := []check{
		{"xml", "The message is well-formed XML within bounds, without DTD", (*judgement).xml},
		{"root", "The message is a SAML 2.0 Response", (*judgement).isResponse},
		{"destination", "Destination is an address of the service provider, if it is given", (*judgement).destination},
		{"status", "Status is Success", (*judgement).status},
		{"issuer", "Issuer is the identity provider", (*judgement).issuer},
		{"assertion", "There is one assertion, not encrypted", (*judgement).oneAssertion},
		{"signature-value", "A known key signed the assertion, or the Response with it", (*judgement).signature},
		{"issuers-agree", "Issuer is the same in the assertion", (*judgement).issuersAgree},
		{"name-id", "NameID is present", (*judgement).nameID},
		{"recipient", "A bearer confirmation names an address of the service provider", (*judgement).recipient},
		{"confirmation-window", "The confirmation is in time", (*judgement).confirmationWindow},
		{"conditions-window", "The assertion is in time", (*judgement).conditionsWindow},
		{"audience", "Audience is the service provider", (*judgement).audience},
		{"statements", "The assertion says that somebody signed in", (*judgement).statements},
	}
	if p.Asked != nil {
		list = append(list, check{"in-response-to", "InResponseTo is a request of the service provider, if it is given",
			(*judgement).inResponseTo})
	}
	if p.Fresh != nil {
		list = append(list, check{"replay", "The assertion comes for the first time", (*judgement).fresh})
	}
	return list
}

// keys are those of the certificates.
func (j *judgement) keys() (keys []*rsa.PublicKey) {
	for _, c := range j.Certificates {
		if key, ok := c.PublicKey.(*rsa.PublicKey); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// child is a child element of the assertion namespace; nil when there is none, or no parent.
func child(e *xmltree.Element, names ...string) *xmltree.Element {
	for _, name := range names {
		if e == nil {
			return nil
		}
		e = e.Child(wire.NamespaceAssertion, name)
	}
	return e
}

// textOf is the text of an element; "" for none.
func textOf(e *xmltree.Element) string {
	if e == nil || !e.HasOnlyText() {
		return ""
	}
	return e.Text()
}
