package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Program is one Chromium for many windows, which are started in a tenth of its time. Windows share nothing: each has a
// browser context, and so cookies, storage and a proxy of its own. It may be used by many goroutines at once. Its zero
// value starts the program when the first window is opened; Close ends it.
type Program struct {
	mu      sync.Mutex
	running context.Context // nil before the first window
	end     func()
}

// Open opens a window, which ends by its Close, or with the program. A program that has crashed is started again.
//
// Where Options.CAPEM is given, the window takes any certificate: the program is there before the authorities are, so
// it cannot be told their keys. It must have a proxy then, that of a world, which leads to the world's hosts alone.
func (p *Program) Open(ctx context.Context, o Options) (*Browser, error) {
	if o.CAPEM != nil && o.ProxyURL == "" {
		return nil, errors.New("chromium: a window that takes any certificate needs the proxy of a world")
	}
	running, err := p.start(ctx)
	if err != nil {
		return nil, err
	}
	tab, closeTab := chromedp.NewContext(running,
		chromedp.WithNewBrowserContext(func(c *target.CreateBrowserContextParams) { c.ProxyServer = o.ProxyURL }))
	b := &Browser{loads: make(chan struct{}, 100), tab: tab, close: []context.CancelFunc{closeTab}}
	defer context.AfterFunc(ctx, closeTab)()
	err = b.listen()
	if err == nil && o.CAPEM != nil {
		_, err = chromedp.Call(tab, security.SetIgnoreCertificateErrors,
			security.SetIgnoreCertificateErrorsParams{Ignore: true})
	}
	if err != nil {
		b.Close()
		return nil, fmt.Errorf("chromium: no window can be opened: %w", err)
	}
	return b, nil
}

// start starts the program unless it runs. It runs on when the context of the window ends that it was started for.
func (p *Program) start(ctx context.Context) (context.Context, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running != nil && !lost(p.running) {
		return p.running, nil
	}
	p.close()
	flags, err := flags()
	if err != nil {
		return nil, err
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.WithoutCancel(ctx), flags...)
	running, endRunning := chromedp.NewContext(allocator)
	p.running, p.end = running, func() {
		endRunning()
		endAllocator()
	}
	defer context.AfterFunc(ctx, endRunning)()
	if err := chromedp.Do(running); err != nil {
		p.close()
		return nil, fmt.Errorf("chromium: cannot be started: %w", err)
	}
	return running, nil
}

// lost says whether the program has ended by itself.
func lost(running context.Context) bool {
	c := chromedp.FromContext(running)
	if c == nil || c.Browser == nil {
		return true
	}
	select {
	case <-c.Browser.LostConnection:
		return true
	case <-running.Done():
		return true
	default:
		return false
	}
}

// Close ends the program and its windows.
func (p *Program) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.close()
}

func (p *Program) close() {
	if p.end != nil {
		p.end()
	}
	p.running, p.end = nil, nil
}

// unused are features that cost a process for each site, or keep the pages that were left. What a page may do is the
// same without them.
const unused = "Translate,BlinkGenPropertyTrees,IsolateOrigins,site-per-process,BackForwardCache"

// flags are those of every Chromium here.
func flags() ([]chromedp.ExecAllocatorOption, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-features", unused), chromedp.Flag("disable-site-isolation-trials", true))
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox) // Chromium refuses to run as root otherwise
	}
	return flags, nil
}
