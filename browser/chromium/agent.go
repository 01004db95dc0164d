package chromium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"samlharness/browser"
)

var _ browser.Agent = (*Browser)(nil)

// Open goes to a URL as if it had been typed into the address bar, and waits until a page stands still.
func (b *Browser) Open(ctx context.Context, target string) (*browser.Page, error) {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return nil, &browser.Error{Kind: browser.BadURL, URL: target, Detail: "expected http://… or https://…", Err: err}
	}
	return b.begin(ctx, target, func(run context.Context) error {
		typed := page.NavigateParams{URL: target, TransitionType: page.TransitionTypeTyped}
		_, err := chromedp.Call(run, page.Navigate, typed) // a page that cannot be reached shows itself
		return err
	})
}

// Follow presses the link on the page.
func (b *Browser) Follow(ctx context.Context, p *browser.Page, link browser.Link) (*browser.Page, error) {
	return b.do(ctx, p.URL.String(), "(()=>{const a=[...document.links].find(a=>a.href==="+quote(link.URL.String())+
		");if(!a)throw new Error('no such link');a.click()})()")
}

// Submit types the form's values into the page and presses the button; nil presses the first one.
func (b *Browser) Submit(ctx context.Context, form *browser.Form, button *browser.Button) (*browser.Page, error) {
	values := map[string]string{}
	checked := map[string]bool{}
	for _, f := range form.Fields {
		switch {
		case f.Name == "" || f.Disabled || f.ReadOnly || f.Type == "hidden" || f.Type == "file":
		case f.Type == "checkbox":
			checked[f.Name] = f.Checked
		case f.Type == "radio" && !f.Checked:
		default:
			values[f.Name] = f.Value
		}
	}
	index := 0
	if button != nil {
		index = button.Index
	}
	return b.do(ctx, form.Page().URL.String(),
		fmt.Sprintf("(%s)(%d,%s,%s,%d)", submitScript, form.Index, quote(values), quote(checked), index))
}

// submitScript fills in a form like a person and presses a button.
const submitScript = `(index, values, checked, button) => {
	const form = document.forms[index];
	if (!form) throw new Error('no such form');
	for (const [name, value] of Object.entries(values)) form.elements.namedItem(name).value = value;
	for (const [name, on] of Object.entries(checked)) form.elements.namedItem(name).checked = on;
	const buttons = [...form.elements].filter(e => (e.type === 'submit' || e.type === 'image') && !e.disabled);
	if (buttons.length) buttons[button].click(); else form.requestSubmit();
}`

// do runs a script that begins a navigation, and waits until a page stands still.
func (b *Browser) do(ctx context.Context, from, script string) (*browser.Page, error) {
	return b.begin(ctx, from, func(run context.Context) error {
		return chromedp.Do(run, chromedp.Evaluate[chromedp.Void](script))
	})
}

// begin begins a navigation, and waits until a page stands still.
func (b *Browser) begin(ctx context.Context, from string, navigate func(context.Context) error) (*browser.Page, error) {
	run, cancel := context.WithTimeout(b.tab, timeout)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	b.drain()
	if err := navigate(run); err != nil && !gone(err) {
		return nil, b.lost(from, err)
	}
	for range maxLoads {
		select {
		case <-run.Done():
			return nil, b.lost(from, errors.Join(run.Err(), ctx.Err()))
		case <-b.loads:
		}
		p, err := b.read(run)
		if gone(err) {
			continue // a form posts itself while we look
		}
		if err != nil {
			return nil, b.lost(from, err)
		}
		if _, more := p.AutoPost(); !more {
			return p, nil
		}
	}
	return nil, &browser.Error{
		Kind:       browser.Loop,
		URL:        from,
		Detail:     fmt.Sprintf("more than %d pages in a row go on by themselves", maxLoads),
		Transcript: b.Transcript(),
	}
}

// maxLoads bounds the pages of one navigation.
const maxLoads = 15

// read takes the page as it stands.
func (b *Browser) read(ctx context.Context) (*browser.Page, error) {
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[[]string]("[location.href, document.documentElement.outerHTML]"))
	if err != nil {
		return nil, err
	}
	location, document := seen[0], seen[1]
	u, err := url.Parse(location)
	if err != nil {
		return nil, err
	}
	if u.Host == "" || u.Scheme == "chrome-error" {
		return nil, fmt.Errorf("chromium shows %s", location)
	}
	p := browser.ParsePage(u, 0, http.Header{}, []byte(document), false)
	p.Status = b.arrived(p.Title)
	return p, nil
}

// Now is the page that the window shows, wherever it came from: a person may have gone on by themselves.
func (b *Browser) Now(ctx context.Context) (*browser.Page, error) {
	run, cancel := context.WithTimeout(b.tab, timeout)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	p, err := b.read(run)
	if err != nil {
		return nil, b.lost("the window", errors.Join(err, ctx.Err()))
	}
	return p, nil
}

// drain forgets loads of earlier navigations.
func (b *Browser) drain() {
	for {
		select {
		case <-b.loads:
		default:
			return
		}
	}
}

// lost is a navigation that reached no page.
func (b *Browser) lost(from string, err error) error {
	return &browser.Error{Kind: browser.Transport, URL: from, Detail: "Chromium", Transcript: b.Transcript(), Err: err}
}

// gone tells that the page was left while a script ran in it.
func gone(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "context was destroyed") ||
		strings.Contains(err.Error(), "Cannot find context") ||
		strings.Contains(err.Error(), "navigated or closed"))
}

func quote(v any) string {
	data, _ := json.Marshal(v) // strings and maps of strings and booleans always can
	return string(data)
}
