package thirdparty

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/metadata"
	"samlharness/internal/random"
	"samlharness/internal/serviceprovider"
	"samlharness/internal/wire"
	"samlharness/record"
)

// Bounds of what a site keeps for those who come, and for how long.
const (
	maxKept       = 10_000
	requestLife   = 10 * time.Minute
	sessionLife   = 8 * time.Hour
	sessionCookie = "site_session"
)

// Site is what all sites of this package are made of.
type Site struct {
	// Host is the site's name in the world, such as wiki.example.
	Host string
	// World is the world's name in the banner of pages.
	World string
	// Clock is the world's. Required.
	Clock clockwork.Clock
	// Record receives what a site makes of messages; nil records nothing.
	Record *record.Log
}

// origin is the beginning of the site's addresses.
func (s Site) origin() string { return "https://" + s.Host }

// MetadataURL is where a site tells what it is. It is its entity ID, too.
func (s Site) MetadataURL() string { return s.origin() + "/metadata" }

// Party is a site that knows others by their metadata, and tells its own.
type Party interface {
	http.Handler
	// Metadata is what the site tells of itself.
	Metadata() ([]byte, error)
	// Trust takes the metadata of the other side: a service provider has one identity provider, the newest; an identity
	// provider any number of service providers. It returns the entity ID.
	Trust(metadata []byte) (entityID string, err error)
}

// ServiceProvider is a site that sends whoever comes to its identity provider, by HTTP-Redirect if that is there and
// else by HTTP-POST, and shows on each page who is signed in, with the attributes. It takes unsolicited responses, and
// each assertion once. Its requests are not signed.
type ServiceProvider struct {
	Site
	mux      *http.ServeMux
	pages    pages
	asked    *expiring.Map[string] // where a request's sender wanted to go, by the ID of the request
	used     *expiring.Map[bool]   // IDs of assertions
	sessions *expiring.Map[serviceprovider.Identity]

	judging sync.Mutex

	mu  sync.Mutex
	idp *wire.IDPMetadata // nil until somebody is trusted
}

// NewServiceProvider makes the site.
func NewServiceProvider(s Site) *ServiceProvider {
	sp := &ServiceProvider{Site: s, mux: http.NewServeMux(), pages: newPages(s)}
	sp.asked, sp.used = expiring.New[string](s.Clock, maxKept), expiring.New[bool](s.Clock, maxKept)
	sp.sessions = expiring.New[serviceprovider.Identity](s.Clock, maxKept)
	sp.pages.mount(sp.mux)
	sp.mux.HandleFunc("GET /metadata", func(w http.ResponseWriter, _ *http.Request) { writeMetadata(w, sp) })
	sp.mux.HandleFunc("POST /acs", sp.consume)
	sp.mux.HandleFunc("GET /", sp.page)
	return sp
}

// ServeHTTP answers as the site.
func (sp *ServiceProvider) ServeHTTP(w http.ResponseWriter, r *http.Request) { sp.mux.ServeHTTP(w, r) }

func (sp *ServiceProvider) acs() string { return sp.origin() + "/acs" }

const metadataOfProvider = xml.Header + `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"` +
	` protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <AssertionConsumerService index="0" isDefault="true" Binding="%s" Location="%s"/>
  </SPSSODescriptor>
</EntityDescriptor>
`

// Metadata is the service provider's.
func (sp *ServiceProvider) Metadata() ([]byte, error) {
	return fmt.Appendf(nil, metadataOfProvider, sp.MetadataURL(), wire.BindingPost, sp.acs()), nil
}

// Trust sets the identity provider.
func (sp *ServiceProvider) Trust(data []byte) (string, error) {
	idp, err := metadata.ReadIdentityProvider(data)
	if err != nil {
		return "", err
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	sp.idp = idp
	return idp.EntityID, nil
}

func (sp *ServiceProvider) trusted() *wire.IDPMetadata {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	return sp.idp
}

// page is any page of the site: for people who are signed in.
func (sp *ServiceProvider) page(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		if who, ok := sp.sessions.Get(cookie.Value); ok {
			sp.pages.signedIn(w, who)
			return
		}
	}
	idp := sp.trusted()
	if idp == nil {
		sp.pages.refuse(w, http.StatusServiceUnavailable, "This site has no identity provider",
			"give it one: site trust "+sp.Host+" --xml-file FILE")
		return
	}
	sp.ask(w, r, idp)
}

