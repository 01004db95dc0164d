package signin_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"html/template"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/internal/store"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

const (
	tenantID     = "11111111-1111-1111-1111-111111111111"
	aliceID      = "64b1f0c2a9d3e45f6a7b8c9d"
	passwordStep = "Entra-Passw0rd!"
)

var worldStart = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// The identity provider's pair, and another that it had or will have.
var (
	pair  = sync.OnceValue(newPair)
	other = sync.OnceValue(newPair)
)

func newPair() *certs.KeyPair {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	p, err := certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
	if err != nil {
		panic(err)
	}
	return p
}

// fixture is Microsoft behind TLS with a tenant whose domain contoso.com is federated, and an identity provider that
// asks nobody for a password.
type fixture struct {
	t      testing.TB
	clock  *clockwork.FakeClock
	tenant *directory.Tenant
	record *record.Log
	addr   string
	client *http.Client
	mux    *http.ServeMux
	mu     sync.Mutex           // guards form
	answer func(*wire.Response) // changes what the identity provider says
	form   map[string][]string
	// elsewhere is where the identity provider redirects to instead of answering, "" answers.
	elsewhere string
}

func start(t testing.TB) *fixture { return startWith(t, store.NewMemory()) }

// startWith is a fixture whose tenant lives in the store.
func startWith(t testing.TB, state store.Store) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: clockwork.NewFakeClockAt(worldStart), record: record.NewLog(record.Options{})}
	microsoft, err := sp.New(sp.Options{
		Directory: directory.Options{TenantID: tenantID, Store: state},
		Clock:     f.clock,
		Record:    f.record,
		World:     "test",
	})
	require.NoError(t, err)
	f.tenant = microsoft.Tenant
	ctx := t.Context()
	for _, d := range []string{"contoso.com", "fabrikam.com"} {
		_, err = f.tenant.AddDomain(ctx, d)
		require.NoError(t, err)
		_, err = f.tenant.VerifyDomain(ctx, d)
		require.NoError(t, err)
	}
	_, err = f.tenant.AddDomain(ctx, "unverified.example")
	require.NoError(t, err)
	for _, u := range []directory.NewUser{
		{UserPrincipalName: "alice@contoso.com", DisplayName: "Alice", ImmutableID: aliceID, Password: passwordStep},
		{UserPrincipalName: "wang@fabrikam.com", DisplayName: "王小明", ImmutableID: "wang", Password: passwordStep},
		{
			UserPrincipalName: "blocked@fabrikam.com",
			DisplayName:       "<script>alert(1)</script>",
			Password:          passwordStep,
			Disabled:          true,
		},
	} {
		_, err = f.tenant.CreateUser(ctx, u)
		require.NoError(t, err)
	}
	f.federate("contoso.com", nil)

	mux := http.NewServeMux()
	f.mux = mux
	microsoft.Mount(mux)
	mux.HandleFunc("POST sso.jumpcloud.com/saml2/office365", f.identityProvider)
	mux.HandleFunc("GET sso.jumpcloud.com/saml2/office365", f.identityProvider)
	mux.HandleFunc("GET console.jumpcloud.com/userconsole/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("user console"))
	})
	mux.HandleFunc("GET login.idp.example/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("login"))
	})
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	f.addr = server.Listener.Addr().String()
	transport := server.Client().Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	transport.TLSClientConfig.ServerName = "example.com" // httptest's certificate
	f.client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

func (f *fixture) federate(domain string, edit func(*directory.Federation)) {
	f.t.Helper()
	c := directory.Federation{DisplayName: "JumpCloud", IssuerURI: "https://" + domain,
		PassiveSignInURI: "https://sso.jumpcloud.com/saml2/office365",
		SignOutURI:       "https://console.jumpcloud.com/userconsole/", SigningCertificate: certs.Base64(pair().Certificate),
		PreferredAuthenticationProtocol: directory.ProtocolSAML, FederatedIdpMfaBehavior: directory.MFAAccept}
	if edit != nil {
		edit(&c)
	}
	_, err := f.tenant.CreateFederation(f.t.Context(), domain, c)
	require.NoError(f.t, err)
}

// response is what the identity provider says about alice.
func (f *fixture) response(inResponseTo string) string {
	now := f.clock.Now()
	r := wire.Response{ID: wire.NewID(nil), AssertionID: wire.NewID(nil), InResponseTo: inResponseTo,
		Issuer: "https://contoso.com", Destination: wire.MicrosoftACS, Recipient: wire.MicrosoftACS,
		Audience: wire.MicrosoftEntityID, NameID: aliceID, NameIDFormat: wire.NameIDPersistent, SessionIndex: "_s",
		AuthnContextClassRef: wire.AuthnContextPasswordProtectedTransport,
		IssueInstant:         now,
		NotBefore:            now,
		NotOnOrAfter:         now.Add(5 * time.Minute),
		SubjectNotOnOrAfter:  now.Add(5 * time.Minute),
		AuthnInstant:         now,
		Attributes:           []wire.Attribute{{Name: "IDPEmail", Values: []string{"alice@contoso.com"}}},
		SignAssertion:        true,
	}
	if f.answer != nil {
		f.answer(&r)
	}
	xml, err := r.Issue(xmldsig.Signer{Key: pair().Key, Certificate: pair().Certificate.Raw})
	require.NoError(f.t, err)
	return base64.StdEncoding.EncodeToString(xml)
}

var answerForm = template.Must(template.New("").Parse(`
<form id="autopost" method="post" action="https://login.microsoftonline.com/login.srf">
<input name="SAMLResponse" value="{{.Response}}"><input name="RelayState" value="{{.RelayState}}"></form>
<script>document.getElementById("autopost").submit()</script>`))

func (f *fixture) identityProvider(w http.ResponseWriter, r *http.Request) {
	if f.elsewhere != "" {
		http.Redirect(w, r, f.elsewhere, http.StatusFound)
		return
	}
	id := ""
	if r.Method == http.MethodPost {
		_ = r.ParseForm()
		f.mu.Lock()
		f.form = r.PostForm
		f.mu.Unlock()
		xml, err := wire.DecodePost(r.PostForm.Get("SAMLRequest"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		request, err := wire.ReadAuthnRequest(xml)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		id = request.ID
	}
	w.Header().Set("Content-Type", "text/html")
	_ = answerForm.Execute(w, map[string]string{"Response": f.response(id), "RelayState": r.PostForm.Get("RelayState")})
}

func (f *fixture) browser() *browser.Browser {
	return browser.New(browser.Options{Client: f.client, Clock: f.clock})
}
