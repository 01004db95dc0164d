package page

import _ "embed"

//go:embed base.css
var baseCSS string

//go:embed vendor.css
var vendorCSS string

// Stylesheet is what the pages of one company look like.
type Stylesheet struct{ asset }

// NewStylesheet joins the shared base and css, which sets at least --accent.
func NewStylesheet(css string) Stylesheet {
	return Stylesheet{newAsset(".css", "text/css; charset=utf-8", baseCSS+css)}
}

// NewVendorStylesheet is that of a company's pages: the banner, the card in the middle, the people of the world, and
// css, which sets the company's colours.
func NewVendorStylesheet(css string) Stylesheet { return NewStylesheet(vendorCSS + css) }

// BaseCSS is the shared base, for a page that stands alone in a file.
func BaseCSS() string { return baseCSS }
