package chromium

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/internal/exit"
)

// Options say how Chromium reaches a world.
type Options struct {
	// ProxyURL is the CONNECT proxy of a world; "" goes out directly.
	ProxyURL string
	// CAPEM are the certificate authorities that are trusted besides the system's, for this browser alone.
	CAPEM []byte
	// Visible opens a window that a person sees, where there is a screen; [Start] alone heeds it.
	Visible bool
}

// timeout bounds one navigation.
const timeout = 30 * time.Second

// MissingError says that there is no Chromium.
type MissingError struct{ Tried []string }

func (e *MissingError) Error() string {
	return "chromium: not found; tried " + strings.Join(e.Tried, ", ")
}

// Hint is what to do.
func (e *MissingError) Hint() string {
	return "apt-get install chromium-headless-shell or chromium, or leave out --browser"
}

// ExitCode is that of the environment.
func (e *MissingError) ExitCode() int { return exit.Environment }

// Find looks for Chromium or Chrome among the programs: first for the shell without windows, which does a sign-in in a
// quarter of the time. The error is a *[MissingError].
func Find() (string, error) {
	names := []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"chrome"}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", &MissingError{names}
}

// Browser is one window of Chromium with a profile of its own, which Close removes. It is for one goroutine at a time.
type Browser struct {
	tab   context.Context
	close []context.CancelFunc
	loads chan struct{} // a page has finished loading

	mu     sync.Mutex
	hops   []browser.Hop
	tamper browser.Tamper
}

// Start starts a Chromium with one window; it ends with the context, or by Close. Many windows are for [Program].
func Start(ctx context.Context, o Options) (*Browser, error) {
	flags, err := o.flags()
	if err != nil {
		return nil, err
	}
	b := &Browser{loads: make(chan struct{}, 100)}
	allocator, closeAllocator := chromedp.NewExecAllocator(ctx, flags...)
	tab, closeTab := chromedp.NewContext(allocator)
	b.tab, b.close = tab, []context.CancelFunc{closeTab, closeAllocator}
	if err := b.listen(); err != nil {
		b.Close()
		return nil, fmt.Errorf("chromium: cannot be started: %w", err)
	}
	return b, nil
}

// listen starts the program, by the first call, and receives its events.
func (b *Browser) listen() error {
	if err := chromedp.Listen(b.tab, b.onEvent); err != nil {
		return err
	}
	_, errNetwork := chromedp.Call(b.tab, network.Enable, network.EnableParams{})
	_, errPage := chromedp.Call(b.tab, page.Enable, page.EnableParams{})
	return errors.Join(errNetwork, errPage)
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, f := range b.close {
		f()
	}
}

func (o Options) flags() ([]chromedp.ExecAllocatorOption, error) {
	flags, err := flags()
	if err != nil {
		return nil, err
	}
	if o.ProxyURL != "" {
		flags = append(flags, chromedp.ProxyServer(o.ProxyURL))
	}
	if o.Visible && Screen(os.Getenv) {
		flags = append(flags, chromedp.Flag("headless", false))
	}
	var pins []string
	for block, rest := pem.Decode(o.CAPEM); block != nil; block, rest = pem.Decode(rest) {
		pin, err := certs.KeyPin(pem.EncodeToMemory(block))
		if err != nil {
			return nil, fmt.Errorf("chromium: the certificate authority: %w", err)
		}
		pins = append(pins, pin)
	}
	switch {
	case len(pins) > 0:
		flags = append(flags, chromedp.Flag("ignore-certificate-errors-spki-list", strings.Join(pins, ",")))
	case o.CAPEM != nil:
		return nil, errors.New("chromium: the certificate authority is not PEM")
	}
	return flags, nil
}

// Screen says whether this machine has one on which a person sees a window.
func Screen(getenv func(string) string) bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" || getenv("DISPLAY") != "" ||
		getenv("WAYLAND_DISPLAY") != ""
}
