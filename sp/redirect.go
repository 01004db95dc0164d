package sp

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"samlharness/internal/page"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// federationPath is the page that sends a federated user on; home-realm discovery names it as the address of a
// SAML domain. The real service's address for that is not known.
const federationPath = "/common/federation/redirect"

// federated is that page.
func (s *Service) federated(w http.ResponseWriter, r *http.Request) {
	v := s.visit(w, r)
	login := r.URL.Query().Get("username")
	domain, ok := s.discover(v, login)
	if !ok {
		return
	}
	if domain.AuthenticationType() != directory.Federated {
		s.askPassword(v, login, "", "")
		return
	}
	s.redirect(v, domain, login)
}

// redirect sends the browser with an AuthnRequest to the identity provider of a federated domain. Domains that
// cannot be signed in to through SAML are explained.
func (s *Service) redirect(v *visit, domain directory.Domain, login string) {
	if refused, advice := unusable(domain); refused != nil {
		s.record.Add(record.Exchange{
			At:            s.clock.Now(),
			By:            record.Microsoft,
			Kind:          "AuthnRequest",
			Subject:       first(login, domain.Name),
			CorrelationID: v.correlationID,
			Verdict:       record.Refused,
			Refusal:       refused,
		})
		s.refuse(v, refused, advice)
		return
	}
	f := domain.Federation
	request := wire.AuthnRequest{
		ID:           "_" + uuid.NewString(),
		Issuer:       wire.MicrosoftEntityID,
		NameIDFormat: wire.NameIDPersistent,
		IssueInstant: s.clock.Now(),
	}
	xml, err := s.requestXML(v.r.Context(), request, *f)
	if err != nil {
		s.fail(v, err)
		return
	}
	relayState := newRelayState()
	s.requests.Put(request.ID, struct{}{}, pageLife)
	s.record.Add(record.Exchange{At: s.clock.Now(), By: record.Microsoft, Kind: "AuthnRequest",
		Subject: first(login, domain.Name), Message: string(xml),
		RelayState: relayState, MessageID: request.ID, CorrelationID: v.correlationID, Verdict: record.Sent})
	s.site.Write(v.w, page.Page{Title: titleSignIn, Template: s.pages.Redirect, FormTargets: []string{page.Anywhere},
		Data: pages.Redirect{
			Config: v.config("ConvergedSignIn"), Action: f.PassiveSignInURI, SAMLRequest: wire.EncodePost(xml),
			RelayState: relayState, Username: login,
		}})
}

// requestXML writes the request, signed and with a Destination where the domain's configuration demands it. The key is
// that of the service's metadata; KeyInfo, which in the real requests holds no certificate, is left out.
func (s *Service) requestXML(ctx context.Context, request wire.AuthnRequest, f directory.Federation) ([]byte, error) {
	if signed := f.IsSignedAuthenticationRequestRequired; signed == nil || !*signed {
		return request.XML(), nil
	}
	_, key, err := s.metadata.made(ctx)
	if err != nil {
		return nil, err
	}
	request.Destination = f.PassiveSignInURI
	root, err := xmltree.Parse(request.XML(), xmltree.Limits{})
	if err != nil {
		return nil, fmt.Errorf("sign the AuthnRequest: %w", err)
	}
	issuer := root.Child(wire.NamespaceAssertion, "Issuer")
	if err := xmldsig.Sign(root, issuer, xmldsig.Signer{
		Key:         key,
		Method:      xmldsig.RSASHA1,
		OmitKeyInfo: true,
	}); err != nil {
		return nil, fmt.Errorf("sign the AuthnRequest: %w", err)
	}
	return xmltree.Canonical(root, xmltree.CanonicalOptions{})
}

// unusable says why nobody can sign in to a federated domain through SAML; nil when they can.
func unusable(domain directory.Domain) (*record.Refusal, string) {
	r := refusal(aadsts.RealmUnknown, domain.Name)
	f := domain.Federation
	switch {
	case domain.HalfFederated || f == nil:
		r.Expected, r.Got = "a federation configuration", "a domain that is Federated without one"
		r.Fix = "PATCH /v1.0/domains/" + domain.Name + " {\"authenticationType\":\"Managed\"} (`harness federation " +
			"disable --domain " + domain.Name + "`), then federate it again with a signing certificate"
		return r, "The domain " + domain.Name + " says Federated but has no federation configuration. An administrator " +
			"has to make it Managed and federate it again."
	case f.PreferredAuthenticationProtocol != directory.ProtocolSAML:
		r.Expected, r.Got = "preferredAuthenticationProtocol saml", "preferredAuthenticationProtocol "+
			first(f.PreferredAuthenticationProtocol, "null")
		r.Fix = "PATCH the domain's federationConfiguration: {\"preferredAuthenticationProtocol\":\"saml\"}; wsFed is " +
			"for WS-Federation identity providers such as AD FS"
		return r, "The federation of the domain " + domain.Name + " has " + r.Got + "; SAML sign-in needs saml."
	}
	if !webAddress(f.PassiveSignInURI) {
		r.Expected, r.Got = "passiveSignInUri with an https address", first(f.PassiveSignInURI, "null")
		r.Fix = "PATCH the domain's federationConfiguration: set passiveSignInUri to the identity provider's single " +
			"sign-on URL"
		return r, "The federation of the domain " + domain.Name + " has no usable passiveSignInUri."
	}
	return nil, ""
}

// newRelayState has the shape of the WS-Federation twin, wctx. Nothing is told by it: the state is ours.
func newRelayState() string {
	b := make([]byte, 96)
	_, _ = rand.Read(b) // never fails
	return "estsredirect=2&estsrequest=rQIIA" + base64.RawURLEncoding.EncodeToString(b)
}

// webAddress tells whether a configured address is one that a browser may be sent to.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
