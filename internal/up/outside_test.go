package up_test

import (
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"samlharness/internal/control"
	"samlharness/internal/needs"
	"samlharness/internal/up"
)

// federated is a world whose contoso.com is federated by the commands that the guide prints.
func federated(t *testing.T) *up.Held {
	t.Helper()
	held := open(t, options(t))
	client := &control.Client{Connection: held.Connection}
	var metadata map[string][]byte
	for _, args := range [][]string{
		{"jumpcloud", "directory", "bind", "alice"},
		{"jumpcloud", "app", "create", "office365", "--domain", "contoso.com"},
		{"jumpcloud", "group", "bind", "All Users", "office365"},
		{"jumpcloud", "metadata", "export", "office365", "--out", "m.xml"},
		{"federation", "enable", "--xml-file", "m.xml"},
	} {
		result, err := client.Invoke(t.Context(), control.Call{Args: args, Files: metadata})
		require.NoError(t, err)
		require.Zero(t, result.ExitCode, result.Stderr)
		if len(result.Files) > 0 {
			metadata = result.Files
		}
	}
	return held
}

// curl is the program, with a cookie jar, that goes through the proxy and trusts the printed file.
type curl struct {
	t       *testing.T
	program string
	usual   []string
}

func newCurl(t *testing.T, held *up.Held) *curl {
	t.Helper()
	jar := filepath.Join(t.TempDir(), "cookies")
	return &curl{t, needs.Program(t, "curl"),
		[]string{"--silent", "--show-error", "--fail", "--location", "--max-time", "30",
			"--proxy", held.Connection.ProxyURL, "--cacert", held.Connection.CACertificateFile, "--cookie", jar,
			"--cookie-jar", jar,
			"--write-out", "\n%{url_effective}"}}
}

// load fetches a page and returns it with its address.
func (c *curl) load(arguments ...string) (body, address string) {
	c.t.Helper()
	out, err := needs.Run(c.t, c.program, append(c.usual, arguments...)...)
	require.NoError(c.t, err)
	end := strings.LastIndexByte(string(out), '\n')
	return string(out[:end]), string(out[end+1:])
}

// submit posts the page's form with what a person adds to it.
func (c *curl) submit(body, address string, typed map[string]string) (string, string) {
	c.t.Helper()
	action, fields := form(c.t, body)
	base, err := url.Parse(address)
	require.NoError(c.t, err)
	target, err := base.Parse(action)
	require.NoError(c.t, err)
	for name, value := range typed {
		fields[name] = value
	}
	arguments := []string{target.String()}
	for name, value := range fields {
		arguments = append(arguments, "--data-urlencode", name+"="+value)
	}
	return c.load(arguments...)
}

// form is the action and the inputs of a page's first form.
func form(t *testing.T, body string) (action string, fields map[string]string) {
	t.Helper()
	fields = map[string]string{}
	inside := false
	for z := html.NewTokenizer(strings.NewReader(body)); z.Next() != html.ErrorToken; {
		token := z.Token()
		attributes := map[string]string{}
		for _, a := range token.Attr {
			attributes[a.Key] = a.Val
		}
		switch {
		case token.Data == "form" && token.Type == html.StartTagToken:
			action, inside = attributes["action"], true
		case token.Data == "form":
			return action, fields
		case inside && token.Data == "input" && attributes["name"] != "" && attributes["type"] != "checkbox":
			fields[attributes["name"]] = attributes["value"]
		}
	}
	require.Fail(t, "no form", body)
	return "", nil
}

func TestCurlWalksASignInThroughTheProxy(t *testing.T) {
	c := newCurl(t, federated(t))
	body, address := c.load("https://login.microsoftonline.com/")
	require.Contains(t, body, `name="loginfmt"`)
	body, address = c.submit(body, address, map[string]string{"loginfmt": "alice@contoso.com"})
	assert.Contains(t, body, "Taking you to your organization's sign-in page")
	body, address = c.submit(body, address, nil) // AuthnRequest to JumpCloud
	require.Contains(t, address, "https://console.jumpcloud.com/login?")
	body, address = c.submit(body, address, map[string]string{
		"email":    "alice@contoso.com",
		"password": "JumpCloud-Passw0rd!",
	})
	require.Contains(t, body, `name="SAMLResponse"`)
	body, address = c.submit(body, address, nil) // Response to login.srf
	require.Contains(t, body, "Stay signed in?")
	require.Contains(t, address, "https://login.microsoftonline.com/login.srf")
	body, address = c.submit(body, address, map[string]string{"LoginOptions": "3"})
	assert.Contains(t, address, "https://www.office.com/")
	assert.Contains(t, body, "alice@contoso.com")
}

func TestCurlIsRefusedOtherHosts(t *testing.T) {
	held := open(t, options(t))
	c := newCurl(t, held)
	_, err := needs.Run(t, c.program, append(c.usual, "https://www.example.com/")...)
	assert.ErrorContains(t, err, "403")
}

// TestChromiumWalksASignInUnderLocalhost checks that a plain browser, without proxy or certificate, signs in at the
// *.localhost names, from the desk's link on.
func TestChromiumWalksASignInUnderLocalhost(t *testing.T) {
	held := federated(t)
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(needs.Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.CombinedOutput(io.Discard),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true))...)
	defer cancel()
	ctx, cancel := chromedp.NewContext(allocator)
	defer cancel()
	require.NoError(t, chromedp.Do(ctx)) // starts the browser, which lives as long as this context
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()

	err := chromedp.Do(ctx,
		chromedp.Navigate(held.Connection.HomeURL),
		shot(t, "desk"),
		chromedp.Click(`//tr[contains(., "alice@contoso.com")]//a[contains(., "Microsoft 365")]`),
		chromedp.Click("#idSIButton9"),                 // the name stands there
		chromedp.WaitVisible(`input[name="password"]`), // JumpCloud's, after the form that posts itself
		shot(t, "jumpcloud-login"),
		chromedp.SendKeys(`input[name="password"]`, "JumpCloud-Passw0rd!"),
		chromedp.Click(`button[data-automation="loginButton"]`),
		chromedp.WaitVisible("#idBtn_Back"), // Stay signed in?
		shot(t, "stay-signed-in"),
		chromedp.Click("#idBtn_Back"),
		chromedp.WaitVisible("//*[contains(text(), 'signed in as')]"),
		shot(t, "landing"),
	)
	require.NoError(t, err)
	landed, err := chromedp.Run(ctx, chromedp.Text("main"))
	require.NoError(t, err)
	address, err := chromedp.Run(ctx, chromedp.Location())
	require.NoError(t, err)
	assert.Contains(t, landed, "alice@contoso.com")
	assert.Contains(t, address, held.Connection.Sites["www.office.com"])
}

// shot keeps a picture of the page when HARNESS_SCREENSHOTS names a folder.
func shot(t *testing.T, name string) chromedp.Action[chromedp.Void] {
	t.Helper()
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		folder := os.Getenv("HARNESS_SCREENSHOTS")
		if folder == "" {
			return nil
		}
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	})
}
