package home

import (
	"net/http"
	"net/url"
	"strconv"
)

// view is what of the page was asked for.
type view struct {
	query  string // part of a name
	page   int    // of the people, from 0
	domain string // whose steps, "" for the first
	result string // of a form, to be shown once
}

// maxQuery is the longest part of a name that is searched for, in bytes.
const maxQuery = 200

func viewOf(r *http.Request) view {
	q := r.URL.Query()
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil || page < 1 {
		page = 1
	}
	query := q.Get("q")
	return view{query[:min(len(query), maxQuery)], page - 1, q.Get("domain"), q.Get("result")}
}

// Query is the view as the query of an address, without the result.
func (v view) Query() string {
	q := url.Values{}
	for name, value := range map[string]string{"q": v.query, "domain": v.domain} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if v.page > 0 {
		q.Set("page", strconv.Itoa(v.page+1))
	}
	return q.Encode()
}

// address is the page's, at one of its parts.
func (v view) address(part string) string { return path + "?" + v.Query() + "#" + part }

// at is another page of the people.
func (v view) at(page int) string {
	v.page = page
	return v.address("people")
}

// of is the page with the steps for another domain.
func (v view) of(domain string) string {
	v.domain = domain
	return v.address("next")
}
