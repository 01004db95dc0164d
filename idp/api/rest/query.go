package rest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The number of records of a page. Source: JumpCloud API 1.0 and 2.0, limit: "Limited to 100".
const (
	defaultLimit = 10
	maxLimit     = 100
)

// Offer says which options a list takes beside limit and skip; another one is refused.
type Offer struct {
	Sort, Filter, Fields, Search bool
	// Link sends the address of the next page. Not every list of API 2.0 does: TheJumpCloud/jc-cli.
	Link bool
	// Count sends x-total-count to whoever sends that header.
	Count bool
	// More are further options, which the route reads itself.
	More []string
}

// order is one field to sort by.
type order struct {
	field      string
	descending bool
	ignoreCase bool
}

// Query is what a request wants of a list.
type Query struct {
	Limit, Skip int
	sort        []order
	fields      []string
	filters     []filter
	either      [][][]filter // of each, one alternative must hold as a whole
	search      *search
}

// ParseQuery reads the options of a list.
func ParseQuery(v Version, offer Offer, values url.Values) (q Query, err error) {
	if err := offer.refuse(values); err != nil {
		return q, err
	}
	if q.Limit, err = number(values, "limit", defaultLimit); err != nil {
		return q, err
	}
	q.Limit = min(q.Limit, maxLimit)
	if q.Skip, err = number(values, "skip", 0); err != nil {
		return q, err
	}
	separator := ","
	if v == V1 {
		separator = " "
	}
	q.fields = split(values["fields"], separator)
	for _, name := range []string{"sort", "sortIgnoreCase"} {
		for _, field := range split(values[name], separator) {
			bare, descending := strings.CutPrefix(field, "-")
			q.sort = append(q.sort, order{bare, descending, name == "sortIgnoreCase"})
		}
	}
	for _, text := range values["filter"] {
		f, err := parseFilter(v, text)
		if err != nil {
			return q, err
		}
		q.filters = append(q.filters, f)
	}
	if text := values.Get("search"); text != "" {
		q.search, err = parseSearch(text)
	}
	return q, err
}

// options are all that some list of the API takes.
func options() []string {
	return []string{"limit", "skip", "sort", "sortIgnoreCase", "filter", "fields", "search", "targets", "syncStatus",
		"details"}
}

// refuse names an option of the API that this list does not have: ignored, it would give the wrong list.
func (o Offer) refuse(values url.Values) error {
	taken := append([]string{"limit", "skip"}, o.More...)
	for _, t := range []struct {
		offered bool
		names   []string
	}{
		{o.Sort, []string{"sort", "sortIgnoreCase"}}, {o.Filter, []string{"filter"}}, {o.Fields, []string{"fields"}},
		{o.Search, []string{"search"}},
	} {
		if t.offered {
			taken = append(taken, t.names...)
		}
	}
	for _, name := range options() {
		if values.Has(name) && !slices.Contains(taken, name) {
			return BadRequest("the query", "of the options "+strings.Join(taken, ", "), name)
		}
	}
	return nil
}

// unknown are the options that no list has.
func unknown(values url.Values, more []string) (names []string) {
	for name := range values {
		if !slices.Contains(options(), name) && !slices.Contains(more, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func number(values url.Values, name string, otherwise int) (int, error) {
	text := values.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, BadRequest(name, "a number from 0", text)
	}
	return n, nil
}

// split are the parts of an option, which may be given several times.
func split(values []string, separator string) (parts []string) {
	for _, value := range values {
		for part := range strings.SplitSeq(value, separator) {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

// search looks for a text in fields, without regard to case.
type search struct {
	terms  []string
	fields []string // none: those that the list names
}

// parseSearch reads a term, or an object with searchTerm and fields. Source: JumpCloud API 1.0, search.
func parseSearch(text string) (*search, error) {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return &search{terms: []string{text}}, nil
	}
	s, err := searchOf([]byte(text))
	if err != nil {
		return nil, err
	}
	return &s, nil
}

// searchOf reads {"searchTerm": text or list, "fields": list}.
func searchOf(raw []byte) (s search, err error) {
	var given struct {
		Term   json.RawMessage `json:"searchTerm"`
		Fields []string        `json:"fields"`
	}
	if err := json.Unmarshal(raw, &given); err != nil {
		return s, BadRequest("search", `an object with searchTerm and fields`, jsonMistake(err))
	}
	var one string
	if err := json.Unmarshal(given.Term, &one); err == nil {
		return search{[]string{one}, given.Fields}, nil
	}
	if err := json.Unmarshal(given.Term, &s.terms); err != nil {
		return s, BadRequest("searchTerm", "a text or a list of texts", string(given.Term))
	}
	return search{s.terms, given.Fields}, nil
}

// finds says whether one of the terms is in one of the fields.
func (s *search) finds(fields []string, value func(string) any) bool {
	if len(s.fields) > 0 {
		fields = s.fields
	}
	for _, term := range s.terms {
		for _, field := range fields {
			if strings.Contains(strings.ToLower(textOf(value(field))), strings.ToLower(term)) {
				return true
			}
		}
	}
	return len(s.terms) == 0
}
