package world_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http"
	"net/url"

	"github.com/crewjam/saml/samlsp"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/world"
)

// A world in a test needs no set-up; t is the *testing.T.
func ExampleStart() {
	t := newExample()
	defer t.end()

	w := world.Start(t, world.Options{})
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	fmt.Println(result.SignedInAs, err)
	// Output: alice@contoso.com <nil>
}

// Contoso federates its domain with JumpCloud, and Alice signs in at Microsoft 365.
func ExampleWorld_Federate() {
	t := newExample()
	defer t.end()

	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)

	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	fmt.Println("signed in as", result.SignedInAs)
	for _, hop := range result.Transcript {
		if hop.SAML != nil {
			fmt.Println(hop.SAML.Parameter, "by", hop.SAML.Binding)
		}
	}
	// Output:
	// signed in as alice@contoso.com
	// SAMLRequest by POST
	// SAMLResponse by POST
}

// A certificate is rotated: from the new one at JumpCloud until its metadata is enabled at Microsoft, nobody signs in.
func Example_rotate() {
	t := newExample()
	defer t.end()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)

	_, err = w.JumpCloud.RegenerateCertificate(t.Context(), contoso.Application.ID)
	require.NoError(t, err)
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	fmt.Println("between:", result.Refused.Code)

	_, metadata, err := w.JumpCloud.ExportMetadata(t.Context(), contoso.Application.ID)
	require.NoError(t, err)
	source, err := federation.ReadMetadata(metadata)
	require.NoError(t, err)
	operator, err := w.Operator(nil, nil)
	require.NoError(t, err)
	_, err = operator.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	_, err = operator.Enable(t.Context(), source)
	require.NoError(t, err)
	result, err = signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	fmt.Println("after:", result.SignedInAs)
	// Output:
	// between: AADSTS5000811
	// after: alice@contoso.com
}

// A slash at the end of JumpCloud's IdP Entity ID keeps everybody out. The page shows the code alone; the record has
// the check that failed.
func Example_refusal() {
	t := newExample()
	defer t.end()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	mistyped := "https://contoso.com/"
	_, err = w.JumpCloud.UpdateApplication(t.Context(), contoso.Application.ID, org.ApplicationUpdate{EntityID: &mistyped})
	require.NoError(t, err)

	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
	require.NoError(t, err)
	fmt.Println(result.Refused.By, "refused:", result.Refused.Code)

	refused, _ := w.Record.LastRefused()
	check, _ := refused.FailedCheck()
	fmt.Println("check:   ", check.Name, check.Outcome)
	fmt.Println("expected:", check.Expected)
	fmt.Println("got:     ", check.Got)
	fmt.Println("differs: ", check.Difference)
	// Output:
	// Microsoft refused: AADSTS50107
	// check:    issuer fail
	// expected: https://contoso.com
	// got:      https://contoso.com/
	// differs:  character 20: expected the end of the text, got "/"
}

// A service provider of one's own takes part under a host name of its own. This one stands behind crewjam/saml, which
// lives by the machine's clock; so the world does too.
func ExampleWorld_Handle() {
	t := newExample()
	defer t.end()
	w := world.Start(t, world.Options{Clock: clockwork.NewRealClock()})

	wiki := url.URL{Scheme: "https", Host: "wiki.example"}
	app, err := w.JumpCloud.CreateApplication(t.Context(), org.NewApplication{
		Template:   org.TemplateSAML,
		Label:      "Wiki",
		EntityID:   "https://jumpcloud.contoso.com",
		SPEntityID: "https://wiki.example/saml/metadata",
		ACSURLs:    []string{"https://wiki.example/saml/acs"},
	})
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.BindGroup(t.Context(), org.AllUsers, app.ID))

	metadataURL, err := url.Parse(app.MetadataURL())
	require.NoError(t, err)
	metadata, err := samlsp.FetchMetadata(t.Context(), w.HTTPClient(), *metadataURL)
	require.NoError(t, err)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	guard, err := samlsp.New(samlsp.Options{
		URL:            wiki,
		Key:            key,
		IDPMetadata:    metadata,
		CookieSameSite: http.SameSiteNoneMode, // the response comes by POST from another site
	})
	require.NoError(t, err)
	page := func(w http.ResponseWriter, r *http.Request) {
		session := samlsp.SessionFromContext(r.Context()).(samlsp.JWTSessionClaims)
		fmt.Fprintf(w, `<p data-signed-in-as="%[1]s">Welcome to the wiki, %[1]s</p>`, session.Subject)
	}
	mux := http.NewServeMux()
	mux.Handle("/saml/", guard)
	mux.Handle("/", guard.RequireAccount(http.HandlerFunc(page)))
	require.NoError(t, w.Handle("wiki.example", mux))

	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{URL: wiki.String()})
	require.NoError(t, err)
	fmt.Println(result.Page.URL.Host, "knows", result.SignedInAs)
	// Output: wiki.example knows alice@contoso.com
}

// example stands in for *testing.T, which examples do not have.
type example struct{ cleanup []func() }

func newExample() *example { return &example{} }

func (*example) Helper()                           {}
func (*example) Context() context.Context          { return context.Background() }
func (*example) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (*example) FailNow()                          { panic("the example failed") }
func (e *example) Cleanup(f func())                { e.cleanup = append(e.cleanup, f) }
func (e *example) Fatalf(format string, args ...any) {
	e.Errorf(format, args...)
	e.FailNow()
}
func (e *example) end() {
	for _, f := range e.cleanup {
		f()
	}
}
