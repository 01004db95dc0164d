package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jonboulle/clockwork"
)

// Agent is what the sign-in driver needs of a browser: this package's [Browser], or a real one.
type Agent interface {
	// Open goes to a URL as if it had been typed into the address bar.
	Open(ctx context.Context, url string) (*Page, error)
	// Submit presses a button of a form that stands on the current page; nil presses the first one.
	Submit(ctx context.Context, form *Form, button *Button) (*Page, error)
	// Follow follows a link of a page.
	Follow(ctx context.Context, page *Page, link Link) (*Page, error)
	// Transcript lists the hops so far, oldest first.
	Transcript() []Hop
}

// Options configures a browser. Only Client is needed.
type Options struct {
	// Client sends the requests: its Transport decides where names lead and whom to trust. Its Jar and CheckRedirect are
	// not used. nil means [http.DefaultClient].
	Client *http.Client
	// Clock ends cookies; nil keeps them as long as the browser lives.
	Clock clockwork.Clock
	// NoScript leaves forms that post themselves alone, as with JavaScript off.
	NoScript bool
}

// The bounds of one navigation, and of one answer in bytes.
const (
	maxRedirects = 20
	maxAutoPosts = 10
	maxBody      = 8 << 20
)

const userAgent = "Mozilla/5.0 (compatible; harness)"

// MaxHops is how many hops a transcript keeps; older ones are forgotten.
const MaxHops = 1000

// Browser is one person's browser. It is for one goroutine at a time, as a person is.
type Browser struct {
	noScript bool
	client   http.Client
	jar      *jar
	hops     []Hop
	tamper   Tamper
}

// New makes a browser with an empty cookie jar.
func New(o Options) *Browser {
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	b := &Browser{noScript: o.NoScript, client: *o.Client, jar: newJar(o.Clock)}
	b.client.Jar = nil
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b
}

// Transcript lists the hops so far, oldest first, at most [MaxHops].
func (b *Browser) Transcript() []Hop { return slices.Clone(b.hops) }

// Open goes to a URL as if it had been typed into the address bar, and follows redirects and forms that post
// themselves. An answer of any status is a page; an *[Error] says why there is none.
func (b *Browser) Open(ctx context.Context, target string) (*Page, error) {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return nil, &Error{Kind: BadURL, URL: target, Detail: "expected http://… or https://…", Err: err}
	}
	return b.navigate(ctx, request{method: http.MethodGet, url: u})
}

// Follow follows a link of a page.
func (b *Browser) Follow(ctx context.Context, page *Page, link Link) (*Page, error) {
	return b.navigate(ctx, request{method: http.MethodGet, url: link.URL, from: page})
}

// Click presses what carries that visible text or id on the page: a link, or a button of one of its forms.
func (b *Browser) Click(ctx context.Context, page *Page, textOrID string) (*Page, error) {
	if link, ok := page.Link(textOrID); ok {
		return b.Follow(ctx, page, link)
	}
	for _, f := range page.Forms {
		if button, err := f.Button(textOrID); err == nil && textOrID != "" {
			return b.Submit(ctx, f, button)
		}
	}
	return nil, &Error{
		Kind:   NoSuchElement,
		URL:    page.URL.String(),
		Detail: fmt.Sprintf("no link or button %q on “%s”", textOrID, page.Title),
	}
}

// Submit presses a button of a form; nil presses the first one.
func (b *Browser) Submit(ctx context.Context, form *Form, button *Button) (*Page, error) {
	if button == nil && len(form.Buttons) > 0 {
		button = form.Buttons[0]
	}
	r, err := b.request(form, button)
	if err != nil {
		return nil, err
	}
	return b.navigate(ctx, r)
}

func (f *Form) request(button *Button) (request, error) {
	r := request{method: f.Method, url: f.Action, from: f.page, fields: f.pairs(button)}
	if button != nil && button.Action != nil {
		r.url = button.Action
	}
	if button != nil && button.Method != "" {
		r.method = button.Method
	}
	if r.url == nil || r.url.Host == "" {
		return r, &Error{Kind: BadURL, URL: f.page.URL.String(), Detail: "the form's action is not an http or https address"}
	}
	if r.method == http.MethodGet {
		u := *r.url
		u.RawQuery = encode(r.fields)
		r.url, r.fields = &u, nil
		return r, nil
	}
	r.encodeBody(f.Encoding)
	return r, nil
}

// navigate sends r and goes on until a page stands still.
func (b *Browser) navigate(ctx context.Context, r request) (*Page, error) {
	start := len(b.hops)
	sent := map[string]bool{}
	for posts := 0; ; posts++ {
		page, err := b.load(ctx, r)
		if err != nil {
			return nil, b.explain(err, r, start)
		}
		form, ok := page.AutoPost()
		if !ok {
			return page, nil
		}
		if r, err = b.request(form, nil); err != nil {
			return nil, b.explain(err, r, start)
		}
		key := r.method + " " + r.url.String() + "\n" + string(r.body)
		if sent[key] {
			return nil, b.explain(&Error{Kind: Loop, URL: r.url.String(), Detail: "the same form posts itself again"}, r, start)
		}
		if posts+1 > maxAutoPosts {
			return nil, b.explain(&Error{
				Kind:   Loop,
				URL:    r.url.String(),
				Detail: fmt.Sprintf("more than %d forms in a row post themselves", maxAutoPosts),
			}, r, start)
		}
		sent[key] = true
	}
}

