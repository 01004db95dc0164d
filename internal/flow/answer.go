package flow

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// maxPage is how much of a page is held back to see what its forms carry on, in bytes.
const maxPage = 256 << 10

// answer is a response on its way. Redirects and pages are held back until what they carry on was read: the browser
// must not bring it before it is known.
type answer struct {
	http.ResponseWriter
	status int // 0 until the site has chosen it
	held   bool
	page   bytes.Buffer
}

// WriteHeader holds the status back with the page.
func (a *answer) WriteHeader(status int) {
	if status < 200 && status != http.StatusSwitchingProtocols {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	if a.status != 0 {
		return
	}
	a.status = status
	a.held = redirects(status) || isPage(a.Header())
	if !a.held {
		a.ResponseWriter.WriteHeader(status)
	}
}

// Write holds the beginning of a page back.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		if a.Header().Get("Content-Type") == "" {
			a.Header().Set("Content-Type", http.DetectContentType(p)) // as the server would
		}
		a.WriteHeader(http.StatusOK)
	}
	if a.held && a.page.Len()+len(p) <= maxPage {
		return a.page.Write(p)
	}
	if err := a.release(); err != nil {
		return 0, err
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush sends what there is: its writer wants it seen now.
func (a *answer) Flush() {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	_ = a.release() // the next write says that the peer has gone
	_ = http.NewResponseController(a.ResponseWriter).Flush()
}

// release sends what was held back.
func (a *answer) release() error {
	if !a.held {
		return nil
	}
	a.held = false
	a.ResponseWriter.WriteHeader(a.status)
	_, err := a.ResponseWriter.Write(a.page.Bytes())
	return err
}

func redirects(status int) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, status)
}

func isPage(h http.Header) bool {
	return strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Content-Encoding") == ""
}

// location is where the answer redirects, as the browser will ask for it; nil when it does not.
func (a *answer) location(r *http.Request) *url.URL {
	to := a.Header().Get("Location")
	if !redirects(a.status) || to == "" {
		return nil
	}
	base := url.URL{Scheme: "https", Host: r.Host, Path: r.URL.Path}
	u, err := base.Parse(to)
	if err != nil {
		return nil
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u
}

// gives are the joins of what the answer has the browser carry on.
func (j *joins) gives(a *answer, to *url.URL) (by []join) {
	if to != nil {
		by = j.carries(to.Query())
	}
	if a.held && isPage(a.Header()) {
		by = append(by, j.carries(hiddenFields(a.page.Bytes()))...)
	}
	return by
}

// links are the addresses of other sites that a page links to.
func (a *answer) links(host string) (addresses []string) {
	if !a.held || !isPage(a.Header()) {
		return nil
	}
	page := a.page.Bytes()
	for len(addresses) < maxLinks {
		_, after, found := bytes.Cut(page, []byte(`href="https://`))
		if !found {
			return addresses
		}
		end := max(0, bytes.IndexByte(after, '"'))
		u, err := url.Parse("https://" + html.UnescapeString(string(after[:end])))
		if err == nil && u.Host != host && u.Host != "" {
			u.Fragment = ""
			addresses = append(addresses, u.String())
		}
		page = after[end:]
	}
	return addresses
}

// maxLinks is how many links of a page are looked at.
const maxLinks = 200

// hiddenFields are the values of a page's inputs of which something is known.
func hiddenFields(page []byte) url.Values {
	values := url.Values{}
	for {
		at := bytes.Index(page, []byte("<input"))
		if at < 0 {
			return values
		}
		page = page[at:]
		tag := page[:min(len(page), maxPage)]
		if end := bytes.IndexByte(page, '>'); end >= 0 {
			tag = page[:end+1]
		}
		page = page[len("<input"):]
		if bytes.Contains(tag, []byte("hidden")) {
			addField(values, tag)
		}
	}
}

func addField(values url.Values, tag []byte) {
	tokens := html.NewTokenizer(bytes.NewReader(tag))
	tokens.Next()
	var name, value string
	for more := true; more; {
		var key, val []byte
		key, val, more = tokens.TagAttr()
		switch string(key) {
		case "name":
			name = string(val)
		case "value":
			value = string(val)
		}
	}
	if name != "" {
		values.Set(name, value)
	}
}
