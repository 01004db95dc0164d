package browser

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page is where a navigation ended.
type Page struct {
	// URL is the page's address, with the fragment that a redirect gave it.
	URL *url.URL
	// Status and Header are the answer's; in a browser that does not tell, 0 and empty.
	Status int
	Header http.Header
	// Title is the document's title.
	Title string
	// Forms and Links are in document order.
	Forms []*Form
	Links []Link
	// Body is the document as it came.
	Body []byte

	root     *html.Node
	text     func() string // of the whole page, worked out once
	base     *url.URL
	noScript bool
}

// Link is an anchor with an address.
type Link struct {
	// Text is its visible text, blanks collapsed; ID its id attribute; URL where it leads.
	Text, ID string
	URL      *url.URL
}

// Element is one element of a page.
type Element struct {
	Attributes map[string]string // by name
	// Text is its visible text, blanks collapsed.
	Text string
}

// ParsePage reads a document that came from u. It never fails: as in a browser, any text is some document; one that is
// not HTML by its Content-Type has Text and Body only. noScript says that scripts are off.
func ParsePage(u *url.URL, status int, header http.Header, body []byte, noScript bool) *Page {
	p := &Page{URL: u, Status: status, Header: header, Body: body, base: u, noScript: noScript}
	p.text = sync.OnceValue(func() string { return visible(p.root) })
	if ctype := header.Get("Content-Type"); ctype != "" && !strings.Contains(ctype, "html") {
		p.root = &html.Node{Type: html.TextNode, Data: string(body)}
		return p
	}
	root, err := html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(!noScript))
	if err != nil { // only nesting beyond the parser's limit
		root = &html.Node{Type: html.DocumentNode}
	}
	p.root = root
	p.read()
	return p
}

func (p *Page) read() {
	forms := map[*html.Node]*Form{}
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Base:
			if u, err := p.base.Parse(attr(n, "href")); err == nil {
				p.base = u
			}
		case atom.Title:
			if p.Title == "" {
				p.Title = collapse(rawText(n))
			}
		case atom.A:
			if u, err := p.base.Parse(strings.TrimSpace(attr(n, "href"))); err == nil && hasAttr(n, "href") {
				p.Links = append(p.Links, Link{Text: textOf(n), ID: attr(n, "id"), URL: u})
			}
		case atom.Form:
			forms[n] = p.newForm(n)
			p.Forms = append(p.Forms, forms[n])
		case atom.Input, atom.Select, atom.Textarea, atom.Button:
			if f := forms[owner(p.root, n)]; f != nil {
				f.add(n)
			}
		}
	}
}

// owner is the form that a control belongs to: the one its form attribute names, else the one around it.
func owner(root, n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		return find(root, func(m *html.Node) bool { return m.DataAtom == atom.Form && attr(m, "id") == id })
	}
	for m := n.Parent; m != nil; m = m.Parent {
		if m.DataAtom == atom.Form {
			return m
		}
	}
	return nil
}

// Text is what a reader sees: no scripts, styles or hidden elements; one line per block.
func (p *Page) Text() string { return p.text() }

// ByID is the element with that id.
func (p *Page) ByID(id string) (Element, bool) { return p.ByAttribute("id", id) }

// ByAttribute is the first element whose attribute has that value; "" matches any value.
func (p *Page) ByAttribute(name, value string) (Element, bool) {
	n := find(p.root, func(n *html.Node) bool { return hasAttr(n, name) && (value == "" || attr(n, name) == value) })
	if n == nil {
		return Element{}, false
	}
	return element(n), true
}

// Form is the first form that has fields of all these names; without names, the first form.
func (p *Page) Form(fields ...string) (*Form, bool) {
	for _, f := range p.Forms {
		if !slices.ContainsFunc(fields, func(name string) bool { return f.Field(name) == nil }) {
			return f, true
		}
	}
	return nil, false
}

// Link is the first link with that visible text or id.
func (p *Page) Link(textOrID string) (Link, bool) {
	for _, l := range p.Links {
		if l.Text == textOrID || l.ID != "" && l.ID == textOrID {
			return l, true
		}
	}
	return Link{}, false
}

func element(n *html.Node) Element {
	e := Element{Attributes: map[string]string{}, Text: textOf(n)}
	for _, a := range n.Attr {
		e.Attributes[a.Key] = a.Val
	}
	return e
}

func find(root *html.Node, match func(*html.Node) bool) *html.Node {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
