package flow

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"samlharness/record"
)

// url is the whole address of the request.
func (a *arriving) url() *url.URL {
	u := *a.URL
	u.Scheme, u.Host = "https", a.Host
	return &u
}

// maxForm is how much of a posted form is looked at, in bytes.
const maxForm = 256 << 10

// minSecret is how long a value must be to stand for one flow alone, in bytes.
const minSecret = 16

// arriving is a request as the record sees it.
type arriving struct {
	*http.Request
	address string // without the fragment
	query   url.Values
	form    url.Values // of a posted form
	fields  []string   // its names, in order
	browser string     // by which the browser is known, "" when it is not
}

// read looks at a request and leaves it as it was: whoever answers it reads its body from the beginning.
func read(r *http.Request) *arriving {
	a := &arriving{Request: r, address: "https://" + r.Host + r.URL.RequestURI()}
	if r.URL.RawQuery != "" {
		a.query = r.URL.Query()
	}
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), formType) {
		return a
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxForm))
	rest := r.Body
	r.Body = &replayed{io.MultiReader(bytes.NewReader(body), failing{err}, rest), rest}
	if err == nil && len(body) < maxForm {
		a.form, _ = url.ParseQuery(string(body)) // whoever answers says what is wrong with it
		a.fields = names(string(body))
	}
	return a
}

const formType = "application/x-www-form-urlencoded"

// replayed is a body whose beginning was read before.
type replayed struct {
	io.Reader
	io.Closer
}

// failing repeats the error that the body gave, or ends.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// names are those of a form's fields in their order, each once.
func names(body string) (all []string) {
	seen := map[string]bool{}
	for part := range strings.SplitSeq(body, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && name != "" && !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
	}
	return all
}

// carried are the parameters by which a page or a redirect has the browser carry on what the site gave it.
var carried = []string{"ctx", "samlToken", "code", "state", "client-request-id", "flowToken"}

// carries are the joins of parameters: messages, then what is carried on, also within the address of redirectTo.
func (j *joins) carries(values url.Values) (by []join) {
	for _, name := range []string{"SAMLResponse", "SAMLRequest"} {
		if v := values.Get(name); v != "" {
			for _, id := range idsOf(v) {
				by = append(by, j.of("id", id))
			}
		}
	}
	for _, name := range carried {
		if v := values.Get(name); len(v) >= minSecret {
			by = append(by, j.of(name, v))
		}
	}
	if to := values.Get("redirectTo"); strings.Contains(to, "?") {
		if u, err := url.Parse(to); err == nil {
			by = append(by, j.carries(withoutRedirect(u.Query()))...)
		}
	}
	return by
}

// withoutRedirect ends the descent into addresses within addresses.
func withoutRedirect(values url.Values) url.Values {
	values.Del("redirectTo")
	return values
}

// token is the join of the access token, which the calls of one operator share.
func (j *joins) token(r *http.Request) (by []join) {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		by = append(by, j.of("token", token))
	}
	return by
}

// goesOn tells whether a browser came here from a page, and not because somebody typed the address. Programs that say
// nothing of it are taken to begin.
func goesOn(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site != "" && site != "none"
}

// flowOf finds the flow of a request, 0 when it begins one. The joins are those of what it carries.
func (j *joins) flowOf(a *arriving, by []join) int64 {
	if flow := j.find(by...); flow != 0 {
		j.arrived(a.address, flow)
		return flow
	}
	var last int64 // of the browser
	if a.browser != "" {
		last = j.find(j.of("browser", a.browser))
	}
	if last != 0 || a.browser == "" {
		if flow := j.arrived(a.address, last); flow != 0 {
			return flow
		}
	}
	if !goesOn(a.Request) {
		return 0
	}
	if last != 0 {
		return last
	}
	return j.linked(a.address)
}

// isAsset tells what pages and programs load for themselves from what people go to.
func isAsset(r *http.Request, contentType string) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "style", "script", "image", "font", "manifest":
		return true
	}
	for _, kind := range []string{"text/css", "text/javascript", "application/javascript", "image/", "font/"} {
		if strings.HasPrefix(contentType, kind) {
			return true
		}
	}
	path := r.URL.Path
	return path == "/favicon.ico" || strings.Contains(path, "/.well-known/") || strings.Contains(path, "/discovery/")
}

// message is the SAML message in a request, decoded, for a hop whose receiver recorded none.
func (a *arriving) message() (kind record.Kind, xml, relayState string) {
	values, decode := a.form, decodePost
	if a.Method == http.MethodGet {
		values, decode = a.query, decodeRedirect
	}
	for _, m := range []struct {
		name string
		kind record.Kind
	}{{"SAMLRequest", record.AuthnRequest}, {"SAMLResponse", record.Response}} {
		if v := values.Get(m.name); v != "" {
			return m.kind, decode(v), values.Get("RelayState")
		}
	}
	return "", "", ""
}
