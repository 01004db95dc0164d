package capture

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// isPage says whether a text has the elements of a page that holds a form or shows something.
func isPage(text string) bool {
	for i := strings.IndexByte(text, '<'); i >= 0; {
		for _, tag := range []string{"<html", "<!doctype html", "<form", "<input", "<textarea", "<body", "<pre", "<script"} {
			if len(text)-i >= len(tag) && text[i+1]|0x20 == tag[1]|0x20 && strings.EqualFold(text[i:i+len(tag)], tag) {
				return true
			}
		}
		next := strings.IndexByte(text[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

// readPage reads the forms of a page, and what else it holds as text.
func (c *collector) readPage(text string, at Found) {
	p := page{collector: c, at: at}
	p.at.Place.Line = max(1, at.Place.Line)
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(MaxInput)
	for !c.full() {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			p.end()
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			p.start(&token)
		case html.EndTagToken:
			p.close(z.Token().Data)
		case html.TextToken:
			p.text(string(z.Text()))
		}
		p.at.Place.Offset += len(raw)
		p.at.Place.Line += bytes.Count(raw, []byte("\n"))
	}
}

// page is a page that is being read.
type page struct {
	*collector
	at     Found
	action string
	fields []field
	// inArea tells that a text area is open, raw that a script is.
	inArea bool
	raw    bool
}

// field is a field of a form, and where it stands.
type field struct {
	name, value string
	place       Place
}

func (p *page) start(t *html.Token) {
	attr := func(name string) string {
		i := slices.IndexFunc(t.Attr, func(a html.Attribute) bool { return a.Key == name })
		if i < 0 {
			return ""
		}
		return t.Attr[i].Val
	}
	switch t.Data {
	case "form":
		p.end()
		p.action = attr("action")
	case "input", "button":
		p.fields = append(p.fields, field{attr("name"), attr("value"), p.at.Place})
	case "textarea":
		p.inArea = true
		p.fields = append(p.fields, field{attr("name"), "", p.at.Place})
	case "script", "style":
		p.raw = true
	}
	for _, name := range []string{"href", "src", "content", "onclick", "onload", "data-url"} {
		if v := attr(name); strings.Contains(v, "SAML") || strings.Contains(v, "wresult") {
			p.scan(v, p.at, false)
		}
	}
}

func (p *page) close(name string) {
	switch name {
	case "form":
		p.end()
	case "textarea":
		p.inArea = false
	case "script", "style":
		p.raw = false
	}
}

func (p *page) text(raw string) {
	switch {
	case p.inArea:
		p.fields[len(p.fields)-1].value += html.UnescapeString(raw)
	case p.raw:
		p.scan(raw, p.at, false)
	default:
		p.scan(html.UnescapeString(raw), p.at, false)
	}
}

// end takes the messages of the form that is open.
func (p *page) end() {
	form := url.Values{}
	for _, f := range p.fields {
		form.Add(f.name, f.value)
	}
	for _, f := range p.fields {
		if !p.field(f, form) && f.name != "RelayState" && len(f.value) > 40 {
			at := p.at
			at.Place = f.place
			p.scan(f.value, at, false)
		}
	}
	p.fields, p.action = nil, ""
}

// field takes the message of a form's field.
func (p *page) field(f field, form url.Values) bool {
	name := nameAt(f.name, 0)
	if name == "" || len(name) != len(f.name) || name == "RelayState" || len(f.value) < 8 {
		return false
	}
	m, ok := decode(f.value)
	if !ok {
		return false
	}
	found := p.at.with(m, "")
	found.Place = f.place
	found.Parameter, found.Binding, found.RelayState = name, Post, form.Get("RelayState")
	found.URL = withoutQuery(resolve(p.at.Page, p.action))
	if found.Page == "" {
		found.Page = savedPage
	}
	if name == "SAMLResponse" {
		found.Form = posted(form)
	}
	p.add(found)
	return true
}

// savedPage stands for the address of a page that does not tell its own.
const savedPage = "a saved page"

// resolve is the address of a form's action on a page.
func resolve(page, action string) string {
	if base, err := url.Parse(page); err == nil && page != "" {
		if u, err := base.Parse(action); err == nil {
			return u.String()
		}
	}
	return action
}
