package reportpage_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/axetest"
	"samlharness/report"
)

// The page bears all looks, the keyboard alone, and a reader without JavaScript.
func TestPageInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	b := axetest.Open(t)
	scripts := broken(t)
	first := file(t, ran(t, scripts...))
	b.Do(chromedp.Navigate(first))
	b.CheckPage("broken", axetest.Look{Width: 1280}, axetest.Look{Width: 320, Dark: true})
	b.Do(chromedp.KeyEvent("j"))
	assert.Equal(t, "Alice signs in", focused(t, b))
	b.Do(chromedp.KeyEvent("k"), chromedp.KeyEvent(kb.Tab))
	assert.Equal(t, "testdata/6-expired.txtar:16", focused(t, b))

	const packed = `details[data-p] > summary`
	b.Do(chromedp.Evaluate[chromedp.Void](`for (const d of document.querySelectorAll("details.fall")) d.open = true`),
		chromedp.Focus(packed), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible(`[id^=n1] .checks`))
	assert.Equal(t, "true", b.Value(`String([...document.querySelectorAll("[id^=n1] a")]
		.every((a) => document.getElementById(a.hash.slice(1))))`), "links within an unpacked message")

	b.Set(axetest.Look{NoScript: true})
	b.Do(chromedp.Navigate(first))
	assert.Contains(t, b.Text(".why"), "register the certificate")
	assert.Contains(t, b.Text(".fall details[open] .message"), "The certificate is registered for the domain")
	b.Set(axetest.Look{})
	if os.Getenv(axetest.Screenshots) == "" {
		return
	}
	for _, s := range scripts {
		b.Do(chromedp.Navigate(file(t, ran(t, s))))
		b.CheckPage(s.Name[len("testdata/"):], axetest.Looks()[:4]...)
	}
}

func file(t *testing.T, r *report.Report) string {
	name := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(name, []byte(page(t, r)), 0o600))
	return "file://" + filepath.ToSlash(name)
}

// focused is the name or text of what has the focus.
func focused(t *testing.T, b *axetest.Browser) (text string) {
	t.Helper()
	return b.Value(`document.activeElement.ariaLabel || document.activeElement.innerText`)
}