// ask sends the browser to the identity provider, SAML Profiles 4.1.4.1.
func (sp *ServiceProvider) ask(w http.ResponseWriter, r *http.Request, idp *wire.IDPMetadata) {
	binding, to := wire.BindingPost, idp.Location()
	for _, service := range idp.SingleSignOn {
		if service.Binding == wire.BindingRedirect {
			binding, to = service.Binding, service.Location
		}
	}
	request := wire.AuthnRequest{
		ID:              "_" + random.UUID(random.Of(r.Context())),
		Issuer:          sp.MetadataURL(),
		Destination:     to,
		ACSURL:          sp.acs(),
		ProtocolBinding: wire.BindingPost,
		IssueInstant:    sp.Clock.Now(),
	}
	message, relayState := request.XML(), r.URL.RequestURI()
	sp.asked.Put(request.ID, relayState, requestLife)
	sp.add(r.Context(), record.Exchange{
		Kind:       record.AuthnRequest,
		Message:    string(message),
		MessageID:  request.ID,
		RelayState: relayState,
		Verdict:    record.Sent,
	})
	if binding == wire.BindingPost {
		sp.pages.post(w, to, "SAMLRequest", wire.EncodePost(message), relayState)
		return
	}
	target, err := redirect(to, message, relayState)
	if err != nil {
		sp.pages.refuse(w, http.StatusInternalServerError, "The identity provider cannot be reached", err.Error())
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusFound)
}

// redirect is the address with a request by HTTP-Redirect, SAML Bindings 3.4.4.1.
func redirect(to string, message []byte, relayState string) (string, error) {
	u, err := url.Parse(to)
	if err != nil {
		return "", err
	}
	query := u.Query()
	query.Set("SAMLRequest", wire.EncodeRedirect(message))
	query.Set("RelayState", relayState)
	u.RawQuery = query.Encode()
	return u.String(), nil
}

// consume takes a response, SAML Profiles 4.1.4.3.
func (sp *ServiceProvider) consume(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 2*wire.MaxMessage)
	message, err := wire.DecodePost(r.PostFormValue("SAMLResponse"))
	idp := sp.trusted()
	if err != nil || idp == nil {
		sp.pages.refuse(w, http.StatusBadRequest, "This is not a response that the site can read",
			fmt.Sprint(cmp.Or(err, fmt.Errorf("no identity provider is trusted"))))
		return
	}
	who, back, checks, refusal := sp.accept(idp, message)
	exchange := record.Exchange{
		Kind:         record.Response,
		Message:      string(message),
		Subject:      who.NameID,
		Checks:       checks,
		RelayState:   r.PostFormValue("RelayState"),
		InResponseTo: who.InResponseTo,
		MessageID:    who.AssertionID,
		Verdict:      record.Accepted,
	}
	if refusal != nil {
		exchange.Verdict, exchange.Refusal = record.Refused, refusal
		sp.add(r.Context(), exchange)
		check, _ := exchange.FailedCheck()
		sp.pages.refuse(w, http.StatusForbidden, "This site refuses the sign-in", check.Title)
		return
	}
	sp.add(r.Context(), exchange)
	http.SetCookie(w, &http.Cookie{
		Name:     sessionCookie,
		Value:    sp.sessions.Add(who, sessionLife),
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// accept judges a message, and says where the person wanted to go. One message is judged at a time: the request that it
// answers and its assertion are used up.
func (sp *ServiceProvider) accept(idp *wire.IDPMetadata, message []byte) (who serviceprovider.Identity, back string,
	checks []record.Check, refusal *record.Refusal) {
	sp.judging.Lock()
	defer sp.judging.Unlock()
	who, checks, refusal = sp.provider(idp).Accept(message, sp.Clock.Now())
	if refusal == nil {
		back = sp.back(who.InResponseTo)
	}
	return who, back, checks, refusal
}

func (sp *ServiceProvider) provider(idp *wire.IDPMetadata) serviceprovider.Provider {
	return serviceprovider.Provider{
		EntityID:     sp.MetadataURL(),
		ACS:          []string{sp.acs()},
		Issuer:       idp.EntityID,
		Certificates: parsed(idp),
		Asked: func(id string) bool {
			_, waits := sp.asked.Get(id)
			return waits
		},
		Fresh: func(id string) bool {
			_, again := sp.used.Get(id)
			sp.used.Put(id, true, sessionLife) // Profiles 4.1.4.5: longer than assertions are valid
			return !again
		},
	}
}

func parsed(idp *wire.IDPMetadata) (list []*x509.Certificate) {
	for _, der := range idp.SigningCertificates {
		if c, err := certs.ParseDER(der); err == nil {
			list = append(list, c)
		}
	}
	return list
}

// back is where the person wanted to go, by the site's own memory: RelayState comes from outside. The request is
// answered with that.
func (sp *ServiceProvider) back(request string) string {
	to, ok := sp.asked.Get(request)
	sp.asked.Drop(request)
	if !ok || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
		to = "/"
	}
	return sp.origin() + to
}

func (sp *ServiceProvider) add(ctx context.Context, e record.Exchange) {
	e.At, e.By = sp.Clock.Now(), record.Party(sp.Host)
	sp.Record.Add(ctx, e)
}

func writeMetadata(w http.ResponseWriter, p Party) {
	data, err := p.Metadata()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/samlmetadata+xml")
	_, _ = w.Write(data) // the reader may be gone
}
