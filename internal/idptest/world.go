package idp_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"samlharness/idp"
	"samlharness/internal/wire"
	"samlharness/record"
)

const password = "JumpCloud-Passw0rd!"

// twoKeys hands out two keys in turn, so that a regenerated certificate differs and tests stay fast.
type twoKeys struct{ n atomic.Int64 }

var somePairs = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		keys[i], _ = rsa.GenerateKey(rand.Reader, 2048) // rand.Reader does not fail
	}
	return keys
})

func (k *twoKeys) RSAKey(context.Context, int) (*rsa.PrivateKey, error) {
	return somePairs()[k.n.Add(1)%2], nil
}

// world is an organization behind a TLS server, with a clock of its own.
type world struct {
	*idp.Organization
	t      testing.TB
	clock  *clockwork.FakeClock
	log    *record.Log
	server *httptest.Server
}

// newWorld founds Contoso with alice, bob and 王小明, the application office365 for contoso.com, and a grant for all.
func newWorld(t testing.TB, change ...func(*idp.Options)) *world {
	t.Helper()
	w := &world{t: t, clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)), log: record.NewLog(0)}
	opts := idp.Options{
		Clock:              w.clock,
		Record:             w.log,
		Keys:               &twoKeys{},
		KeyBits:            2048,
		Name:               "Contoso",
		World:              "test",
		PasswordIterations: 10,
	}
	for _, c := range change {
		c(&opts)
	}
	var err error
	w.Organization, err = idp.New(opts)
	require.NoError(t, err)
	for _, u := range []idp.NewUser{
		{Username: "alice", Email: "alice@contoso.com", FirstName: "Alice", LastName: "Adams", Password: password},
		{Username: "bob", Email: "bob@contoso.com", Password: password},
		{Username: "wang", Email: "wang@contoso.com", DisplayName: "王小明", Password: password},
	} {
		_, err := w.CreateUser(t.Context(), u)
		require.NoError(t, err)
	}
	_, err = w.CreateApplication(t.Context(), idp.NewApplication{Template: idp.TemplateOffice365, Domain: "contoso.com"})
	require.NoError(t, err)
	require.NoError(t, w.BindGroup(t.Context(), idp.AllUsers, "office365"))
	_, err = w.BindDirectory(t.Context(), "alice", idp.BindOptions{})
	require.NoError(t, err)
	mux := http.NewServeMux()
	w.Mount(mux)
	w.server = httptest.NewTLSServer(mux)
	t.Cleanup(w.server.Close)
	return w
}

// browser is a client with cookies that finds every host at the world's server and follows nothing by itself.
type browser struct {
	w    *world
	http *http.Client
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	address := w.server.Listener.Addr().String()
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // the test server's certificate bears another name
	}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &browser{w, &http.Client{Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is a response with what tests look at.
type answer struct {
	*http.Response
	Body string
	// Fields are the inputs of the page by name, Action its form's, Reason and Alert the refusal's.
	Fields                map[string]string
	Action, Reason, Alert string
	Links                 map[string]string
}

func (b *browser) do(req *http.Request) *answer {
	b.w.t.Helper()
	resp, err := b.http.Do(req)
	require.NoError(b.w.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.w.t, err)
	a := &answer{Response: resp, Body: string(body), Fields: map[string]string{}, Links: map[string]string{}}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		a.read(b.w.t)
	}
	return a
}

func (a *answer) read(t testing.TB) {
	root, err := html.Parse(strings.NewReader(a.Body))
	require.NoError(t, err)
	for n := range root.Descendants() {
		attr := map[string]string{}
		for _, at := range n.Attr {
			attr[at.Key] = at.Val
		}
		switch n.Data {
		case "input":
			a.Fields[attr["name"]] = attr["value"]
		case "form":
			a.Action = attr["action"]
		case "a":
			a.Links[text(n)] = attr["href"]
		}
		if r, ok := attr["data-reason"]; ok {
			a.Reason = r
		}
		if attr["data-test-id"] == "error-alert" {
			a.Alert = text(n)
		}
	}
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func (b *browser) get(address string) *answer {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodGet, address, nil)
	require.NoError(b.w.t, err)
	return b.do(req)
}

func (b *browser) post(address string, form url.Values) *answer {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(b.w.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// crossPost posts as another site's page does: without this site's SameSite=Lax cookies.
func (b *browser) crossPost(address string, form url.Values) *answer {
	bare := *b.http
	bare.Jar = nil
	return (&browser{b.w, &bare}).post(address, form)
}

// login answers a login page with a password and returns where it leads.
func (b *browser) login(page *answer, email, password string) *answer {
	b.w.t.Helper()
	to, err := page.Request.URL.Parse(page.Action)
	require.NoError(b.w.t, err)
	return b.post(to.String(), url.Values{"email": {email}, "password": {password}})
}

// next follows a redirect.
func (b *browser) next(a *answer) *answer {
	b.w.t.Helper()
	to, err := a.Location()
	require.NoError(b.w.t, err, "status %d: %s", a.StatusCode, a.Body)
	return b.get(to.String())
}

// signedIn is a browser with alice's session.
func (w *world) signedIn(email string) *browser {
	w.t.Helper()
	b := w.browser()
	page := b.get("https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365")
	a := b.login(page, email, password)
	require.Equal(w.t, http.StatusSeeOther, a.StatusCode, a.Body)
	return b
}

const ssoURL = "https://sso.jumpcloud.com/saml2/office365"

// microsoftRequest is an AuthnRequest as Microsoft sends it.
func microsoftRequest(change ...func(*wire.AuthnRequest)) wire.AuthnRequest {
	r := wire.AuthnRequest{
		ID:           wire.NewID(),
		Issuer:       wire.MicrosoftEntityID,
		NameIDFormat: wire.NameIDPersistent,
		IssueInstant: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func postForm(r wire.AuthnRequest) url.Values {
	return url.Values{
		"SAMLRequest": {wire.EncodePost(r.XML())},
		"RelayState":  {"relay"},
		"username":    {"alice@contoso.com"},
	}
}

// last is the newest exchange of a kind.
func (w *world) last(kind string) record.Exchange {
	w.t.Helper()
	e, ok := w.log.Last(func(e record.Exchange) bool { return e.Kind == kind })
	require.True(w.t, ok, "no %s in the record", kind)
	return e
}
