package interop_test

import (
	"crypto/rsa"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"github.com/crewjam/saml"
	"github.com/crewjam/saml/samlsp"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/wire"
	"samlharness/sp/aadsts"
	"samlharness/world"
)

const (
	crewjamEntityID = "https://contoso.com"
	crewjamUserID   = "c0ffee+/==" // base64, as on-premises IDs are
)

// crewjamIdP is crewjam/saml's identity provider at https://contoso.com, whose entity ID is its metadata's address. It
// knows Microsoft by the metadata that Microsoft publishes. Everybody is alice there.
type crewjamIdP struct {
	saml.IdentityProvider
	t         testing.TB
	microsoft *saml.EntityDescriptor
	session   saml.Session
	asked     atomic.Int64
	audience  string // of assertions, instead of the service provider's entity ID
}

// serveCrewjamIdP opens the site.
func serveCrewjamIdP(t testing.TB, w *world.World) *crewjamIdP {
	t.Helper()
	published, err := url.Parse("https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml")
	require.NoError(t, err)
	c := &crewjamIdP{t: t}
	c.microsoft, err = samlsp.FetchMetadata(t.Context(), w.HTTPClient(), *published)
	require.NoError(t, err)
	c.session = saml.Session{
		ID:           "1",
		CreateTime:   w.Clock.Now(),
		NameID:       crewjamUserID,
		NameIDFormat: wire.NameIDPersistent,
		Index:        "1",
		UserEmail:    "alice@contoso.com",
	}
	c.IdentityProvider = saml.IdentityProvider{
		Key: corpus.Key(t), Certificate: corpus.Certificate(t), SignatureMethod: dsig.RSASHA256SignatureMethod,
		MetadataURL: url.URL{Scheme: "https", Host: "contoso.com"}, SSOURL: url.URL{
			Scheme: "https",
			Host:   "contoso.com",
			Path:   "/sso",
		},
		ServiceProviderProvider: c, SessionProvider: c, AssertionMaker: c, Logger: log.New(t.Output(), "crewjam/saml: ", 0),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", c.ServeMetadata)
	mux.HandleFunc("/sso", c.ServeSSO)
	mux.HandleFunc("/start", func(w http.ResponseWriter, r *http.Request) {
		c.ServeIDPInitiated(w, r, wire.MicrosoftEntityID, "")
	})
	handle(t, w, "contoso.com", mux)
	return c
}

// GetServiceProvider knows Microsoft alone.
func (c *crewjamIdP) GetServiceProvider(_ *http.Request, id string) (*saml.EntityDescriptor, error) {
	if id != c.microsoft.EntityID {
		return nil, os.ErrNotExist
	}
	return c.microsoft, nil
}

// GetSession says who sits at the browser.
func (c *crewjamIdP) GetSession(http.ResponseWriter, *http.Request, *saml.IdpAuthnRequest) *saml.Session {
	c.asked.Add(1)
	return &c.session
}

// MakeAssertion makes crewjam's own assertion, for another audience where the test wants that.
func (c *crewjamIdP) MakeAssertion(r *saml.IdpAuthnRequest, s *saml.Session) error {
	if err := (saml.DefaultAssertionMaker{}).MakeAssertion(r, s); err != nil {
		return err
	}
	if c.audience != "" {
		r.Assertion.Conditions.AudienceRestrictions[0].Audience.Value = c.audience
	}
	return nil
}

// federate registers at Graph what the identity provider says of itself.
func (c *crewjamIdP) federate(w *world.World) {
	c.t.Helper()
	response, err := w.HTTPClient().Get(crewjamEntityID)
	require.NoError(c.t, err)
	defer response.Body.Close()
	metadata, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	enable(c.t, w, metadata)
}

// TestCrewjamIdentityProvider federates contoso.com with crewjam/saml's identity provider from the metadata that this
// serves, and signs alice in at Microsoft, begun at either side.
func TestCrewjamIdentityProvider(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, start string
	}{
		{"SP-initiated", dsig.RSASHA256SignatureMethod, ""},
		{"SP-initiated, RSA-SHA1", "", ""}, // crewjam's default
		{"SP-initiated, RSA-SHA512", dsig.RSASHA512SignatureMethod, ""},
		{"IdP-initiated", dsig.RSASHA256SignatureMethod, crewjamEntityID + "/start"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			idp := serveCrewjamIdP(t, w)
			idp.SignatureMethod = c.method
			idp.federate(w)
			setImmutableID(t, w, "alice@contoso.com", crewjamUserID)
			result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{URL: c.start})
			require.NoError(t, err)
			assert.Equal(t, "alice@contoso.com", result.SignedInAs, "%v", result.Refused)
			assert.Equal(t, int64(1), idp.asked.Load())
		})
	}
}

// TestMicrosoftRefusesCrewjam checks that a stranger's response is judged like JumpCloud's.
func TestMicrosoftRefusesCrewjam(t *testing.T) {
	t.Parallel()
	foreign, err := certs.Generator{}.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	pair, err := certs.Issue(foreign, certs.Profile{NotBefore: realClock().Now()})
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		code   aadsts.Code
		change func(*crewjamIdP)
	}{
		{"audience of another service", aadsts.InvalidToken, func(c *crewjamIdP) { c.audience = "https://sp.example.com" }},
		{"foreign key with its certificate", aadsts.KeyUnknown, func(c *crewjamIdP) { c.use(foreign, pair.Certificate) }},
		{"foreign key under the registered certificate", aadsts.InvalidSignature, func(c *crewjamIdP) {
			c.use(foreign, c.Certificate)
		}},
		{"entity ID that is not registered", aadsts.RealmUnknown, func(c *crewjamIdP) { c.MetadataURL.Path = "/" }},
		{"user that Entra does not know", aadsts.UserUnknown, func(c *crewjamIdP) { c.session.NameID = "nobody" }},
		{"assertion encrypted", aadsts.NoAssertion, func(c *crewjamIdP) {
			keys := c.microsoft.SPSSODescriptors[0].KeyDescriptors
			keys[0].Use = "encryption"
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			idp := serveCrewjamIdP(t, w)
			idp.federate(w)
			setImmutableID(t, w, "alice@contoso.com", crewjamUserID)
			c.change(idp)
			result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
			require.NoError(t, err)
			require.NotNil(t, result.Refused, "signed in as %s", result.SignedInAs)
			assert.Equal(t, c.code.String(), result.Refused.Code)
			assert.Equal(t, "Microsoft", result.Refused.By)
		})
	}
}

// use signs with another key.
func (c *crewjamIdP) use(key *rsa.PrivateKey, certificate *x509.Certificate) {
	c.Key, c.Certificate = key, certificate
}
