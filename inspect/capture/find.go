package capture

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"

	"samlharness/internal/wire"
)

// MaxInput is the largest input read, in bytes.
const MaxInput = 128 << 20

// MaxFound is how many messages of one input are read. What follows them is not.
const MaxFound = 1000

// maxDepth bounds the dresses worn one over the other: a mail in a mail, a page in a HAR in an archive.
const maxDepth = 4

const hint = "give what the browser, the log or the mail shows of the sign-in: a HAR, an export of SAML-tracer, a " +
	"request " +
	"copied as cURL, a saved page, the form field SAMLResponse, or the XML"

// Find finds the messages of an input, in their order. It is an *[UnreadableError] when there is none, or that of ctx.
func Find(ctx context.Context, data []byte) ([]Found, error) {
	if len(data) > MaxInput {
		return nil, &UnreadableError{fmt.Sprintf("the input is larger than %d bytes", MaxInput), hint}
	}
	c := &collector{ctx: ctx}
	var isList bool
	if c.found, isList = readList(data); !isList {
		c.read(data, Found{}, 0)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if len(c.found) == 0 && !isList {
		c.broken(data)
	}
	switch {
	case len(c.found) > 0:
		return c.found, nil
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &UnreadableError{"the input is empty", hint}
	}
	return nil, &UnreadableError{"the input holds no message: neither XML nor a form nor base64 of one was found in it",
		hint}
}

// collector gathers what the readers find.
type collector struct {
	ctx   context.Context
	found []Found
	// inflater is kept from run to run.
	inflater io.ReadCloser
	// plain takes the texts instead, for [Plain]; nil when messages are looked for.
	plain *[]string
}

func (c *collector) full() bool { return len(c.found) >= MaxFound || c.ctx.Err() != nil }

// add takes a message, unless it was found before: a page held it and then it was sent, or it stands there once more
// without its request.
func (c *collector) add(f Found) {
	if c.full() {
		return
	}
	i := slices.IndexFunc(c.found, func(o Found) bool { return o.repeats(f) })
	switch {
	case i < 0:
		c.found = append(c.found, f)
	case f.weight() > c.found[i].weight():
		c.found = append(slices.Delete(c.found, i, i+1), f)
	}
}

// repeats says whether two are one message, or one error page.
func (f Found) repeats(o Found) bool {
	if f.Code != o.Code || !bytes.Equal(f.XML, o.XML) {
		return false
	}
	return f.weight() != o.weight() || f.weight() == loose || f.Place.Entry == o.Place.Entry
}

// The weights of what is known of a message's way.
const (
	loose = iota
	held  // by a page
	sent
)

func (f Found) weight() int {
	switch {
	case f.Page != "":
		return held
	case f.URL != "":
		return sent
	}
	return loose
}

// read takes off what is around the whole input, and has each kind of content read by those who know it.
func (c *collector) read(data []byte, at Found, depth int) {
	if depth > maxDepth || c.full() {
		return
	}
	if inner, what, ok := unwrap(data, MaxInput); ok {
		at.Undone = append(slices.Clone(at.Undone), what)
		c.read(inner, at, depth+1)
		return
	}
	before := len(c.found)
	if c.plain == nil {
		if rest, ok := c.readJSON(data, at); ok {
			data = data[rest:]
		}
	}
	if c.readMail(data, at, depth) && (len(c.found) > before || c.plain != nil) {
		return
	}
	if c.plain != nil {
		c.keepPlain(string(data))
		return
	}
	c.readText(string(data), at)
}

// readText reads a page or any other text. What is escaped as a whole is looked at only when nothing else is there.
func (c *collector) readText(text string, at Found) {
	if len(strings.TrimSpace(text)) == 0 {
		return
	}
	before := len(c.found)
	if whole, ok := wholeDocument(text); ok {
		c.add(at.with(whole, text))
		return
	}
	if isPage(text) {
		c.readPage(text, at)
	}
	if len(c.found) > before {
		return
	}
	c.scan(text, at, false)
	if len(c.found) == before {
		c.escaped(text, at)
	}
}

// escape is a way in which a text may be escaped as a whole. Such a text holds the mark.
type escape struct {
	mark, what string
	undo       func(string) string
}

var escapes = []escape{
	{"&lt;", "HTML entities", html.UnescapeString},
	{`\`, "backslash escapes", unescape},
	{"%3", "percent-encoding", percent},
	{"%253", "percent-encoding twice", func(s string) string { return percent(percent(s)) }},
	{"=3D", "quoted-printable", quotedPrintable},
}

// undoIn is the text without the escapes, "" when nothing in it is like a message then.
func (e escape) undoIn(text string) string {
	if !strings.Contains(text, e.mark) {
		return ""
	}
	plain := e.undo(text)
	if !isMarked(plain) {
		return ""
	}
	return plain
}

// escaped looks for messages in a text that is escaped as a whole, and for one value that fills it.
func (c *collector) escaped(text string, at Found) {
	if strings.IndexByte(text[:min(len(text), 4096)], 0) >= 0 { // a picture or the like
		return
	}
	before := len(c.found)
	for _, e := range escapes {
		if len(c.found) > before {
			return
		}
		if plain := e.undoIn(text); plain != "" {
			inner := at
			inner.Undone = append(slices.Clone(at.Undone), e.what)
			c.scan(plain, inner, false)
		}
	}
	if len(c.found) > before {
		return
	}
	if !mayBeValue(text) {
		return
	}
	if m, ok := decode(text); ok && (m.known() || len(strings.Fields(text)) == 1) {
		c.decoded(at.with(m, text), len(m.undone) > 0 || !strings.HasPrefix(strings.TrimSpace(text), "<"))
		return
	}
	if code := aloneCode(text); code != "" {
		at.Code, at.Text = code, strings.TrimSpace(text)
		c.add(at)
	}
}

// mayBeValue says by its beginning whether a text is one encoded value.
func mayBeValue(text string) bool {
	head := strings.TrimSpace(text[:min(len(text), 256)])
	for i := range len(head) {
		if !isValueByte(head[i]) && strings.IndexByte("= \t\r\n\\^`\"'&#;.*~!<>", head[i]) < 0 {
			return head[0] == '<'
		}
	}
	return head != "" && (len(text) < 64<<10 || strings.IndexByte(head, ' ') < 0)
}

