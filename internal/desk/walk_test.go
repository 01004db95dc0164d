package desk_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/axetest"
	"samlharness/internal/clients"
	"samlharness/internal/desk"
	"samlharness/internal/desk/debugger"
	"samlharness/internal/desk/home"
	"samlharness/internal/desk/recorder"
	"samlharness/scenarios"
	"samlharness/world"
)

// wholeDesk is the desk of a world, as harness up serves it; its address ends in the port.
func wholeDesk(t *testing.T) (w *world.World, address string) {
	w = world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	return w, deskOf(t, w)
}

// deskOf opens the desk of a world.
func deskOf(t *testing.T, w *world.World) (address string) {
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	people := scenarios.WorldOf(w)
	w.HandleHome(desk.New(desk.Options{World: w.Name, Clock: w.Clock, Rooms: []desk.Room{
		&home.Home{World: people, Sites: sites, CAPEM: w.CAPEM, Time: world.Limits{}.Time(), Clients: clients.World{}},
		&recorder.Recorder{
			Log: w.Record, Time: world.Limits{}.Time(),
			Copy: func(flow int64) ([]byte, error) { return scenarios.Copy(people, flow) },
		},
		&debugger.Debugger{World: people, Clock: w.Clock},
	}}))
	u, err := url.Parse(sites["login.microsoftonline.com"])
	require.NoError(t, err)
	return "http://localhost:" + u.Port()
}

// TestWalk goes from the home page through a sign-in that a new certificate breaks, by its error page, its exchange and
// the check that failed, to the debugger, where the edited message passes: by the keyboard, without script on a narrow
// window, with it on a wide dark one.
func TestWalk(t *testing.T) {
	b := axetest.Open(t)
	for _, look := range []axetest.Look{{Width: 390, NoScript: true}, {Width: 1280, Dark: true}} {
		t.Run(look.String(), func(t *testing.T) { walk(t, b, look) })
	}
}

func walk(t *testing.T, b *axetest.Browser, look axetest.Look) {
	w, address := wholeDesk(t)
	_, err := w.JumpCloud.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	b.Set(look)
	enter := chromedp.KeyEvent("\r")
	b.Do(chromedp.Navigate(address), chromedp.Focus(`a[href*="login_hint=alice"]`), enter, chromedp.WaitVisible("#i0116"))
	b.Do(chromedp.Focus("#idSIButton9"), enter)
	if look.NoScript {
		b.Do(chromedp.WaitVisible("form#autopost [type=submit]"), chromedp.Focus("form#autopost [type=submit]"), enter)
	}
	b.Do(chromedp.SendKeys("#password", world.DemoJumpCloudPassword+"\r"))
	if look.NoScript {
		b.Do(chromedp.WaitVisible(`form#autopost [type=submit]`),
			chromedp.Focus("form#autopost [type=submit]"), enter)
	}
	b.Do(chromedp.WaitVisible("#correlationId"), chromedp.Focus(".why a"), enter,
		chromedp.WaitVisible("details[open] li.bad"))
	assert.Contains(t, b.Text("h1"), "alice@contoso.com was refused by Microsoft")
	assert.Contains(t, b.Text("details[open] li.bad"), "The certificate is registered for the domain")
	b.Do(chromedp.Focus(`details[open] a[href^="/debug?exchange="]`), enter, chromedp.WaitVisible(".debugger .message"))
	assert.Contains(t, b.Text(".debugger .outcome"), "AADSTS5000811")

	b.Do(chromedp.Focus(".editor > summary"), enter, chromedp.WaitVisible("#m1-xml"))
	if look.NoScript { // typed
		b.Do(chromedp.SendKeys("#m1-xml", "<!-- edited -->"))
	} else { // an hour later
		b.Do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			_, err := chromedp.Evaluate[any](`(t => { t.value = t.value.replaceAll("2026-03-02T09:", "2026-03-02T10:") })(
				document.getElementById("m1-xml"))`)(ctx, tab)
			return err
		}), chromedp.SetValue("#m1-at", "2026-03-02T10:15:00Z"))
	}
	b.Do(chromedp.Focus(`.editor input[name="sign"]`), chromedp.KeyEvent(" "),
		chromedp.Focus(`.editor input[value="tenant"]`), chromedp.KeyEvent(kb.ArrowDown),
		chromedp.Focus(".editor .primary"), enter, chromedp.WaitVisible("#before"))
	if !assert.Contains(t, b.Text(".debugger .outcome"), "signs in alice@contoso.com") {
		b.Keep("walk-failed")
	}
	b.CheckPage("walk-passes", axetest.Look{Width: look.Width, Dark: look.Dark})
}

// TestBareAddressIsTheDesk has the three rooms reach one another by the navigation.
func TestBareAddressIsTheDesk(t *testing.T) {
	_, address := wholeDesk(t)
	client := &http.Client{Timeout: 10 * time.Second}
	for _, path := range []string{"/", "/record", "/debug"} {
		answer, err := client.Get(address + path)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Equal(t, http.StatusOK, answer.StatusCode, path)
	}
}

// TestWatchersDoNotHoldTheWorldUp has the stream of an open recorder end by itself when the world is closed: a
// connection that is cut off gives its reader an error.
func TestWatchersDoNotHoldTheWorldUp(t *testing.T) {
	w, err := world.New(t.Context(), world.Options{})
	require.NoError(t, err)
	answer, err := http.Get(deskOf(t, w) + "/record/events")
	require.NoError(t, err)
	assert.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	require.NoError(t, w.Close())
	_, err = io.ReadAll(answer.Body)
	assert.NoError(t, err)
	require.NoError(t, answer.Body.Close())
}
