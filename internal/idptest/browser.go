package idptest

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Browser is a client with cookies that finds every host at the world's server and follows nothing by itself.
type Browser struct {
	HTTP *http.Client

	w *World
}

// Browser is a new one, without cookies.
func (w *World) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	require.NoError(w.T, err)
	address := w.server.Listener.Addr().String()
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // the test server's certificate bears another name
	}
	w.T.Cleanup(transport.CloseIdleConnections)
	return &Browser{w: w, HTTP: &http.Client{Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Answer is a response with what tests look at.
type Answer struct {
	*http.Response
	Body string
	// Fields are the inputs of the page by name, Action its form's, Reason and Alert the refusal's.
	Fields                map[string]string
	Action, Reason, Alert string
	Links                 map[string]string // by their text
}

// Do sends a request and reads the answer.
func (b *Browser) Do(req *http.Request) *Answer {
	b.w.T.Helper()
	resp, err := b.HTTP.Do(req)
	require.NoError(b.w.T, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(b.w.T, err)
	a := &Answer{Response: resp, Body: string(body), Fields: map[string]string{}, Links: map[string]string{}}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		a.read(b.w.T)
	}
	return a
}

func (a *Answer) read(t testing.TB) {
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

// Get opens an address.
func (b *Browser) Get(address string) *Answer {
	b.w.T.Helper()
	req, err := http.NewRequestWithContext(b.w.T.Context(), http.MethodGet, address, nil)
	require.NoError(b.w.T, err)
	return b.Do(req)
}

// Post sends a form.
func (b *Browser) Post(address string, form url.Values) *Answer {
	b.w.T.Helper()
	req, err := http.NewRequestWithContext(b.w.T.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(b.w.T, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(req)
}

// CrossPost posts as another site's page does: without this site's SameSite=Lax cookies.
func (b *Browser) CrossPost(address string, form url.Values) *Answer {
	bare := *b.HTTP
	bare.Jar = nil
	return (&Browser{w: b.w, HTTP: &bare}).Post(address, form)
}

// Login answers a login page with a password and returns where it leads.
func (b *Browser) Login(page *Answer, email, password string) *Answer {
	b.w.T.Helper()
	to, err := page.Request.URL.Parse(page.Action)
	require.NoError(b.w.T, err)
	return b.Post(to.String(), url.Values{"email": {email}, "password": {password}})
}

// Next follows a redirect.
func (b *Browser) Next(a *Answer) *Answer {
	b.w.T.Helper()
	to, err := a.Location()
	require.NoError(b.w.T, err, "status %d: %s", a.StatusCode, a.Body)
	return b.Get(to.String())
}

// LoginPage follows an answer, which must lead to the login page.
func (b *Browser) LoginPage(first *Answer) *Answer {
	b.w.T.Helper()
	to, err := first.Location()
	require.NoError(b.w.T, err, first.Body)
	require.Equal(b.w.T, "https://console.jumpcloud.com/login", to.Scheme+"://"+to.Host+to.Path)
	require.Equal(b.w.T, "sso", to.Query().Get("context"))
	page := b.Next(first)
	require.Equal(b.w.T, http.StatusOK, page.StatusCode)
	return page
}
