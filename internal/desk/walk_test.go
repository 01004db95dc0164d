package desk_test

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
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
// the check that failed, to the debugger, where the edited message passes: by the keys of the keyboard alone, narrow
// and wide, light and dark, with script and without. Where there is script, axe-core looks at each page on the way.
func TestWalk(t *testing.T) {
	b := axetest.Open(t)
	for _, look := range []axetest.Look{
		{Width: 390, NoScript: true}, {Width: 390, Dark: true}, {Width: 1280, Dark: true, NoScript: true}, {Width: 1280},
	} {
		t.Run(look.String(), func(t *testing.T) { (&walker{t, b, look}).walk() })
	}
}

// walker is somebody without a mouse.
type walker struct {
	t *testing.T
	*axetest.Browser
	look axetest.Look
}

// tab presses Tab until an element has the focus that the selector names.
func (w *walker) tab(selector string) {
	w.t.Helper()
	w.Do(chromedp.WaitVisible(selector))
	for range 400 {
		w.Do(chromedp.KeyEvent("\t"))
		if w.Value(`String(document.activeElement?.matches(`+strconv.Quote(selector)+`))`) == "true" {
			return
		}
	}
	require.Fail(w.t, "Tab does not reach "+selector)
}

// press has Tab reach an element, and presses keys there.
func (w *walker) press(selector, keys string) {
	w.t.Helper()
	w.tab(selector)
	w.Do(chromedp.KeyEvent(keys))
}

// at waits for a page, and has it looked at where axe-core can.
func (w *walker) at(name, selector string) {
	w.t.Helper()
	w.Do(chromedp.WaitVisible(selector))
	if w.look.NoScript {
		w.Keep(name + "-" + w.look.String())
		return
	}
	w.CheckPage(name, w.look)
	w.Set(w.look)
}

// carryOn posts a form that posts itself where there is script.
func (w *walker) carryOn() {
	if w.look.NoScript {
		w.press("form#autopost [type=submit]", "\r")
	}
}

func (w *walker) walk() {
	of, address := wholeDesk(w.t)
	_, err := of.JumpCloud.RegenerateCertificate(w.t.Context(), "office365")
	require.NoError(w.t, err)
	w.Set(w.look)
	w.Do(chromedp.Navigate(address))
	w.at("walk-home", "#people")
	w.press(`a[href*="login_hint=alice"]`, "\r")
	w.at("walk-name", "#i0116")
	w.press("#idSIButton9", "\r")
	w.carryOn()
	w.at("walk-login", "#password")
	w.press("#password", world.DemoJumpCloudPassword+"\r")
	w.carryOn()
	w.at("walk-refused", "#correlationId")
	w.press(".why a", "\r")
	w.at("walk-exchange", "details[open] li.bad")
	assert.Contains(w.t, w.Text("h1"), "alice@contoso.com was refused by Microsoft")
	assert.Contains(w.t, w.Text("details[open] li.bad"), "The certificate is registered for the domain")
	assert.Contains(w.t, w.Text("details[open] li.bad"), "harness federation disable --domain contoso.com")
	w.press(`details[open] a[href^="/debug?exchange="]`, "\r")
	w.at("walk-debugger", ".debugger .message")
	assert.Contains(w.t, w.Text(".debugger .outcome"), "AADSTS5000811")
	w.edit()
}

// edit has the edited message judged by a Microsoft that knows the new certificate.
func (w *walker) edit() {
	w.press(".editor > summary", "\r")
	w.tab("#m1-xml")
	if w.look.NoScript { // typed
		w.Do(chromedp.KeyEvent("<!-- edited -->"))
	} else { // an hour later
		w.Value(`(t => { t.value = t.value.replaceAll("2026-03-02T09:", "2026-03-02T10:"); return "" })(
			document.activeElement)`)
		w.Do(chromedp.SetValue("#m1-at", "2026-03-02T10:15:00Z"))
	}
	w.press(`.editor input[name="sign"]`, " ")
	w.press(`.editor input[value="tenant"]`, kb.ArrowDown)
	w.press(".editor .primary", "\r")
	w.Do(chromedp.WaitVisible("#before"))
	if !assert.Contains(w.t, w.Text(".debugger .outcome"), "signs in alice@contoso.com") {
		w.Keep("walk-failed")
	}
	w.at("walk-passes", "#before")
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
