package browser

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samlharness/internal/wire"
)

// Hop is one request and its answer.
type Hop struct {
	// Method and URL are the request's. The URL keeps its query.
	Method string `json:"method"`
	URL    string `json:"url"`
	// Fields names the form fields that were posted, in order. Values are not kept: they hold passwords.
	Fields []string `json:"fields,omitempty"`
	// Withheld names the cookies of the host that did not go with the request: another site's page posted it, and they are
	// not SameSite=None. Of [Browser] alone: Chromium does not tell.
	Withheld []string `json:"withheld,omitempty"`
	// SAML is the message that travelled in the request, if one did.
	SAML *Message `json:"saml,omitempty"`
	// Status is the answer's, 0 when none came; Location is where it redirects; Title the page's title.
	Status   int    `json:"status,omitempty"`
	Location string `json:"location,omitempty"`
	Title    string `json:"title,omitempty"`
}

// Message is a SAML message as it travelled, decoded.
type Message struct {
	// Parameter is SAMLRequest or SAMLResponse; Binding is "POST" or "Redirect".
	Parameter string `json:"parameter"`
	Binding   string `json:"binding"`
	// XML is the decoded message; when it cannot be decoded, or is larger than 256 KiB, it is empty and Problem says why.
	XML     string `json:"xml,omitempty"`
	Problem string `json:"problem,omitempty"`
	// RelayState went with it.
	RelayState string `json:"relayState,omitempty"`
}

// maxMessage bounds a decoded SAML message in the transcript, in bytes.
const maxMessage = 256 << 10

// String is the hop on one line: "POST https://… (SAMLResponse, RelayState) → 302 https://…".
func (h Hop) String() string {
	var s strings.Builder
	s.WriteString(h.Method + " " + h.URL)
	if len(h.Fields) > 0 {
		s.WriteString(" (" + strings.Join(h.Fields, ", ") + ")")
	}
	fmt.Fprintf(&s, " → %d", h.Status)
	if h.Location != "" {
		s.WriteString(" " + h.Location)
	} else if h.Title != "" {
		s.WriteString(" “" + h.Title + "”")
	}
	return s.String()
}

// NewHop is the hop of a request that another browser sent, with the body of a posted form.
func NewHop(method string, u *url.URL, form string) Hop {
	r := request{method: method, url: u}
	for part := range strings.SplitSeq(form, "&") {
		name, value, _ := strings.Cut(part, "=")
		name, errName := url.QueryUnescape(name)
		value, errValue := url.QueryUnescape(value)
		if name != "" && errName == nil && errValue == nil {
			r.fields = append(r.fields, pair{name, value})
		}
	}
	return newHop(r)
}

func newHop(r request) Hop {
	h := Hop{Method: r.method, URL: r.url.String()}
	for _, f := range r.fields {
		if !slices.Contains(h.Fields, f.name) {
			h.Fields = append(h.Fields, f.name)
		}
	}
	h.SAML = messageOf(r)
	return h
}

func messageOf(r request) *Message {
	if r.method == http.MethodPost {
		return findMessage("POST", r.value)
	}
	query := r.url.Query()
	return findMessage("Redirect", query.Get)
}

func findMessage(binding string, value func(string) string) *Message {
	for _, parameter := range []string{"SAMLRequest", "SAMLResponse"} {
		if v := value(parameter); v != "" {
			m := &Message{Parameter: parameter, Binding: binding, RelayState: value("RelayState")}
			m.XML, m.Problem = decode(v, binding)
			return m
		}
	}
	return nil
}

// decode reads a message as it is meant, only to show it: whether it is acceptable is the receiver's to say.
func decode(value, binding string) (xml, problem string) {
	read := wire.DecodePost
	if binding == "Redirect" {
		read = wire.DecodeRedirect
	}
	message, err := read(value)
	switch {
	case err != nil:
		return "", err.Error()
	case len(message) > maxMessage:
		return "", fmt.Sprintf("longer than %d bytes", maxMessage)
	}
	return string(message), ""
}

// pair is one name and value of a form, in document order.
type pair struct{ name, value string }

// request is one navigation step before it is sent.
type request struct {
	method string
	url    *url.URL
	fields []pair
	body   []byte
	ctype  string
	// from is the page that began it, nil for the address bar.
	from *Page
}

func (r request) value(name string) string {
	for _, f := range r.fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}
