package redact

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"samlharness/inspect/capture"
	"samlharness/internal/har"
)

// har cleans a request of a HAR; keep is false when it is of a host without a part in the sign-in.
func (c *cleaner) har(raw json.RawMessage) (clean any, keep bool) {
	var e har.Entry
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
	q.Query = c.fields(q.Query)
	if q.Body != nil {
		q.Body.Params = c.fields(q.Body.Params)
		q.Body.Text = c.body(q.Body.Text)
	}
	content := &s.Content
	if content.Encoding == "base64" {
		data, _ := base64.StdEncoding.DecodeString(content.Text) // what can be read of it counts
		content.Text, content.Encoding = string(data), ""
	}
	content.Text = c.body(content.Text)
	e.Started, q.Method, q.Version = c.gap(e.Started), c.gap(q.Method), c.gap(q.Version)
	s.Text, s.Version, content.Media = c.gap(s.Text), c.gap(s.Version), c.gap(content.Media)
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
			one := c.fields([]har.Pair{{Name: p[0], Value: p[1]}})
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

func (c *cleaner) cookies(all []har.Pair) []har.Pair {
	for _, one := range all {
		c.remove(cut{kind: Cookie}, one.Value)
	}
	return []har.Pair{}
}

func (c *cleaner) headers(all []har.Pair) []har.Pair {
	kept := []har.Pair{}
	for _, h := range all {
		known := canonical(h.Name)
		switch kind := secretOf(h.Name); {
		case kind != "":
			c.remove(cut{kind: kind, name: known}, h.Value)
		case slices.Contains(harmlessHeaders, known):
			kept = append(kept, har.Pair{Name: h.Name, Value: c.text(h.Value)})
		default:
			c.tally.add(Header, "")
		}
	}
	return kept
}

// fields cleans the fields of a form or the parameters of a query.
func (c *cleaner) fields(all []har.Pair) []har.Pair {
	kept := []har.Pair{}
	for _, f := range all {
		switch kind := secretOf(f.Name); {
		case kind != "":
			c.remove(cut{kind: kind, name: canonical(f.Name)}, f.Value)
			f.Value = removed
		case !isHarmless(f.Name):
			c.tally.add(Field, "")
			f = har.Pair{Name: c.text(f.Name), Value: removed}
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
func (c *cleaner) carried(f har.Pair) string {
	lead := f.Name + "="
	if clean := c.text(lead + f.Value); strings.HasPrefix(clean, lead) {
		return clean[len(lead):]
	}
	return removed
}
