package inspect

import (
	"time"

	"samlharness/inspect/capture"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
	"samlharness/sp/loginsrf"
)

// nameRequest judges a request by what an identity provider would say that has Microsoft 365 for its service provider.
func nameRequest(root *xmltree.Element, f capture.Found, o Options) *Named {
	n := &Named{
		Kind: "an AuthnRequest",
		Says: "it asks an identity provider for a sign-in and signs nobody in; the answer to it, a Response, is what is " +
			"judged",
		Fix: "give the SAMLResponse that answers it, which the identity provider's page posts to " + wire.MicrosoftACS,
	}
	request, err := wire.ReadAuthnRequest(f.XML)
	if err != nil {
		n.Says = "it is an AuthnRequest that an identity provider refuses: " + err.Error()
		n.Wrong = true
		return n
	}
	n.Details = issuer(root)
	for _, d := range []Detail{{"wants", request.NameIDFormat}, {"context", request.AuthnContextClassRef},
		{"acs", request.ACSURL}} {
		if d.Text != "" {
			n.Details = append(n.Details, d)
		}
	}
	if request.ForceAuthn {
		n.Details = append(n.Details, Detail{"forced", "the user shall sign in anew (ForceAuthn)"})
	}
	if request.IsPassive {
		n.Details = append(n.Details, Detail{"passive",
			"nobody may be asked (IsPassive): without a session at the identity " +
				"provider the answer is NoPassive"})
	}
	n.Details = append(n.Details, judgedRequest(request, f, o)...)
	n.Details = append(n.Details, unlikeMicrosoft(request, f)...)
	if refused := refusedRequest(request, f); len(refused) > 0 {
		n.Says = "it asks for a sign-in, and the identity provider would refuse it"
		n.Fix = "correct the service provider's configuration, or the fields of the application at the identity provider"
		n.Wrong = true
		n.Details = append(n.Details, refused...)
	}
	return n
}

// judgedRequest tells at which instant a request is judged, and when it is not of that time.
func judgedRequest(r *wire.AuthnRequest, f capture.Found, o Options) []Detail {
	at, why := o.At, ""
	if at.IsZero() {
		at, why = instantOf(f, o)
	}
	skew := o.Skew
	if skew == 0 {
		skew = loginsrf.DefaultSkew
	}
	judged := Detail{"judged", "at " + at.UTC().Format(time.RFC3339)}
	if why != "" {
		judged.Text += " (" + why + ")"
	}
	if r.IssueInstant.Sub(at).Abs() <= skew {
		return []Detail{judged}
	}
	apart := "it was issued " + r.IssueInstant.Sub(at).Abs().Round(time.Second).String() + " apart from that"
	if zone := loginsrf.ZoneApart(r.IssueInstant, at); zone != "" {
		apart = "it was issued " + zone + " that: it looks like a local time written as UTC"
	}
	return []Detail{judged, {"differs", apart + "; identity providers may refuse a request that is not of the present"}}
}

// refusedRequest is why an identity provider refuses a request that it can read: it is meant for another address (SAML
// Core 3.2.1), or its answer would go to an address that is not the service provider's (3.4.1).
func refusedRequest(r *wire.AuthnRequest, f capture.Found) (refused []Detail) {
	if r.Destination != "" && f.URL != "" && r.Destination != f.URL {
		refused = append(refused, Detail{"refused", "Destination is " + r.Destination + ", and it was sent to " + f.URL})
	}
	if r.ProtocolBinding != "" && r.ProtocolBinding != wire.BindingPost {
		refused = append(refused, Detail{"refused", "the answer is wanted by " + r.ProtocolBinding + "; it can go by " +
			wire.BindingPost + " alone"})
	}
	if r.Issuer == wire.MicrosoftEntityID && r.ACSURL != "" && r.ACSURL != wire.MicrosoftACS {
		refused = append(refused, Detail{"refused", "the answer shall go to " + r.ACSURL + ", which is not " +
			wire.MicrosoftACS})
	}
	return refused
}

// unlikeMicrosoft are the ways in which a request is not as Microsoft's sign-in service sends it.
func unlikeMicrosoft(r *wire.AuthnRequest, f capture.Found) (differs []Detail) {
	note := func(text string) { differs = append(differs, Detail{"differs", text}) }
	if r.Issuer != wire.MicrosoftEntityID {
		note("the Issuer is not " + wire.MicrosoftEntityID + ": Microsoft 365 did not send it, another service provider did")
		return differs
	}
	if f.Binding == capture.Redirect {
		note("it travelled by HTTP-Redirect; Microsoft sends requests by HTTP-POST")
	}
	if r.ACSURL != "" || r.ACSIndex != "" {
		note("it names an AssertionConsumerService; Microsoft's requests name none")
	}
	if r.NameIDFormat != "" && r.NameIDFormat != wire.NameIDPersistent {
		note("it wants the NameID format " + r.NameIDFormat + "; Microsoft's requests want " + wire.NameIDPersistent)
	}
	return differs
}

// nameLogout judges a message about signing out: login.srf refuses it (90081).
func nameLogout(root *xmltree.Element, f capture.Found) *Named {
	n := &Named{
		Kind: "a " + root.Local,
		Says: "it is about signing out; login.srf takes sign-in responses only and refuses it",
		Fix: "register an address as the domain's signOutUri that ends the session at the identity provider when a " +
			"browser opens it; a SAML logout service is not one",
		Details: issuer(root),
	}
	if to, _ := root.Attr("Destination"); to == wire.MicrosoftACS || f.URL == wire.MicrosoftACS {
		n.Wrong = true
		n.Details = append(n.Details, Detail{"page", aadsts.InvalidFederationMessage.String() + ": " +
			aadsts.Text(aadsts.InvalidFederationMessage)})
	}
	return n
}
