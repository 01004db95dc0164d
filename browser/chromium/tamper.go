package chromium

import (
	"net/url"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"samlharness/browser"
)

var _ browser.Tamperer = (*Browser)(nil)

// TamperWith has every form that is posted from now on go through t; nil leaves forms alone. Forms with files, or in
// another encoding than the usual one, go as they are.
func (b *Browser) TamperWith(t browser.Tamper) error {
	b.mu.Lock()
	b.tamper = t
	b.mu.Unlock()
	if t == nil {
		_, err := chromedp.Call(b.tab, fetch.Disable, cdp.Empty{})
		return err
	}
	_, err := chromedp.Call(b.tab, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{
		{ResourceType: network.ResourceTypeDocument, RequestStage: fetch.RequestStageRequest},
	}})
	return err
}

// goOn lets a request go on that Chromium holds, with another body where somebody tampers with it. A window that was
// closed meanwhile needs none.
func (b *Browser) goOn(e *fetch.EventRequestPaused) {
	b.mu.Lock()
	t := b.tamper
	b.mu.Unlock()
	_, _ = chromedp.Call(b.tab, fetch.ContinueRequest, fetch.ContinueRequestParams{
		RequestID: e.RequestID,
		PostData:  tampered(e.Request, t),
	})
}

// tampered is the body in place of a request's own; nil where it stays.
func tampered(r *network.Request, t browser.Tamper) []byte {
	action, err := url.Parse(r.URL)
	if t == nil || err != nil || len(r.PostDataEntries) == 0 {
		return nil
	}
	form, err := url.ParseQuery(string(posted(r)))
	if err != nil {
		return nil
	}
	for name, values := range form {
		for i, value := range values {
			values[i] = t(action, name, value)
		}
	}
	return []byte(form.Encode())
}

// posted is the body of a request.
func posted(r *network.Request) (body []byte) {
	for _, entry := range r.PostDataEntries {
		body = append(body, entry.Bytes...)
	}
	return body
}
