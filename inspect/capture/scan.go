package capture

import (
	"bytes"
	"compress/flate"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// scan looks for messages in a text, from its beginning to its end in one pass: markup, named values, base64, and the
// lines of error pages. An exact text is what a request held, byte for byte. It returns where the messages stand.
func (c *collector) scan(text string, at Found, exact bool) []Span {
	s := &scanner{collector: c, text: text, at: at, exact: exact, last: -1}
	for i, steps := 0, 0; i < len(text) && (steps%1024 != 0 || !c.full()); steps++ {
		for i < len(text) && (classes[text[i]] == 0 || classes[text[i]] == ofValue && i < s.runEnd) {
			i++
		}
		if i < len(text) {
			i = max(i+1, s.step(i))
		}
	}
	return s.spans
}

// scanner is a text that is being read.
type scanner struct {
	*collector
	text  string
	at    Found
	exact bool
	// request is the request that the text shows around the place, query the end of the address that the place is in.
	request request
	query   int
	address string
	// relay waits for the message that it belongs to; last is the index of the message that may still get one.
	relay string
	last  int
	// runEnd is the end of the run of base64 that the place is in.
	runEnd int
	// line is that of lineAt.
	line, lineAt int
	// spans are the messages as they stand in the text.
	spans []Span
}

// The classes of bytes: those that no reader looks at are 0, then those of values alone, and those at which something
// else may begin. Of the latter a letter is that which must follow, in lower case.
const (
	ofValue = 1
	ofTag   = 2
)

var classes = func() (all [256]byte) {
	for c := range all {
		if isValueByte(byte(c)) {
			all[c] = ofValue
		}
	}
	all['<'] = ofTag
	for _, start := range []string{"sa", "wr", "re", "aa", "cu", "fe", "in", "po", "ge", "ht"} {
		all[start[0]], all[start[0]&^0x20] = start[1], start[1]
	}
	return all
}()

// step reads what begins at i and returns where to go on.
func (s *scanner) step(i int) int {
	class := classes[s.text[i]]
	if class == ofTag {
		return s.markup(i)
	}
	if class > ofTag && i+1 < len(s.text) && (s.text[i+1]|0x20 == class || strings.HasPrefix(s.text[i:], "Ho")) {
		switch s.text[i] | 0x20 {
		case 's', 'w', 'r':
			if end := s.named(i); end > i {
				return end
			}
		case 'a':
			if end := s.errorLine(i); end > i {
				return end
			}
		}
		if s.marker(i) {
			return i + 4
		}
	}
	if i >= s.runEnd {
		for s.runEnd = i; s.runEnd < len(s.text) && isValueByte(s.text[s.runEnd]); s.runEnd++ {
		}
		return s.bare(i)
	}
	return i + 1
}

// isValueByte tells the characters of base64 in both alphabets and of percent-encoding.
func isValueByte(c byte) bool { return isBase64(c) || c == '-' || c == '_' || c == '%' }

// markup takes the XML of a message that stands in the text as it is.
func (s *scanner) markup(i int) int {
	if _, ok := rootAt(s.text, i); !ok {
		return i + 1
	}
	end, complete := extent(s.text, i)
	m := message{xml: []byte(strings.TrimSpace(s.text[i:end])), cutOff: !complete}
	s.spans = append(s.spans, Span{i, end, m.xml})
	s.emit(i, "", m, nil)
	return end
}

// names are the parameters that carry messages, SAML Bindings 3.4.3 and WS-Federation 1.2, 13.2.
var names = []string{"SAMLResponse", "SAMLRequest", "wresult", "RelayState"}

// nameAt is the parameter whose name stands at i, in any case of letters.
func nameAt(text string, i int) string {
	for _, name := range names {
		if len(text)-i >= len(name) && text[i]|0x20 == name[0]|0x20 && text[i+1]|0x20 == name[1]|0x20 &&
			strings.EqualFold(text[i:i+len(name)], name) {
			return name
		}
	}
	return ""
}

// named takes the value of a parameter that stands at i; it is i when there is none.
func (s *scanner) named(i int) int {
	name := nameAt(s.text, i)
	if name == "" {
		return i
	}
	start, ok := separator(s.text, i+len(name))
	if !ok || nameAt(s.text, start) != "" {
		return i + len(name)
	}
	if name == "RelayState" {
		return s.relayState(start)
	}
	end := s.valueEnd(start)
	if end-start < 8 || !s.exact && end-start < minEncoded {
		return start
	}
	raw := s.text[start:end]
	m, ok := decode(raw)
	if !ok || !m.known() && !s.exact {
		return start
	}
	m, raw, end = tight(m, raw, start)
	s.spans = append(s.spans, Span{start, end, m.xml})
	s.emit(i, name, m, &raw)
	return end
}

// relayState keeps a RelayState for the message that it goes with.
func (s *scanner) relayState(start int) int {
	end := start
	for end < len(s.text) && strings.IndexByte("&\"'`^<> \t\r\n,;\\", s.text[end]) < 0 {
		end++
	}
	value := percent(strings.ReplaceAll(s.text[start:end], "+", " "))
	if s.last >= 0 && s.found[s.last].RelayState == "" {
		s.found[s.last].relay(value)
		s.last = -1
	} else {
		s.relay = value
	}
	return max(end, start)
}

// relay gives a message the RelayState that went with it.
func (f *Found) relay(value string) {
	f.RelayState = value
	if f.Form != nil {
		f.Form.Set("RelayState", value)
	}
}

// minCompressed is the shortest run without a name that is tried as compressed data.
const minCompressed = 160

// bare takes base64 that no name announces. What does not decode is passed over as a whole.
func (s *scanner) bare(i int) int {
	run := s.text[i:s.runEnd]
	if len(run) < 16 || !isEncodedMarkup(run) && (len(run) < minCompressed || !s.isCompressed(run)) {
		return i + 1
	}
	end := s.valueEnd(i)
	raw := s.text[i:end]
	if len(raw) < minEncoded {
		return end
	}
	m, ok := decode(raw)
	if !ok || !m.known() {
		return end
	}
	m, raw, end = tight(m, raw, i)
	s.spans = append(s.spans, Span{i, end, m.xml})
	s.emit(i, "", m, &raw)
	return end
}

// minEncoded is the shortest base64 without a name that is tried: a root element and its namespace are longer.
const minEncoded = 48

// isEncodedMarkup says whether a run of base64 begins like XML, or like XML with a mark, in UTF-16 or in gzip.
func isEncodedMarkup(run string) bool {
	for _, start := range []string{"77u/P", "//48", "H4sI"} {
		if strings.HasPrefix(run, start) {
			return true
		}
	}
	if run[0] != 'P' {
		return false
	}
	head := alphabet(run[:16])
	for i, c := range head {
		if i == 0 && c != '<' || c >= utf8.RuneSelf || c < ' ' && c != '\t' && c != '\r' && c != '\n' && (c != 0 || i == 0) {
			return false
		}
	}
	return len(head) > 0
}

// isCompressed says whether a run of base64 may be DEFLATE of markup. It is asked of each long run, so that it keeps
// what it works with.
func (s *scanner) isCompressed(run string) bool {
	data := bytes.NewReader(alphabet(run[:min(len(run), 1024)]))
	if s.inflater == nil {
		s.inflater = flate.NewReader(data)
	} else if err := s.inflater.(flate.Resetter).Reset(data, nil); err != nil {
		return false
	}
	first := make([]byte, 1)
	n, _ := s.inflater.Read(first) // an error is no markup either
	return n == 1 && (first[0] == '<' || first[0] == 0xef)
}

// emit adds a message that begins at i. raw is the value as it stands, nil for markup.
func (s *scanner) emit(i int, name string, m message, raw *string) {
	f := s.at
	f.Parameter = name
	f.Place = s.place(i)
	f = f.with(m, s.text)
	switch {
	case i < s.query:
		f.Binding, f.URL = Redirect, withoutQuery(s.address)
	case name != "":
		f.Binding = Post
		if s.request.address() != "" {
			f.URL = withoutQuery(s.request.address())
		}
		if s.request.method == http.MethodGet {
			f.Binding = Redirect
		}
	}
	if name != "" {
		f.RelayState, s.relay = s.relay, ""
	}
	if name == "SAMLResponse" && f.Binding == Post && raw != nil {
		f.Form = s.form(*raw, m, f.RelayState)
	}
	s.add(f)
	s.last = len(s.found) - 1
	if name == "" || f.RelayState != "" {
		s.last = -1
	}
}

// form is what the service receives: of an exact text what it holds; else the value, unless it was repaired, since then
// nobody knows what was sent.
func (s *scanner) form(raw string, m message, relay string) url.Values {
	value := m.value
	if s.exact {
		value = strings.ReplaceAll(raw, "+", " ")
		value = percent(value)
	} else if slices.ContainsFunc(m.undone, func(what string) bool { return !ofTransport[what] }) {
		return nil
	}
	form := url.Values{"SAMLResponse": {value}}
	if relay != "" {
		form.Set("RelayState", relay)
	}
	return form
}

// ofTransport is what copying puts around a value, and a service never sees or undoes by itself.
var ofTransport = map[string]bool{
	"percent-encoding": true, "backslash escapes": true, "quoting of cmd": true, "quoting of PowerShell": true,
	"HTML entities": true, "quoted-printable": true, "gzip": true, "UTF-16": true,
}

// place is where i is in the input. It never goes back.
func (s *scanner) place(i int) Place {
	if i >= s.lineAt {
		s.line += strings.Count(s.text[s.lineAt:i], "\n")
		s.lineAt = i
	}
	base := s.at.Place
	return Place{Entry: base.Entry, Line: max(1, base.Line) + s.line, Offset: base.Offset + i}
}
