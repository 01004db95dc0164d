package redact

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"samlharness/inspect/capture"
)

// harEntry is what is kept of a request of a HAR (HTTP Archive 1.2).
type harEntry struct {
	Started  string      `json:"startedDateTime,omitempty"`
	Time     float64     `json:"time"`
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	} `json:"timings"`
}

type harRequest struct {
	Method      string   `json:"method"`
	URL         string   `json:"url"`
	HTTPVersion string   `json:"httpVersion"`
	Cookies     []pair   `json:"cookies"`
	Headers     []pair   `json:"headers"`
	QueryString []pair   `json:"queryString"`
	PostData    *harBody `json:"postData,omitempty"`
	HeadersSize int      `json:"headersSize"`
	BodySize    int      `json:"bodySize"`
}

type harBody struct {
	Media  string `json:"mimeType"`
	Text   string `json:"text,omitempty"`
	Params []pair `json:"params,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []pair     `json:"cookies"`
	Headers     []pair     `json:"headers"`
	Content     harContent `json:"content"`
	Redirect    string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harContent struct {
	Size     int    `json:"size"`
	Media    string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// har cleans a request of a HAR; keep is false when it is of a host without a part in the sign-in.
func (c *cleaner) har(raw json.RawMessage) (clean any, keep bool) {
	var e harEntry
	if err := json.Unmarshal(raw, &e); err != nil && e.Request.URL == "" {
		return c.rewritten(raw), true
	}
	if !c.isRelated(hostOf(e.Request.URL)) {
		c.tally.add(Host, "")
		return nil, false
	}
	q, s := &e.Request, &e.Response
	q.URL, s.Redirect = c.text(q.URL), c.text(s.Redirect)
	q.Cookies, s.Cookies = c.cookies(q.Cookies), c.cookies(s.Cookies)
	q.Headers, s.Headers = c.headers(q.Headers), c.headers(s.Headers)
	q.QueryString = c.fields(q.QueryString)
	if q.PostData != nil {
		q.PostData.Params = c.fields(q.PostData.Params)
		q.PostData.Text = c.body(q.PostData.Text)
	}
	content := &s.Content
	if content.Encoding == "base64" {
		data, _ := base64.StdEncoding.DecodeString(content.Text) // what can be read of it counts
		content.Text, content.Encoding = string(data), ""
	}
	content.Text = c.body(content.Text)
	e.Started, q.Method, q.HTTPVersion = c.gap(e.Started), c.gap(q.Method), c.gap(q.HTTPVersion)
	s.StatusText, s.HTTPVersion, content.Media = c.gap(s.StatusText), c.gap(s.HTTPVersion), c.gap(content.Media)
	return e, true
}

// traced is what is kept of a request of SAML-tracer's export.
type traced struct {
	Method   string      `json:"method"`
	URL      string      `json:"url"`
	ID       string      `json:"requestId,omitempty"`
	Get      [][2]string `json:"get"`
	Post     [][2]string `json:"post"`
	Protocol string      `json:"protocol,omitempty"`
	XML      string      `json:"saml,omitempty"`
}

func (c *cleaner) traced(raw json.RawMessage) (clean any, keep bool) {
	var e traced
	if err := json.Unmarshal(raw, &e); err != nil && e.URL == "" {
		return c.rewritten(raw), true
	}
	if e.URL == "" {
		return c.rewritten(raw), true
	}
	if !c.isRelated(hostOf(e.URL)) {
		c.tally.add(Host, "")
		return nil, false
	}
	e.URL, e.Method, e.Protocol, e.XML = c.text(e.URL), c.gap(e.Method), c.gap(e.Protocol), c.body(e.XML)
	for _, list := range [][][2]string{e.Get, e.Post} {
		for i, p := range list {
			one := c.fields([]pair{{p[0], p[1]}})
			list[i] = [2]string{one[0].Name, one[0].Value}
		}
	}
	return e, true
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// body is what was sent or answered, if it shows a message or an error of Microsoft's; nothing else is kept of it.
func (c *cleaner) body(text string) string {
	if text == "" {
		return ""
	}
	found, err := capture.Find(c.ctx, []byte(text))
	if err != nil || len(found) == 0 {
		c.tally.add(Body, "")
		return ""
	}
	var clean []byte
	for _, part := range capture.Plain(c.ctx, []byte(text)) {
		clean = append(clean, c.part(part)...)
	}
	return string(clean)
}

func (c *cleaner) cookies(all []pair) []pair {
	for _, one := range all {
		c.remove(cut{kind: Cookie}, one.Value)
	}
	return []pair{}
}

func (c *cleaner) headers(all []pair) []pair {
	kept := []pair{}
	for _, h := range all {
		known := canonical(h.Name)
		switch kind := secretOf(h.Name); {
		case kind != "":
			c.remove(cut{kind: kind, name: known}, h.Value)
		case slices.Contains(harmlessHeaders, known):
			kept = append(kept, pair{h.Name, c.text(h.Value)})
		default:
			c.tally.add(Header, "")
		}
	}
	return kept
}

// fields cleans the fields of a form or the parameters of a query.
func (c *cleaner) fields(all []pair) []pair {
	kept := []pair{}
	for _, f := range all {
		switch kind := secretOf(f.Name); {
		case kind != "":
			c.remove(cut{kind: kind, name: canonical(f.Name)}, f.Value)
			f.Value = removed
		case !isHarmless(f.Name):
			c.tally.add(Field, "")
			f = pair{c.text(f.Name), removed}
		case slices.Contains([]string{"samlresponse", "samlrequest", "wresult"}, canonical(f.Name)):
			f.Value = c.carried(f)
		default:
			f.Value = c.text(f.Value)
		}
		kept = append(kept, f)
	}
	return kept
}

// carried is the value of a parameter that carries messages.
func (c *cleaner) carried(f pair) string {
	lead := f.Name + "="
	if clean := c.text(lead + f.Value); strings.HasPrefix(clean, lead) {
		return clean[len(lead):]
	}
	return removed
}
