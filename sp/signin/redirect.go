package signin

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
	"samlharness/internal/random"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// redirectStep sends the person with an AuthnRequest to the identity provider of a federated domain. Domains that
// cannot be signed in to through SAML are explained. The answer comes in at login.srf, see [responseReader].
type redirectStep struct {
	pages    *pages.Set
	pending  awaiting
	metadata *metadataDocument
	cloud    cloud.Cloud
	record   *record.Log
	clock    clockwork.Clock
}

func (s *redirectStep) due(p *pending) bool { return !p.proved() && p.federated() }

func (s *redirectStep) take(req *request, p *pending) (answered bool, err error) {
	if no := unusable(*p.domain); no != nil {
		s.keep(req, p, record.Exchange{Verdict: record.Refused, Refusal: no.Refusal})
		return false, no
	}
	f := *p.domain.Federation
	request := wire.AuthnRequest{
		ID:           "_" + random.UUID(random.Of(req.r.Context())),
		Issuer:       s.cloud.EntityID(),
		NameIDFormat: wire.NameIDPersistent,
		IssueInstant: s.clock.Now(),
	}
	xml, err := s.requestXML(req.r.Context(), request, f)
	if err != nil {
		return false, err
	}
	relayState := newRelayState()
	s.pending.request(request.ID, p)
	s.keep(req, p, record.Exchange{
		Message:    string(xml),
		RelayState: relayState,
		MessageID:  request.ID,
		Verdict:    record.Sent,
	})
	config := req.config()
	config.At = p.domain.Name
	s.pages.Redirect(req.w, pages.Redirect{
		Config:      config,
		Action:      f.PassiveSignInURI,
		SAMLRequest: wire.EncodePost(xml),
		RelayState:  relayState,
		Username:    p.login,
	})
	return true, nil
}

// keep records a request that was sent, or that could not be.
func (s *redirectStep) keep(req *request, p *pending, e record.Exchange) {
	e.At, e.By, e.Kind, e.CorrelationID = s.clock.Now(), record.Microsoft, record.AuthnRequest, req.correlationID
	e.Subject = cmp.Or(p.login, p.domain.Name)
	s.record.Add(req.r.Context(), e)
}

// requestXML writes the request, signed and with a Destination where the domain's configuration demands it. The key is
// that of the service's metadata; KeyInfo, which in the real requests holds no certificate, is left out.
func (s *redirectStep) requestXML(ctx context.Context, request wire.AuthnRequest,
	f directory.Federation) ([]byte, error) {
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
func unusable(domain directory.Domain) *refused {
	no := &refused{Refusal: refusal(aadsts.RealmUnknown, domain.Name), recorded: true}
	f := domain.Federation
	switch {
	case domain.HalfFederated || f == nil:
		no.Expected, no.Got = "a federation configuration", "a domain that is Federated without one"
		no.Fix = "PATCH /v1.0/domains/" + domain.Name + " {\"authenticationType\":\"Managed\"} (`harness federation " +
			"disable --domain " + domain.Name + "`), then federate it again with a signing certificate"
		no.advice = "The domain " + domain.Name + " says Federated but has no federation configuration. An administrator " +
			"has to make it Managed and federate it again."
	case f.PreferredAuthenticationProtocol != directory.ProtocolSAML:
		no.Expected = "preferredAuthenticationProtocol saml"
		no.Got = "preferredAuthenticationProtocol " + cmp.Or(f.PreferredAuthenticationProtocol, "null")
		no.Fix = "PATCH the federationConfiguration of " + domain.Name +
			": {\"preferredAuthenticationProtocol\":\"saml\"}; wsFed is for WS-Federation identity providers such as AD FS"
		no.advice = "The federation of the domain " + domain.Name + " has " + no.Got + "; SAML sign-in needs saml."
	case !webAddress(f.PassiveSignInURI):
		no.Expected, no.Got = "passiveSignInUri with an https address", cmp.Or(f.PassiveSignInURI, "null")
		no.Fix = "PATCH the federationConfiguration of " + domain.Name + ": set passiveSignInUri to the identity " +
			"provider's single sign-on URL"
		no.advice = "The federation of the domain " + domain.Name + " has no usable passiveSignInUri."
	default:
		return nil
	}
	return no
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
