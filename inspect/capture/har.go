package capture

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// request reads one request of a HAR or of SAML-tracer; any other thing is read as JSON.
func (w *walker) request(raw json.RawMessage) {
	if !mayHold(string(raw)) {
		return
	}
	at := w.at
	at.Place = w.place(len(raw))
	at.Place.Entry = w.entry
	var e entry
	err := json.Unmarshal(raw, &e)
	switch {
	case err == nil && e.Request.URL != "":
		at.Time = e.Started
		w.harRequest(e, at)
		w.harResponse(e, at)
	case err == nil && e.URL != "":
		w.traced(e, at)
	default:
		_ = newWalker(w.collector, at, raw).value("", 0) // what can be read of it counts
	}
}

// harRequest reads what a browser sent.
func (w *walker) harRequest(e entry, at Found) {
	body, query := e.Request.Body, ""
	if _, after, ok := strings.Cut(e.Request.URL, "?"); ok {
		query, _, _ = strings.Cut(after, "#")
	}
	at.URL = withoutQuery(e.Request.URL)
	w.sent(query, Redirect, at)
	switch {
	case body.Text != "":
		if strings.HasPrefix(body.Media, "application/x-www-form-urlencoded") || body.Media == "" {
			w.sent(body.Text, Post, at)
		} else {
			w.readText(body.Text, at)
		}
	case len(body.Params) > 0:
		form := url.Values{}
		for _, p := range body.Params {
			form.Add(p.Name, p.Value)
		}
		w.fields(form, at)
	}
}

// sent reads a form or query as it was sent.
func (w *walker) sent(encoded, binding string, at Found) {
	if !mayHold(encoded) {
		return
	}
	before := len(w.found)
	w.scan(encoded, at, true)
	for i := before; i < len(w.found); i++ {
		if w.found[i].Code == "" {
			w.found[i].Binding = binding
			w.found[i].URL = at.URL
			if binding == Redirect {
				w.found[i].Form = nil
			}
		}
	}
}

// fields reads the fields of a form that somebody decoded, or left as they were.
func (w *walker) fields(form url.Values, at Found) {
	for _, name := range names {
		for _, value := range form[name] {
			m, ok := decode(value)
			if !ok || name == "RelayState" {
				continue
			}
			f := at.with(m, "")
			f.Place.Line = 0
			f.Parameter, f.Binding, f.RelayState = name, Post, form.Get("RelayState")
			if name == "SAMLResponse" {
				f.Form = posted(form)
				f.Form.Set(name, percent(value))
			}
			w.add(f)
		}
	}
}

// harResponse reads what a browser was answered: the page that posts the next message, or an error page.
func (w *walker) harResponse(e entry, at Found) {
	content := e.Response.Content
	if strings.Contains(e.Response.Redirect, "SAML") {
		next := at
		next.Page, next.URL = at.URL, ""
		w.scan(e.Response.Redirect, next, false)
	}
	if !isText(content.Media) || content.Text == "" {
		return
	}
	text := content.Text
	if content.Encoding == "base64" {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return
		}
		text = string(data)
	}
	if mayHold(text) {
		at.Page, at.URL = at.URL, ""
		w.readText(text, at)
	}
}

// isText says whether a body of the media type may hold a message.
func isText(media string) bool {
	for _, other := range []string{"image/", "font/", "video/", "audio/", "text/css", "javascript", "wasm",
		"octet-stream"} {
		if strings.Contains(media, other) {
			return false
		}
	}
	return true
}

// traced reads one request of SAML-tracer. What it decoded itself is used only where the parameters are missing.
func (w *walker) traced(e entry, at Found) {
	at.URL = withoutQuery(e.URL)
	before := len(w.found)
	for _, list := range [][][2]string{e.Get, e.Post} {
		form := url.Values{}
		for _, pair := range list {
			form.Add(pair[0], pair[1])
		}
		w.fields(form, at)
	}
	if len(w.found) == before {
		if _, query, ok := strings.Cut(e.URL, "?"); ok {
			w.sent(query, Redirect, at)
		}
	}
	if len(w.found) == before {
		w.readText(e.XML, at)
	}
	for i := before; i < len(w.found); i++ {
		if e.Method == http.MethodGet {
			w.found[i].Binding, w.found[i].Form = Redirect, nil
		}
	}
}
