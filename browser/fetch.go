package browser

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
)

// fetchSite is the value of Sec-Fetch-Site, ordered from nearest to farthest.
type fetchSite int

const (
	fetchNone fetchSite = iota
	sameOrigin
	sameSiteOnly
	crossSite
)

// String is the header's value.
func (s fetchSite) String() string {
	return [...]string{"none", "same-origin", "same-site", "cross-site"}[s]
}

func siteRelation(r request) fetchSite {
	if r.from == nil {
		return fetchNone
	}
	return relation(r.from.URL, r.url)
}

func relation(a, b *url.URL) fetchSite {
	switch {
	case origin(a) == origin(b):
		return sameOrigin
	case sameSite(a, b):
		return sameSiteOnly
	}
	return crossSite
}

// setFetchHeaders sets Origin and Sec-Fetch-* as a navigation does.
func (r request) setFetchHeaders(h http.Header, s fetchSite) {
	if r.method == http.MethodPost && r.from != nil {
		h.Set("Origin", origin(r.from.URL))
		if r.from.Header.Get("Referrer-Policy") == "no-referrer" {
			h.Set("Origin", "null") // Fetch standard, "serializing a request origin"
		}
	}
	if !trustworthy(r.url) {
		return
	}
	h.Set("Sec-Fetch-Site", s.String())
	h.Set("Sec-Fetch-Mode", "navigate")
	h.Set("Sec-Fetch-Dest", "document")
	h.Set("Sec-Fetch-User", "?1")
	h.Set("Upgrade-Insecure-Requests", "1")
}

// encodeBody writes the fields as the form's enctype says.
func (r *request) encodeBody(encoding string) {
	if encoding != "multipart/form-data" {
		r.body, r.ctype = []byte(encode(r.fields)), "application/x-www-form-urlencoded"
		return
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range r.fields {
		_ = w.WriteField(f.name, f.value) // a bytes.Buffer takes everything
	}
	_ = w.Close()
	r.body, r.ctype = body.Bytes(), w.FormDataContentType()
}
