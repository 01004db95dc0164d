package browser

import (
	"regexp"
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The ways in which identity and service providers make a form post itself.
var (
	submitsByID    = regexp.MustCompile(`getElementById\(\s*["']([^"']+)["']\s*\)\s*\.submit\(`)
	submitsByIndex = regexp.MustCompile(
		`document\.forms\s*(?:\[\s*(\d+)\s*\]|\[\s*["']([^"']+)["']\s*\]|\.(\w+))\s*\.submit\(`)
	submitsByName = regexp.MustCompile(`document\.(\w+)\.submit\(`)
)

// AutoPost is the form that the page posts without being asked: by a script or an onload handler that submits it, or
// because its id is "autopost". With scripts off there is none.
func (p *Page) AutoPost() (*Form, bool) {
	if p.noScript || len(p.Forms) == 0 {
		return nil, false
	}
	for n := range p.root.Descendants() {
		code := attr(n, "onload")
		if n.DataAtom == atom.Script && n.Type == html.ElementNode {
			code = rawText(n)
		}
		if f := p.submitted(code); f != nil {
			return f, true
		}
	}
	return p.formNamed("autopost")
}

func (p *Page) submitted(code string) *Form {
	if m := submitsByID.FindStringSubmatch(code); m != nil {
		f, _ := p.formNamed(m[1])
		return f
	}
	if m := submitsByIndex.FindStringSubmatch(code); m != nil {
		if i, err := strconv.Atoi(m[1]); err == nil {
			if i < len(p.Forms) {
				return p.Forms[i]
			}
			return nil
		}
		f, _ := p.formNamed(m[2] + m[3])
		return f
	}
	if m := submitsByName.FindStringSubmatch(code); m != nil {
		f, _ := p.formNamed(m[1])
		return f
	}
	return nil
}

func (p *Page) formNamed(name string) (*Form, bool) {
	for _, f := range p.Forms {
		if name != "" && (f.ID == name || f.Name == name) {
			return f, true
		}
	}
	return nil, false
}
