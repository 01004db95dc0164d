package axetest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/needs"
)

// Screenshots is the environment variable that names the folder where pictures are kept.
const Screenshots = "HARNESS_SCREENSHOTS"

// patience is for a whole test at the browser.
const patience = 5 * time.Minute

// Browser is a Chromium of a test, with axe-core.
type Browser struct {
	t   testing.TB
	ctx context.Context
	axe string
}

// Open starts Chromium, which ends with the test. The test is skipped where Chromium or axe-core are missing; see
// [needs.NodePackages].
func Open(t testing.TB) *Browser {
	t.Helper()
	folder := filepath.Join(repository(t), "internal", "axetest", "testdata", "node")
	needs.NodePackages(t, folder)
	axe, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
	require.NoError(t, err)
	allocator, end := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(needs.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.CombinedOutput(io.Discard), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true))...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx)) // starts the browser, which lives as long as this context
	ctx, end = context.WithTimeout(ctx, patience)
	t.Cleanup(end)
	return &Browser{t, ctx, string(axe)}
}

// repository is the root of the module.
func repository(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for range 10 {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		folder = filepath.Dir(folder)
	}
	require.Fail(t, "there is no go.mod above the test")
	return ""
}

// Do does things at the browser.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// Text is what a reader sees of an element.
func (b *Browser) Text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	require.NoError(b.t, err)
	return text
}

// Value is that of an expression of JavaScript, a text.
func (b *Browser) Value(expression string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression))
	require.NoError(b.t, err)
	return text
}

// Look is how a page is looked at. Its zero value is a wide, light window with script.
type Look struct {
	// Width of the window in CSS pixels; 0 means 1280.
	Width int64
	Dark  bool
	// NoScript switches JavaScript off, and axe-core with it.
	NoScript bool
}

func (l Look) String() string {
	s := fmt.Sprint(l.Width)
	if l.Dark {
		s += "-dark"
	}
	if l.NoScript {
		s += "-noscript"
	}
	return s
}

// Looks are those that every page must bear: the widest, a telephone, the narrowest, light and dark.
func Looks() []Look {
	return []Look{{Width: 1280}, {Width: 1280, Dark: true}, {Width: 390}, {Width: 390, Dark: true}, {Width: 320}}
}

// Set makes the window so.
func (b *Browser) Set(l Look) {
	b.t.Helper()
	if l.Width == 0 {
		l.Width = 1280
	}
	scheme := "light"
	if l.Dark {
		scheme = "dark"
	}
	b.Do(chromedp.EmulateViewport(l.Width, 900), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled,
			emulation.SetScriptExecutionDisabledParams{Value: l.NoScript})
		return err
	}))
}

// violation is what axe-core finds, with the elements that it finds it at.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML, FailureSummary string }
}

// CheckPage looks at the page that is open in these looks, or without any in those of [Looks], and keeps pictures under
// the name.
func (b *Browser) CheckPage(name string, looks ...Look) {
	b.t.Helper()
	b.Do(chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := chromedp.Evaluate[any](b.axe+"; null")(ctx, tab)
		return err
	}))
	if len(looks) == 0 {
		looks = Looks()
	}
	for _, look := range looks {
		b.Set(look)
		b.Keep(name + "-" + look.String())
		b.check(name + " " + look.String())
	}
	for _, width := range widthsBetween() {
		b.Set(Look{Width: width})
		b.fits(fmt.Sprint(name, " ", width))
	}
	b.Set(Look{})
}

// widthsBetween are windows in which columns are neither side by side with room nor one below the other.
func widthsBetween() []int64 { return []int64{660, 800, 1000, 1190} }

func (b *Browser) check(name string) {
	b.t.Helper()
	b.fits(name)
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](
		`axe.run().then((r) => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	var violations []violation
	require.NoError(b.t, json.Unmarshal([]byte(found), &violations))
	for _, v := range violations {
		for _, n := range v.Nodes {
			assert.Fail(b.t, "axe-core: "+v.ID, "%s: %s\n%s\n%s", name, v.Help, n.HTML, n.FailureSummary)
		}
	}
}

// fits checks that nothing is wider than the window, and nothing leaves the panel in which it stands: there it would
// lie under the next one.
func (b *Browser) fits(name string) {
	b.t.Helper()
	width, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](
		`[document.documentElement.scrollWidth, document.documentElement.clientWidth]`))
	require.NoError(b.t, err)
	assert.LessOrEqual(b.t, width[0], width[1], "%s: the page is wider than the window", name)
	assert.Empty(b.t, b.Value(outside), "%s: this leaves its panel", name)
}

// outside names the first element that leaves its panel, with its text; what scrolls or is cut there does not.
const outside = `[...document.querySelectorAll(".panel *")].filter((e) => {
	const panel = e.closest(".panel"), box = e.getBoundingClientRect();
	for (let at = e; at !== panel; at = at.parentElement) {
		const style = getComputedStyle(at);
		if (style.overflowX !== "visible" || style.clipPath !== "none") return false;
	}
	return box.width > 1 && box.right > panel.getBoundingClientRect().right + 1;
}).slice(0, 1).map((e) => e.outerHTML.slice(0, 200)).join()`

// Keep keeps a picture of the whole page when [Screenshots] names a folder.
func (b *Browser) Keep(name string) {
	b.t.Helper()
	folder := os.Getenv(Screenshots)
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, " ", "-")+".png"), picture, 0o600))
}
