package thirdparty

import (
	"crypto/rsa"
	"crypto/subtle"
	"crypto/x509"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/crewjam/saml"

	"samlharness/internal/expiring"
	"samlharness/internal/metadata"
	"samlharness/internal/page"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
)

// IdentityProvider is a site that signs people in elsewhere, as JumpCloud does: crewjam/saml's identity provider, with
// a login page. It answers the service providers that it trusts. GET /start?sp=ENTITY-ID begins without a request.
type IdentityProvider struct {
	Site
	mux      *http.ServeMux
	pages    pages
	crewjam  saml.IdentityProvider
	password string
	nameIDs  map[string]string // by user name in lower case
	sessions *expiring.Map[string]

	mu      sync.Mutex
	parties map[string]*saml.EntityDescriptor
}

// People are who can sign in at an identity provider.
type People struct {
	// NameIDs are what it says of them, by their user names.
	NameIDs map[string]string
	// Password is that of all of them.
	Password string
}

// NewIdentityProvider makes the site, which signs with the key under the certificate.
func NewIdentityProvider(s Site, people People, key *rsa.PrivateKey, certificate *x509.Certificate) *IdentityProvider {
	idp := &IdentityProvider{
		Site:     s,
		mux:      http.NewServeMux(),
		pages:    newPages(s),
		password: people.Password,
		nameIDs:  map[string]string{},
		parties:  map[string]*saml.EntityDescriptor{},
	}
	for name, id := range people.NameIDs {
		idp.nameIDs[strings.ToLower(name)] = id
	}
	idp.sessions = expiring.New[string](s.Clock, maxKept)
	at := func(path string) url.URL { return url.URL{Scheme: "https", Host: s.Host, Path: path} }
	idp.crewjam = saml.IdentityProvider{
		Key:                     key,
		Certificate:             certificate,
		SignatureMethod:         xmldsig.RSASHA256,
		MetadataURL:             at("/metadata"),
		SSOURL:                  at("/sso"),
		LogoutURL:               at("/logout"),
		ServiceProviderProvider: idp,
		Logger:                  log.New(io.Discard, "", 0),
	}
	idp.pages.mount(idp.mux)
	idp.mux.HandleFunc("GET /metadata", func(w http.ResponseWriter, _ *http.Request) { writeMetadata(w, idp) })
	idp.mux.HandleFunc("/sso", idp.sso)
	idp.mux.HandleFunc("GET /start", idp.start)
	idp.mux.Handle("POST /login", page.SameOrigin(http.HandlerFunc(idp.login)))
	idp.mux.HandleFunc("GET /logout", idp.logout)
	return idp
}

// ServeHTTP answers as the site.
func (idp *IdentityProvider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	idp.mux.ServeHTTP(w, r)
}

// Metadata is crewjam's, dated by the world's clock, with the format of the names that are sent.
func (idp *IdentityProvider) Metadata() ([]byte, error) {
	d := idp.crewjam.Metadata()
	d.ValidUntil = idp.Clock.Now().UTC().Add(d.CacheDuration).Truncate(time.Second)
	d.IDPSSODescriptors[0].NameIDFormats = []saml.NameIDFormat{wire.NameIDPersistent}
	return xml.MarshalIndent(d, "", "  ")
}

// Trust adds a service provider.
func (idp *IdentityProvider) Trust(data []byte) (string, error) {
	sp, err := metadata.ReadServiceProvider(data)
	if err != nil {
		return "", err
	}
	if sp.ACS() == "" {
		return "", fmt.Errorf("the metadata of %s names no AssertionConsumerService by HTTP-POST", sp.EntityID)
	}
	d := saml.SPSSODescriptor{}
	for _, s := range sp.AssertionConsumerServices {
		d.AssertionConsumerServices = append(d.AssertionConsumerServices,
			saml.IndexedEndpoint{Binding: s.Binding, Location: s.Location, Index: s.Index, IsDefault: s.Default})
	}
	idp.mu.Lock()
	defer idp.mu.Unlock()
	idp.parties[sp.EntityID] = &saml.EntityDescriptor{EntityID: sp.EntityID, SPSSODescriptors: []saml.SPSSODescriptor{d}}
	return sp.EntityID, nil
}

// GetServiceProvider is for crewjam: the service provider of that entity ID.
func (idp *IdentityProvider) GetServiceProvider(_ *http.Request, entityID string) (*saml.EntityDescriptor, error) {
	idp.mu.Lock()
	defer idp.mu.Unlock()
	if d, ok := idp.parties[entityID]; ok {
		return d, nil
	}
	return nil, os.ErrNotExist
}

// sso answers requests, by HTTP-Redirect and HTTP-POST.
func (idp *IdentityProvider) sso(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 2*wire.MaxMessage)
	request, err := idp.request(r)
	if err != nil {
		idp.unreadable(w, err)
		return
	}
	if name, ok := idp.session(r); ok && (request.Request.ForceAuthn == nil || !*request.Request.ForceAuthn) {
		idp.answer(w, request, name)
		return
	}
	idp.pages.credentials(w, login{Request: wire.EncodePost(request.RequestBuffer), RelayState: request.RelayState})
}

