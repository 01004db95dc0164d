package capture

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"samlharness/internal/exit"
)

// The bindings by which messages travel, SAML Bindings 3.4 and 3.5.
const (
	Post     = "HTTP-POST"
	Redirect = "HTTP-Redirect"
)

// Found is a message of a capture.
type Found struct {
	// Parameter is the form field or query parameter that carried it, such as SAMLResponse or wresult; "" when the capture
	// does not say.
	Parameter string `json:"parameter,omitempty"`
	// Binding is [Post] or [Redirect]; "" when the message was found without its request.
	Binding string `json:"binding,omitempty"`
	// URL is where it was sent, without the query, Page the address of the page that held it; "" when not known.
	URL  string `json:"url,omitempty"`
	Page string `json:"page,omitempty"`
	// Time is when it was sent, by the clock of whoever made the capture; zero when not known.
	Time time.Time `json:"time,omitzero"`
	// RelayState went with it.
	RelayState string `json:"relayState,omitempty"`
	// Place is where in the input it stands.
	Place Place `json:"place"`
	// Undone names what was undone to read it, from the outside in.
	Undone []string `json:"undone,omitempty"`
	// CutOff tells that the message ends before its root element does.
	CutOff bool `json:"cutOff,omitempty"`
	// Code is that of an error page, such as "AADSTS50107", and Text its line. Such a page has no XML.
	Code string `json:"code,omitempty"`
	Text string `json:"text,omitempty"`
	// XML is the decoded message; nil when it could not be decoded.
	XML []byte `json:"-"`
	// Form holds SAMLResponse and RelayState as the service receives them, where the capture tells; nil elsewhere.
	Form url.Values `json:"-"`
}

// Place is where a message stands in an input.
type Place struct {
	// Entry is the number of the request in a HAR or an export of SAML-tracer, from 1; 0 elsewhere.
	Entry int `json:"entry,omitempty"`
	// Line is that of the text, from 1: of the input, of the entry's body, or of a part of it; 0 when not known.
	Line int `json:"line,omitempty"`
	// Offset is that of the first byte in that text, after UTF-16 and compression of the whole were undone.
	Offset int `json:"offset"`
}

// String is the place for people.
func (p Place) String() string {
	switch {
	case p.Entry > 0:
		return fmt.Sprintf("request %d", p.Entry)
	case p.Line > 0:
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("byte %d", p.Offset)
}

// Direction says between whom the message travelled, "" when the capture does not tell.
func (f Found) Direction() string {
	from := ""
	if f.Page != "" {
		from = "a page of " + host(f.Page)
		if f.Page == savedPage {
			from = savedPage
		}
	}
	switch {
	case from != "" && f.URL != "":
		return from + " to " + host(f.URL)
	case from != "":
		return from
	case f.URL != "":
		return "the browser to " + host(f.URL)
	}
	return ""
}

func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// withoutQuery is an address without what follows its path: messages and tokens travel there.
func withoutQuery(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if u, err := url.Parse(address); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	}
	return address
}

// UnreadableError is an input that holds no message that could be judged.
type UnreadableError struct {
	// Reason says what is wrong with it, Fix what to give instead.
	Reason, Fix string
}

func (e *UnreadableError) Error() string { return e.Reason }

// Hint is what to give instead.
func (e *UnreadableError) Hint() string { return e.Fix }

// ExitCode is that of wrong use.
func (e *UnreadableError) ExitCode() int { return exit.Usage }
