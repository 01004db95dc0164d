package chromium

import (
	"net/url"
	"slices"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"

	"samlharness/browser"
)

// Transcript lists the documents that were requested so far, oldest first, at most [browser.MaxHops].
func (b *Browser) Transcript() []browser.Hop {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.hops)
}

// onEvent receives the events of the tab.
func (b *Browser) onEvent(event any) {
	switch e := event.(type) {
	case *page.EventLoadEventFired:
		select {
		case b.loads <- struct{}{}:
		default: // nobody waits, and enough is noted
		}
	case *fetch.EventRequestPaused:
		go b.goOn(e) // the tab's events wait for this one
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			b.request(e)
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			b.answered(int(e.Response.Status), "")
		}
	}
}

func (b *Browser) request(e *network.EventRequestWillBeSent) {
	if r := e.RedirectResponse; r != nil {
		location, _ := r.Headers["Location"].(string)
		if location == "" {
			location, _ = r.Headers["location"].(string)
		}
		b.answered(int(r.Status), location)
	}
	u, err := url.Parse(e.Request.URL + e.Request.URLFragment)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.hops) == browser.MaxHops {
		b.hops = slices.Delete(b.hops, 0, 1)
	}
	b.hops = append(b.hops, browser.NewHop(e.Request.Method, u, string(posted(e.Request))))
}

// answered notes the answer of the last request.
func (b *Browser) answered(status int, location string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.hops); n > 0 {
		b.hops[n-1].Status, b.hops[n-1].Location = status, location
	}
}

// arrived notes the title of the page at which a navigation ended, and returns its status.
func (b *Browser) arrived(title string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.hops)
	if n == 0 {
		return 0
	}
	b.hops[n-1].Title = title
	return b.hops[n-1].Status
}
