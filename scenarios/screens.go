package scenarios

import (
	"context"
	"net/url"
	"strings"

	"samlharness/browser"
	"samlharness/report"
)

// watched is an agent of whose pages the world is told.
type watched struct {
	browser.Agent
	world *World
}

// watched lets the world see what an agent sees, where anybody asked for that.
func (w *World) watched(agent browser.Agent) browser.Agent {
	if w.see == nil {
		return agent
	}
	return watched{agent, w}
}

// Open tells of the page that it leads to; so do Submit and Follow.
func (a watched) Open(ctx context.Context, target string) (*browser.Page, error) {
	return a.told(ctx)(a.Agent.Open(ctx, target))
}

// Submit presses a button.
func (a watched) Submit(ctx context.Context, form *browser.Form, button *browser.Button) (*browser.Page, error) {
	return a.told(ctx)(a.Agent.Submit(ctx, form, button))
}

// Follow follows a link.
func (a watched) Follow(ctx context.Context, page *browser.Page, link browser.Link) (*browser.Page, error) {
	return a.told(ctx)(a.Agent.Follow(ctx, page, link))
}

// camera is an agent that draws its pages.
type camera interface {
	// Picture is a small picture of the window.
	Picture(ctx context.Context) ([]byte, error)
}

func (a watched) told(ctx context.Context) func(*browser.Page, error) (*browser.Page, error) {
	return func(page *browser.Page, err error) (*browser.Page, error) {
		if err != nil || page == nil {
			return page, err
		}
		screen := report.Screen{Title: page.Title, URL: place(page.URL), Text: beginning(page.Text())}
		if c, draws := a.Agent.(camera); draws {
			screen.Picture, _ = c.Picture(ctx) // the walk goes on without a picture
		}
		a.world.see(screen)
		return page, nil
	}
}

// place is a page's address without what may be secret.
func place(u *url.URL) string {
	if u == nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// beginning is a text of at most 2000 characters.
func beginning(text string) string {
	const most = 2000
	text = strings.TrimSpace(text)
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}
