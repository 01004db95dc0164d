package inspect

import (
	"bufio"
	"fmt"
	"strings"

	"samlharness/inspect/capture"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// Named is a thing that login.srf does not judge, for what it is.
type Named struct {
	// Kind is what it is: "an AuthnRequest", "metadata of an identity provider".
	Kind string `json:"kind"`
	// Says is what that means, and Fix the setting or the command that helps.
	Says string `json:"says"`
	Fix  string `json:"fix,omitempty"`
	// Details are what it holds.
	Details []Detail `json:"details,omitempty"`
	// Wrong tells that no federated sign-in is made of it.
	Wrong bool `json:"wrong"`
}

// Detail is one thing that a message says, with its label.
type Detail struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Namespaces of messages that are not of SAML 2.0.
const (
	protocol11 = "urn:oasis:names:tc:SAML:1.0:protocol"
	trust2005  = "http://schemas.xmlsoap.org/ws/2005/02/trust"
	trust13    = "http://docs.oasis-open.org/ws-sx/ws-trust/200512"
	soap11     = "http://schemas.xmlsoap.org/soap/envelope/"
	soap12     = "http://www.w3.org/2003/05/soap-envelope"
)

// name names what is not a response; nil leaves it to the checks of login.srf.
func name(f capture.Found, o Options) *Named {
	if f.Code != "" {
		return nameCode(f)
	}
	root, err := xmltree.Parse(f.XML, xmltree.Limits{})
	if f.XML == nil || err != nil {
		return nil
	}
	n := nameRoot(root, f, o)
	if n == nil {
		return nil
	}
	for _, attribute := range []struct{ name, label string }{{"ID", "id"}, {"IssueInstant", "issued"},
		{"Destination", "to"}, {"InResponseTo", "answers"}} {
		if v, ok := root.Attr(attribute.name); ok {
			n.Details = append(n.Details, Detail{attribute.label, v})
		}
	}
	return n
}

func nameRoot(root *xmltree.Element, f capture.Found, o Options) *Named {
	switch {
	case root.Is(wire.NamespaceProtocol, "AuthnRequest"):
		return nameRequest(root, f, o)
	case root.Space == wire.NamespaceProtocol && strings.HasPrefix(root.Local, "Logout"):
		return nameLogout(root, f)
	case root.Is(wire.NamespaceMetadata, "EntityDescriptor"), root.Is(wire.NamespaceMetadata, "EntitiesDescriptor"):
		return nameMetadata(root, f.XML)
	case root.Space == trust2005, root.Space == trust13:
		return nameTrust(root, f.Parameter == "wresult")
	case root.Space == protocol11:
		return &Named{
			Kind:  "a " + root.Local + " of SAML 1.1",
			Says:  "Microsoft takes SAML 2.0 for the protocol saml; SAML 1.1 belongs to WS-Federation",
			Fix:   "set the identity provider's application to SAML 2.0",
			Wrong: true,
		}
	case root.Space == soap11, root.Space == soap12:
		return nameSOAP(root)
	}
	return nil
}

func issuer(root *xmltree.Element) []Detail {
	if e := root.Child(wire.NamespaceAssertion, "Issuer"); e != nil {
		return []Detail{{"from", e.Text()}}
	}
	return nil
}

func nameTrust(root *xmltree.Element, posted bool) *Named {
	n := &Named{
		Kind: "a " + root.Local + " of WS-Trust",
		Says: "it is what WS-Federation posts in the field wresult; a domain whose preferredAuthenticationProtocol is saml " +
			"takes a SAMLResponse of SAML 2.0",
		Fix: "either let the identity provider speak SAML 2.0 to " + wire.MicrosoftACS + ", or set the domain's " +
			"preferredAuthenticationProtocol to wsFed; JumpCloud speaks SAML 2.0",
		Wrong: true,
	}
	if posted {
		n.Kind = "a sign-in response of WS-Federation"
	}
	for e := range root.Descendants() {
		if e.Local == "Assertion" {
			version := "2.0"
			if e.Space != wire.NamespaceAssertion {
				version = "1.1"
			}
			n.Details = append(n.Details, Detail{"token", "an assertion of SAML " + version})
			break
		}
	}
	return n
}

func nameSOAP(root *xmltree.Element) *Named {
	n := &Named{
		Kind:  "a SOAP envelope",
		Says:  "it belongs to a back channel or an ECP client; a browser's sign-in posts the Response itself",
		Fix:   "use the HTTP-POST binding and the address of a browser's sign-on, not one of SOAP",
		Wrong: true,
	}
	for e := range root.Elements() {
		for inner := range e.Elements() {
			if e.Local == "Body" {
				n.Details = append(n.Details, Detail{"holds", inner.Name()})
			}
		}
	}
	return n
}

func (n *Named) writeText(out *bufio.Writer, f capture.Found) {
	says := n.Kind + ": " + n.Says
	if f.Code == "" {
		says = "this is " + says
	}
	fmt.Fprintln(out, record.Visible(says))
	for _, d := range n.Details {
		fmt.Fprintf(out, "  %-8s %s\n", d.Label, record.Visible(d.Text))
	}
	for _, line := range carried(f) {
		fmt.Fprintln(out, record.Visible(line))
	}
	if n.Fix != "" {
		fmt.Fprintln(out, "hint: "+record.Visible(n.Fix))
	}
}