// start answers without a request.
func (idp *IdentityProvider) start(w http.ResponseWriter, r *http.Request) {
	request, err := idp.unasked(r)
	if err != nil {
		idp.unreadable(w, err)
		return
	}
	if name, ok := idp.session(r); ok {
		idp.answer(w, request, name)
		return
	}
	idp.pages.credentials(w, login{To: r.FormValue("sp")})
}

// login takes the credentials that were typed, and goes on with what the person came for.
func (idp *IdentityProvider) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 2*wire.MaxMessage)
	read := idp.unasked
	if r.PostFormValue("sp") == "" {
		read = idp.request
	}
	request, err := read(r)
	if err != nil {
		idp.unreadable(w, err)
		return
	}
	name := strings.ToLower(r.PostFormValue("username"))
	_, known := idp.nameIDs[name]
	if subtle.ConstantTimeCompare([]byte(r.PostFormValue("password")), []byte(idp.password)) != 1 || !known {
		idp.pages.credentials(w, login{r.PostFormValue("SAMLRequest"), request.RelayState, r.PostFormValue("sp"), true})
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name:     sessionCookie,
		Value:    idp.sessions.Add(name, sessionLife),
		Path:     "/",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteNoneMode, // requests come by POST from other sites
	})
	idp.answer(w, request, name)
}

// request reads the request of a service provider that is trusted.
func (idp *IdentityProvider) request(r *http.Request) (*saml.IdpAuthnRequest, error) {
	request, err := saml.NewIdpAuthnRequest(&idp.crewjam, r)
	if err != nil {
		return nil, err
	}
	request.Now = idp.Clock.Now()
	return request, request.Validate()
}

// unasked is what answers no request, for the service provider that the parameter sp names.
func (idp *IdentityProvider) unasked(r *http.Request) (*saml.IdpAuthnRequest, error) {
	entityID := r.FormValue("sp")
	d, err := idp.GetServiceProvider(r, entityID)
	if err != nil {
		return nil, fmt.Errorf("no service provider %q", entityID)
	}
	request := &saml.IdpAuthnRequest{
		IDP:                     &idp.crewjam,
		HTTPRequest:             r,
		Now:                     idp.Clock.Now(),
		ServiceProviderMetadata: d,
		SPSSODescriptor:         &d.SPSSODescriptors[0],
	}
	endpoints := request.SPSSODescriptor.AssertionConsumerServices
	i := slices.IndexFunc(endpoints, func(e saml.IndexedEndpoint) bool { return e.Binding == saml.HTTPPostBinding })
	request.ACSEndpoint = &endpoints[i] // Trust has seen one
	return request, nil
}

func (idp *IdentityProvider) unreadable(w http.ResponseWriter, err error) {
	idp.pages.refuse(w, http.StatusBadRequest, "This is not a request that the site answers",
		fmt.Sprintf("%v; a service provider must be trusted: site trust %s --xml-file FILE", err, idp.Host))
}

// session is who is signed in at the site.
func (idp *IdentityProvider) session(r *http.Request) (name string, ok bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return "", false
	}
	return idp.sessions.Get(cookie.Value)
}

// answer sends the response about a person, by HTTP-POST.
func (idp *IdentityProvider) answer(w http.ResponseWriter, request *saml.IdpAuthnRequest, name string) {
	err := idp.assert(request, name)
	var form saml.IdpAuthnRequestForm
	if err == nil {
		form, err = request.PostBinding()
	}
	if err != nil {
		idp.pages.refuse(w, http.StatusInternalServerError, "The response could not be made", err.Error())
		return
	}
	idp.pages.post(w, form.URL, "SAMLResponse", form.SAMLResponse, form.RelayState)
}

// assert makes crewjam's assertion, with the world's instant where crewjam takes its own clock.
func (idp *IdentityProvider) assert(request *saml.IdpAuthnRequest, name string) error {
	now := idp.Clock.Now().UTC()
	session := saml.Session{
		ID:           name,
		Index:        "1",
		CreateTime:   now,
		ExpireTime:   now.Add(sessionLife),
		UserEmail:    name,
		NameID:       idp.nameIDs[name],
		NameIDFormat: wire.NameIDPersistent,
	}
	if err := (saml.DefaultAssertionMaker{}).MakeAssertion(request, &session); err != nil {
		return err
	}
	request.Assertion.IssueInstant = now
	return nil
}

// logout ends the session. It is where a domain's signOutUri leads; a LogoutRequest is not answered.
func (idp *IdentityProvider) logout(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		idp.sessions.Drop(cookie.Value)
	}
	idp.pages.signedOut(w)
}