// explain adds the transcript of the navigation to an error.
func (b *Browser) explain(err error, r request, start int) error {
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Kind: Transport, URL: r.url.String(), Err: err}
	}
	e.Transcript = slices.Clone(b.hops[min(start, len(b.hops)):])
	return e
}

// load sends r and follows redirects.
func (b *Browser) load(ctx context.Context, r request) (*Page, error) {
	fetchSite := siteRelation(r)
	form := r.method == http.MethodPost
	for range maxRedirects + 1 {
		if form && r.from != nil {
			if ok, rule := r.from.mayPost(r.url); !ok {
				return nil, &Error{Kind: FormAction, URL: r.url.String(),
					Detail: fmt.Sprintf("the page %s forbids it by %q", origin(r.from.URL)+r.from.URL.Path, rule)}
			}
		}
		page, location, err := b.roundTrip(ctx, r, fetchSite)
		if err != nil || location == "" {
			return page, err
		}
		if r, err = r.redirected(page, location); err != nil {
			return nil, err
		}
		if r.from != nil { // what the address bar began stays "none"
			fetchSite = max(fetchSite, relation(page.URL, r.url))
		}
	}
	return nil, &Error{Kind: TooManyRedirects, URL: r.url.String(), Detail: fmt.Sprintf("more than %d", maxRedirects)}
}

// roundTrip is one hop: it returns the page, and where it redirects if it does.
func (b *Browser) roundTrip(ctx context.Context, r request, fetchSite fetchSite) (*Page, string, error) {
	hop := newHop(r)
	defer func() { b.keep(hop) }()
	req, err := b.newRequest(ctx, r, fetchSite, &hop)
	if err != nil {
		return nil, "", &Error{Kind: BadURL, URL: r.url.String(), Err: err}
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return nil, "", &Error{Kind: Transport, URL: r.url.String(), Err: err}
	}
	defer resp.Body.Close()
	hop.Status = resp.StatusCode
	b.jar.set(r.url, resp.Cookies())
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, "", &Error{Kind: Transport, URL: r.url.String(), Err: err}
	}
	if len(body) > maxBody {
		return nil, "", &Error{Kind: BodyTooLarge, URL: r.url.String(), Detail: fmt.Sprintf("more than %d bytes", maxBody)}
	}
	if redirect(resp.StatusCode) && resp.Header.Get("Location") != "" {
		hop.Location = resp.Header.Get("Location")
		return &Page{URL: r.url, Status: resp.StatusCode, Header: resp.Header}, hop.Location, nil
	}
	page := ParsePage(r.url, resp.StatusCode, resp.Header, body, b.noScript)
	hop.Title = page.Title
	return page, "", nil
}

func (b *Browser) newRequest(ctx context.Context, r request, fetchSite fetchSite, hop *Hop) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	if r.url.Scheme != "http" && r.url.Scheme != "https" {
		return nil, fmt.Errorf("scheme %q is not followed", r.url.Scheme)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
	req.Header.Set("Accept-Language", "en-US,en;q=0.9")
	r.setFetchHeaders(req.Header, fetchSite)
	if r.method == http.MethodPost {
		req.Header.Set("Content-Type", r.ctype)
	}
	var initiator *url.URL
	if r.from != nil {
		initiator = r.from.URL
	}
	cookies, withheld := b.jar.get(r.url, r.method, initiator)
	hop.Withheld = withheld
	for _, c := range cookies {
		req.AddCookie(c)
	}
	return req, nil
}

func (b *Browser) keep(h Hop) {
	if len(b.hops) == MaxHops {
		b.hops = slices.Delete(b.hops, 0, 1)
	}
	b.hops = append(b.hops, h)
}

func redirect(status int) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, status)
}

// redirected is the request that follows r's redirect to location (Fetch standard, HTTP-redirect fetch).
func (r request) redirected(page *Page, location string) (request, error) {
	u, err := page.URL.Parse(location)
	if err != nil || u.Host == "" {
		return r, &Error{Kind: BadURL, URL: page.URL.String(), Detail: fmt.Sprintf("redirects to %q", location), Err: err}
	}
	if u.Fragment == "" && !strings.Contains(location, "#") {
		u.Fragment = r.url.Fragment
	}
	next := request{method: r.method, url: u, from: r.from, fields: r.fields, body: r.body, ctype: r.ctype}
	if page.Status == 303 || r.method == http.MethodPost && page.Status < 303 {
		next.method, next.fields, next.body, next.ctype = http.MethodGet, nil, nil, ""
	}
	return next, nil
}
