package interop_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/chromium"
	"samlharness/inspect"
	"samlharness/inspect/capture"
	"samlharness/internal/redact"
	spsignin "samlharness/sp/signin"
	"samlharness/world"
)

// chromiumPath is the path of Chromium. Without it the test fails in CI, and skips elsewhere.
func chromiumPath(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("Chromium takes seconds to start")
	}
	path, err := chromium.Find()
	if missing, ok := errors.AsType[*chromium.MissingError](err); ok && os.Getenv("CI") == "" {
		t.Skipf("SKIPPED, nothing was tested: %v", missing)
	}
	require.NoError(t, err)
	return path
}

// checkCaptured checks that a browser's HAR of a sign-in of Alice shows its messages, which are accepted, and that the
// cleaned HAR shows the same and no password.
func checkCaptured(t *testing.T, w *world.World, har []byte) {
	t.Helper()
	password := w.Person("alice@contoso.com").JumpCloudPassword
	sent := url.QueryEscape(password) // in a form
	require.True(t, strings.Contains(string(har), password) || strings.Contains(string(har), sent), "all is captured")
	found, err := capture.Find(t.Context(), har)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, "SAMLRequest", found[0].Parameter)
	assert.Equal(t, "SAMLResponse", found[1].Parameter)
	assert.Equal(t, "https://login.microsoftonline.com/login.srf", found[1].URL)
	assert.Equal(t, capture.Post, found[1].Binding)
	assert.False(t, found[1].Time.IsZero())
	assert.True(t, accepted(t, w, found[1]))

	clean, receipt, err := redact.Capture(t.Context(), har, found)
	require.NoError(t, err)
	assert.NotContains(t, string(clean), password)
	assert.NotContains(t, string(clean), sent)
	assert.NotContains(t, string(clean), "ESTSAUTH")
	assert.NotEmpty(t, receipt)
	assert.True(t, json.Valid(clean))
	again, err := capture.Find(t.Context(), clean)
	require.NoError(t, err)
	require.Len(t, again, 2)
	assert.Equal(t, string(found[1].XML), string(again[1].XML))
	assert.True(t, accepted(t, w, again[1]))
}

// TestPlaywrightHAR reads what Playwright's recordHar writes of a sign-in.
func TestPlaywrightHAR(t *testing.T) {
	t.Parallel()
	const folder = "testdata/playwright"
	path := chromiumPath(t)
	w := federatedWorld(t)
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	har := filepath.Join(t.TempDir(), "flow.har")
	args := []string{"--disable-component-update"}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox")
	}
	out, err := node(t, folder, "record.mjs", map[string]any{"chromium": path, "proxy": proxy, "har": har, "args": args,
		"upn": "alice@contoso.com", "password": w.Person("alice@contoso.com").JumpCloudPassword,
		"landed": "Stay signed in"}).Output()
	require.NoError(t, err, "%s", out)
	data, err := os.ReadFile(har)
	require.NoError(t, err)
	checkCaptured(t, w, data)
}

// TestChromiumHAR reads a HAR in the form of DevTools, made of the network events of a real sign-in in Chromium.
func TestChromiumHAR(t *testing.T) {
	t.Parallel()
	path := chromiumPath(t)
	w := federatedWorld(t)
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.ProxyServer(proxy),
		chromedp.Flag("ignore-certificate-errors", true), chromedp.Flag("disable-component-update", true))
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox)
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(t.Context(), flags...)
	defer closeAllocator()
	tab, closeTab := chromedp.NewContext(allocator)
	defer closeTab()
	seen := devTools{loads: make(chan struct{}, 100)}
	require.NoError(t, chromedp.Listen(tab, seen.onEvent))
	_, err = chromedp.Call(tab, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, page.Enable, page.EnableParams{})
	require.NoError(t, err)

	script := strings.NewReplacer("UPN", "alice@contoso.com", "PASSWORD",
		w.Person("alice@contoso.com").JumpCloudPassword).Replace(fillIn)
	require.NoError(t, chromedp.Do(tab, chromedp.Evaluate[chromedp.Void](
		"location.assign('https://login.microsoftonline.com/')")))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !seen.has("SAMLResponse=") {
		select {
		case <-ctx.Done():
			t.Fatal(context.Cause(ctx))
		case <-seen.loads:
		}
		_ = chromedp.Do(tab, chromedp.Evaluate[chromedp.Void](script)) // while a page is being left it fails
	}
	checkCaptured(t, w, seen.har(t))
}

// fillIn types what a page asks for and presses the last button of its form, once a page.
const fillIn = `(() => {
	if (window.done) return;
	const email = document.querySelector('input[type=email]'), password = document.querySelector('input[type=password]');
	if (!email && !password) return;
	window.done = true;
	if (email) email.value = 'UPN';
	if (password) password.value = 'PASSWORD';
	[...(email || password).form.querySelectorAll('button,input[type=submit]')].pop().click();
})()`

// devTools collects the entries that the network panel of DevTools would export.
type devTools struct {
	mu      sync.Mutex
	entries []any
	bodies  strings.Builder
	loads   chan struct{} // a page has finished loading
}

func (d *devTools) onEvent(event any) {
	if _, ok := event.(*page.EventLoadEventFired); ok {
		d.loads <- struct{}{}
	}
	e, ok := event.(*network.EventRequestWillBeSent)
	if !ok {
		return
	}
	var body []byte
	for _, part := range e.Request.PostDataEntries {
		body = append(body, part.Bytes...)
	}
	headers := []any{map[string]any{"name": "cookie", "value": "ESTSAUTH=0.AXoA-secret"}}
	for name, value := range e.Request.Headers {
		headers = append(headers, map[string]any{"name": name, "value": value})
	}
	request := map[string]any{"method": e.Request.Method, "url": e.Request.URL, "httpVersion": "http/2.0",
		"headers": headers, "queryString": []any{}, "cookies": []any{}, "headersSize": -1, "bodySize": len(body)}
	if body != nil {
		request["postData"] = map[string]any{"mimeType": "application/x-www-form-urlencoded", "text": string(body)}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bodies.Write(body)
	d.entries = append(d.entries, map[string]any{"_initiator": map[string]any{"type": "other"}, "_priority": "VeryHigh",
		"_resourceType": "document", "connection": "443", "pageref": "page_1", "request": request, "time": 12.5,
		"startedDateTime": "2026-03-02T09:15:00.000Z", "response": map[string]any{
			"status":  200,
			"content": map[string]any{},
		}})
}

func (d *devTools) has(text string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Contains(d.bodies.String(), text)
}

func (d *devTools) har(t *testing.T) []byte {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	data, err := json.MarshalIndent(map[string]any{"log": map[string]any{"version": "1.2", "entries": d.entries,
		"creator": map[string]any{"name": "WebInspector", "version": "537.36"}}}, "", "  ")
	require.NoError(t, err)
	return data
}

func federatedWorld(t *testing.T) *world.World {
	t.Helper()
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	return w
}

// accepted judges a message by what the world knows, when it was issued.
func accepted(t *testing.T, w *world.World, found capture.Found) bool {
	t.Helper()
	report, err := inspect.Judge(t.Context(), found, inspect.Options{
		At:        w.Clock.Now(),
		Directory: spsignin.Realms{Tenant: w.Entra},
	})
	require.NoError(t, err)
	if !report.Accepted {
		t.Log(report.Page, report.Refusal)
	}
	return report.Accepted
}
