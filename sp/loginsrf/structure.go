package loginsrf

import (
	"strconv"
	"strings"

	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

// inventory is what a message holds, wherever it stands; one walk finds it.
type inventory struct {
	assertions []*xmltree.Element // also in foreign places, and encrypted ones
	signatures []*xmltree.Element
	timed      []*xmltree.Element // SAML elements, which may bear instants
	values     []*xmltree.Element // elements whose value is a text
	ids        []identified
}

// identified is an element with an ID: SAML's attribute in whatever case, or xml:id, which is one in every XML
// document (xml:id 1.0, section 4).
type identified struct {
	id string
	at *xmltree.Element
}

func takeInventory(root *xmltree.Element) inventory {
	var seen inventory
	for el := range root.Descendants() {
		switch el.Space {
		case saml:
			seen.timed = append(seen.timed, el)
			switch el.Local {
			case "Assertion", "EncryptedAssertion":
				seen.assertions = append(seen.assertions, el)
			case "Issuer", "NameID", "Audience", "AttributeValue", "AuthnContextClassRef", "AuthnContextDeclRef",
				"AssertionIDRef", "AssertionURIRef":
				seen.values = append(seen.values, el)
			}
		case samlp:
			seen.timed = append(seen.timed, el)
		case ds:
			if el.Local == "Signature" {
				seen.signatures = append(seen.signatures, el)
			}
		}
		for i := range el.Attrs {
			a := &el.Attrs[i]
			ours := a.Space == "" && len(a.Local) == 2 && strings.EqualFold(a.Local, "ID")
			if ours || a.Space == xmlSpace && a.Local == "id" {
				seen.ids = append(seen.ids, identified{a.Value, el})
			}
		}
	}
	return seen
}

func checkAssertion(e *evaluation) *failure {
	e.claimed = child(e.root, saml, "Assertion")
	if e.claimed != nil || len(e.seen.assertions) > 0 && e.seen.assertions[0].Local == "Assertion" {
		return nil // one that stands elsewhere is the next check's
	}
	got, fix := "no assertion", "the identity provider sent none: look at its own log"
	if len(e.seen.assertions) > 0 {
		got, fix = "EncryptedAssertion", "switch assertion encryption off at the identity provider: Microsoft publishes "+
			"no encryption key"
	}
	return &failure{code: aadsts.NoAssertion, expected: "one Assertion", got: got, fix: fix}
}

const fixWrapped = "send one assertion, as a child of the Response, exactly as it was signed; if nobody altered it " +
	"on the way, the identity provider's library is at fault"

func checkOneAssertion(e *evaluation) *failure {
	for _, a := range e.seen.assertions {
		if a.Parent != e.root {
			return invalid("one Assertion, as a child of the Response",
				a.Local+" inside "+a.Parent.Local+" ("+a.Position()+")", fixWrapped)
		}
	}
	if n := len(e.seen.assertions); n != 1 {
		return invalid("one Assertion", strconv.Itoa(n)+" of them", fixWrapped)
	}
	return nil
}

func checkUniqueIDs(e *evaluation) *failure {
	first := make(map[string]*xmltree.Element, len(e.seen.ids))
	for _, i := range e.seen.ids {
		if other, taken := first[i.id]; taken {
			return invalid("an ID of its own for every element",
				"ID "+i.id+" on "+other.Local+" ("+other.Position()+") and on "+i.at.Local+" ("+i.at.Position()+")", fixWrapped)
		}
		first[i.id] = i.at
	}
	return nil
}

func checkSignaturePlaces(e *evaluation) *failure {
	counted := map[*xmltree.Element]int{}
	for _, s := range e.seen.signatures {
		if s.Parent != e.root && s.Parent != e.claimed {
			return invalid("signatures as children of Response and Assertion only",
				"Signature inside "+s.Parent.Local+" ("+s.Position()+")", fixWrapped)
		}
		if counted[s.Parent]++; counted[s.Parent] > 1 {
			return invalid("one Signature in "+s.Parent.Local, "a second one ("+s.Position()+")", fixWrapped)
		}
	}
	return nil
}
