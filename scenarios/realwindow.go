package scenarios

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/browser"
	"samlharness/browser/chromium"
	"samlharness/browser/signin"
	"samlharness/internal/cloud"
	"samlharness/world"
)

// Window opens windows of Chromium for the people of a run on a real tenant: a person sees them, where there is a
// screen, and goes on where the pages ask for more than the run knows.
type Window struct {
	// Dial connects to what is not the world's; CAPEM are further authorities that the window trusts.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	CAPEM []byte
	// Elsewhere says that the identity provider is where the window finds it, and not the script's world: its pages are
	// the person's alone.
	Elsewhere bool
	// Clock paces looks at the window, and Patience is how long a person may take for a page.
	Clock    clockwork.Clock
	Patience time.Duration
	// Tell is called when a person is waited for; nil tells nobody.
	Tell func(line string)
}

// open opens a window.
func (w *Window) open(ctx context.Context, made *world.World) (browser.Agent, func(), error) {
	o := chromium.Options{CAPEM: w.CAPEM, Visible: true}
	if !w.Elsewhere {
		var err error
		if o.ProxyURL, err = made.ProxyOutside(ctx, w.Dial); err != nil {
			return nil, nil, err
		}
		o.CAPEM = slices.Concat(made.CAPEM(), []byte("\n"), w.CAPEM)
	}
	b, err := chromium.Start(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	return b, b.Close, nil
}

// looking is an agent whose page can be looked at.
type looking interface {
	Now(ctx context.Context) (*browser.Page, error)
}

// driver walks people through the pages, with the person at the window where the walk does not know on.
func (w *Window) driver(agent looking) signin.Driver {
	vendors := []signin.Vendor{signin.Microsoft()}
	if !w.Elsewhere {
		vendors = append(vendors, signin.JumpCloud())
	}
	return signin.Driver{
		Vendors: vendors,
		Arrived: arrived,
		Person: func(ctx context.Context, from *browser.Page) (*browser.Page, error) {
			return w.person(ctx, agent, from)
		},
	}
}

// person waits until somebody has gone on from a page.
func (w *Window) person(ctx context.Context, agent looking, from *browser.Page) (*browser.Page, error) {
	if w.Tell != nil {
		w.Tell(fmt.Sprintf("the window shows “%s”: please go on there, within %s", from.Title, w.Patience))
	}
	end := w.Clock.Now().Add(w.Patience)
	for w.Clock.Now().Before(end) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-w.Clock.After(time.Second):
		}
		page, err := agent.Now(ctx)
		if err == nil && (page.URL.String() != from.URL.String() || page.Title != from.Title) {
			return page, nil
		}
	}
	return nil, fmt.Errorf("nobody went on from “%s” at %s within %s", from.Title, place(from.URL), w.Patience)
}

// arrived says whether a page is one at which somebody is who has signed in at Microsoft, in any of its clouds.
func arrived(page *browser.Page) bool {
	host := strings.ToLower(page.URL.Hostname())
	return slices.ContainsFunc(cloud.Names(), func(name string) bool {
		return slices.Contains(cloud.Cloud(name).Arrivals(), host)
	})
}
