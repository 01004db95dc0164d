package world_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/world"
)

// Whoever walks a federated world by its local names is never led to a host of production: neither by a link, a form, a
// picture, a redirect nor a refresh. Text may name them.
func TestLocalPagesLeadNowhereElse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(ctx, "contoso.com", "alice")
	require.NoError(t, err)
	_, err = w.JumpCloud.CreateApplication(ctx, org.NewApplication{Template: org.TemplateSAML, Label: "Wiki",
		EntityID: "https://idp.example", SPEntityID: "https://wiki.example", ACSURLs: []string{"https://wiki.example/acs"}})
	require.NoError(t, err)
	require.NoError(t, w.JumpCloud.BindGroup(ctx, org.AllUsers, "wiki"))
	sites, err := w.OpenSites(ctx, "127.0.0.1:0")
	require.NoError(t, err)
	s := &sweep{t: t, next: plainBrowser(t).Transport, seen: map[string]bool{}}
	b := browser.New(browser.Options{Client: &http.Client{Transport: s}, Clock: w.Clock})

	for _, site := range sites {
		s.open(b, site+"/")
	}
	result, err := signin.Walk(ctx, b, w.Person("alice@contoso.com"), signin.Start{URL: sites["www.office.com"] + "/"})
	require.NoError(t, err)
	require.Equal(t, "alice@contoso.com", result.SignedInAs)
	for host, paths := range map[string][]string{
		"console.jumpcloud.com": {"/userconsole", "/login", "/nothing"},
		"sso.jumpcloud.com": {"/saml2/office365", "/saml2/wiki", "/saml2/nothing",
			strings.TrimPrefix(contoso.Application.MetadataURL(), "https://sso.jumpcloud.com")},
		"login.microsoftonline.com": {"/login", "/login.srf", "/login.srf?whr=contoso.com", "/termsofuse", "/privacy",
			"/common/.well-known/openid-configuration", "/common/UserRealm/alice@contoso.com?api-version=1.0",
			"/common/oauth2/v2.0/authorize?response_type=code&client_id=x&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
			"/logout.srf", "/common/oauth2/v2.0/logout?post_logout_redirect_uri=https%3A%2F%2Fapp.example%2F"},
		"www.office.com": {"/", "/landingv2", "/signout"},
	} {
		for _, path := range paths {
			s.open(b, sites[host]+path)
		}
	}
	_, err = w.JumpCloud.RegenerateCertificate(ctx, contoso.Application.ID)
	require.NoError(t, err)
	fresh := browser.New(browser.Options{Client: &http.Client{Transport: s}, Clock: w.Clock})
	result, err = signin.Walk(ctx, fresh, w.Person("alice@contoso.com"), signin.Start{URL: sites["www.office.com"] + "/"})
	require.NoError(t, err)
	require.NotNil(t, result.Refused)
	assert.Equal(t, "AADSTS5000811", result.Refused.Code)
	assert.Contains(t, strings.Join(s.warned, " "), "wiki.example", "the wiki is not in the world")
	assert.Greater(t, len(s.seen), 25)
}

// sweep is a transport that looks at where each answer leads.
type sweep struct {
	t    *testing.T
	next http.RoundTripper

	mu     sync.Mutex
	seen   map[string]bool // addresses without queries
	queue  []string        // links that nobody has followed
	warned []string        // addresses of the page that warns
}

// open goes to a page, and to what it links to.
func (s *sweep) open(b *browser.Browser, address string) {
	s.queue = append(s.queue[:0], address)
	for len(s.queue) > 0 {
		to := s.queue[0]
		s.queue = s.queue[1:]
		_, _ = b.Open(s.t.Context(), to) // what is not a page has no links
	}
}

func (s *sweep) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := !s.seen[r.URL.Host+r.URL.Path]
	s.seen[r.URL.Host+r.URL.Path] = true
	if r.URL.Path == "/.leaving" {
		s.warned = append(s.warned, r.URL.String())
	}
	for _, header := range []string{"Location", "Refresh", "Link", "Content-Location"} {
		s.leads(r.URL, answer.Header.Get(header), false)
	}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		s.page(r.URL, body, fresh)
	}
	return answer, nil
}

// page looks at all attributes but those that are shown or carry messages.
func (s *sweep) page(at *url.URL, body []byte, follow bool) {
	z := html.NewTokenizer(bytes.NewReader(body))
	for z.Next() != html.ErrorToken {
		for _, a := range z.Token().Attr {
			if !slices.Contains([]string{"value", "title", "content", "alt", "placeholder"}, a.Key) ||
				a.Key == "content" && strings.Contains(strings.ToLower(a.Val), "url=") {
				s.leads(at, a.Val, follow && a.Key == "href")
			}
		}
	}
}

// leads demands that an address stays in the world.
func (s *sweep) leads(at *url.URL, address string, follow bool) {
	to, err := at.Parse(address)
	if err != nil || to.Scheme != "http" && to.Scheme != "https" {
		return
	}
	if !strings.HasSuffix(to.Hostname(), ".localhost") {
		s.t.Errorf("%s leads to %s", at, address)
	}
	if follow && !s.seen[to.Host+to.Path] && address != "" {
		s.queue = append(s.queue, to.String())
	}
}
