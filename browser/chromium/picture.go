package chromium

import (
	"context"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Picture is the window as it looks, drawn small for a report, as WebP.
func (b *Browser) Picture(ctx context.Context) ([]byte, error) {
	run, cancel := context.WithTimeout(b.tab, timeout)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	size, err := chromedp.Run(run, chromedp.Evaluate[[]float64]("[innerWidth, innerHeight]"))
	if err != nil {
		return nil, err
	}
	shot, err := chromedp.Call(run, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format:  page.CaptureScreenshotFormatWebp,
		Quality: new(int64(pictureQuality)),
		Clip:    &page.Viewport{Width: size[0], Height: size[1], Scale: pictureWidth / max(size[0], pictureWidth)},
	})
	return shot.Data, err
}

// How a picture is drawn: so many pixels wide, with so many percent of the quality.
const (
	pictureWidth   = 480
	pictureQuality = 40
)
