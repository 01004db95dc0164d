package world

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"samlharness/internal/loopback"
)

// stay is an address that keeps a browser in the world: that of a site of the world by its local name, however it is
// written, and that of the page which warns, for any other site. Addresses of this machine, relative ones, and those of
// other schemes stay as they are.
func (t *translation) stay(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return address
	}
	host := canonicalHost(u.Hostname())
	switch {
	case slices.Contains(t.hosts, host) && (u.Port() == "" || u.Port() == "443"):
		local := siteURL(host, t.port)
		u.Scheme, u.Host = "http", strings.TrimPrefix(local, "http://")
		return u.String()
	case loopback.Name(host):
		return address
	}
	return leavingPath + "?to=" + url.QueryEscape(u.String())
}

// refreshURL is the address of a refresh: "5; url='https://…'".
var refreshURL = regexp.MustCompile(`(?i)^(\s*[0-9.]*\s*[;,]?\s*(?:url\s*=\s*)?)(['"]?)(.*?)(['"]?\s*)$`)

// refresh keeps a browser in the world that goes on by itself after a while.
func (t *translation) refresh(value string) string {
	m := refreshURL.FindStringSubmatch(value)
	if m == nil || m[3] == "" {
		return value
	}
	return m[1] + m[2] + t.stay(m[3]) + m[4]
}

// leading are the attributes by which a page leads a browser somewhere.
func leading() []string { return []string{"href", "src", "action", "formaction", "poster", "data"} }

// links keeps a browser in the world that follows what a page has: links, forms, pictures, frames, refreshes. What is
// not changed stays byte for byte.
func (t *translation) links(page []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		raw := bytes.Clone(z.Raw()) // reading attributes changes it
		if kind == html.ErrorToken {
			out.Write(raw)
			return out.Bytes()
		}
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			if tag := z.Token(); t.tag(&tag) {
				out.WriteString(tag.String())
				continue
			}
		}
		out.Write(raw)
	}
}

// tag changes where a tag leads, and says whether it did.
func (t *translation) tag(tag *html.Token) (changed bool) {
	refreshes := tag.Data == "meta" && slices.ContainsFunc(tag.Attr, func(a html.Attribute) bool {
		return a.Key == "http-equiv" && strings.EqualFold(a.Val, "refresh")
	})
	for i, a := range tag.Attr {
		kept := a.Val
		switch {
		case refreshes && a.Key == "content":
			kept = t.refresh(a.Val)
		case slices.Contains(leading(), a.Key):
			kept = t.stay(a.Val)
		}
		changed = changed || kept != a.Val
		tag.Attr[i].Val = kept
	}
	return changed
}

// maxForm bounds a form whose addresses are renamed, in bytes; the sites take no larger one.
const maxForm = 4 << 20

// form renames the addresses in a form that a browser sends, such as the redirect_uri of a code, back to production.
func (t *translation) form(r *http.Request) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || r.Body == nil ||
		r.ContentLength <= 0 || r.ContentLength > maxForm {
		return
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(sent), failing{err}))
		return
	}
	renamed := t.toProduction.Replace(string(sent))
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(renamed)), int64(len(renamed))
}

// failing is a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