// decoded takes what fills a text: a message, or a page that holds one. A page as it stood was read before.
func (c *collector) decoded(f Found, encoded bool) {
	switch page := string(f.XML); {
	case !isPage(page):
		c.add(f)
	case encoded:
		f.XML = nil
		c.readText(page, f)
	}
}

// with is what was found at a place, with the message.
func (f Found) with(m message, text string) Found {
	f.XML, f.CutOff = m.xml, m.cutOff
	f.Undone = append(slices.Clone(f.Undone), m.undone...)
	if f.Place.Line == 0 {
		lead := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
		f.Place.Line, f.Place.Offset = 1+strings.Count(text[:lead], "\n"), lead
	}
	return f
}

// broken takes what only looks like a message, so that somebody can say what is wrong with it: a form whose field
// cannot be decoded, or markup that is not well-formed.
func (c *collector) broken(data []byte) {
	if inner, _, ok := unwrap(data, MaxInput); ok {
		data = inner
	}
	if len(data) > 4*wire.MaxMessage {
		return
	}
	text := strings.TrimSpace(string(data))
	switch {
	case strings.Contains(text, "SAMLResponse="):
		body := formBody(text)
		if values, err := url.ParseQuery(body); err == nil && (values.Get("SAMLResponse") != "" || body == text) {
			c.found = append(c.found, Found{
				Parameter: "SAMLResponse",
				Binding:   Post,
				Form:      posted(values),
				Place:     Place{Line: 1},
			})
		}
	case strings.HasPrefix(text, "<") && !isPage(text):
		c.found = append(c.found, Found{XML: []byte(text), Place: Place{Line: 1}})
	}
}

// formBody is the form body in a text: what stands around SAMLResponse= without blanks and quotes.
func formBody(text string) string {
	i := strings.Index(text, "SAMLResponse=")
	start := 1 + strings.LastIndexAny(text[:i], " ?'\"\n\t")
	if end := strings.IndexAny(text[i:], " '\"\r\n\t"); end >= 0 {
		return text[start : i+end]
	}
	return text[start:]
}

// posted keeps of a form what belongs to the message.
func posted(values url.Values) url.Values {
	kept := url.Values{}
	for _, name := range []string{"SAMLResponse", "RelayState"} {
		if v, ok := values[name]; ok {
			kept[name] = v
		}
	}
	return kept
}
