package odata

import (
	"strings"
	"unicode"
)

// readFilter reads $filter and $search.
func (q *Query) readFilter(o Offer, eventual bool) error {
	raw, given, err := q.option("$filter", o.Filter != nil)
	if err != nil {
		return err
	}
	if given {
		f, err := ParseFilter(raw)
		if err != nil {
			return Gateway("Invalid filter clause: %s.", err)
		}
		if err := o.mayCompare(f); err != nil {
			return err
		}
		count := q.options.Get("$count")
		if operator := f.advanced(); operator != "" && o.Directory && !(eventual && strings.EqualFold(count, "true")) {
			return Unsupported("Operator '%s' is not supported because the 'ConsistencyLevel:eventual' header is missing. "+
				"Refer to https://aka.ms/graph-docs/advanced-queries for more information", operator)
		}
		q.Filter = &f
	}
	raw, given, err = q.option("$search", o.Search != nil)
	if err != nil || !given {
		return err
	}
	if o.Directory && !eventual { // microsoftgraph/microsoft-graph-docs-contrib#3495
		return Unsupported("Request with $search query parameter only works through MSGraph with a special request header: " +
			"'ConsistencyLevel: eventual'")
	}
	q.Search, err = o.search(raw)
	return err
}

// mayCompare refuses properties that cannot stand in $filter.
func (o Offer) mayCompare(f Condition) error {
	for _, name := range f.Properties() {
		if index(o.Filter, name) < 0 {
			return Unsupported("Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.",
				name, title(o.Type))
		}
	}
	return nil
}

// title is a type as the directory writes it.
func title(kind string) string {
	if kind == "" {
		return ""
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// search reads clauses "property:text" in double quotes with AND and OR between them, AND first (Microsoft Learn: Use
// the $search query parameter, on directory object collections).
func (o Offer) search(raw string) (*Condition, error) {
	alternatives, operator := []Condition{}, "OR"
	for rest := strings.TrimSpace(raw); ; {
		clause, after, closed := strings.Cut(strings.TrimPrefix(rest, `"`), `"`)
		property, text, named := strings.Cut(clause, ":")
		if !strings.HasPrefix(rest, `"`) || !closed || !named || strings.TrimSpace(text) == "" {
			return nil, Gateway("Invalid $search clause: expected \"property:text\" in double quotes, got %s.", clip(rest))
		}
		if index(o.Search, property) < 0 {
			return nil, Unsupported("Unsupported or invalid search clause specified for property '%s' of resource '%s'.",
				property, title(o.Type))
		}
		c := compare("search", property, Text(strings.TrimSpace(text)))
		if operator == "AND" {
			last := &alternatives[len(alternatives)-1]
			*last = Condition{op: "and", parts: []Condition{*last, c}}
		} else {
			alternatives = append(alternatives, c)
		}
		if rest = strings.TrimSpace(after); rest == "" {
			break
		}
		operator, after, _ = strings.Cut(rest, " ")
		if operator != "AND" && operator != "OR" || len(alternatives) > maxFilterDepth {
			return nil, Gateway("Invalid $search clause: AND or OR is expected instead of %s.", clip(rest))
		}
		rest = strings.TrimSpace(after)
	}
	all := alternatives[0]
	for _, c := range alternatives[1:] {
		all = Condition{op: "or", parts: []Condition{all, c}}
	}
	return &all, nil
}

func clip(s string) string { return s[:min(len(s), 100)] }

// searched says whether words of a text begin with the words that are searched for, in lower case.
func searched(text, words string) bool {
	isWord := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
	text = strings.ToLower(text)
	for word := range strings.FieldsFuncSeq(words, isWord) {
		found := strings.HasPrefix(text, word)
		for other := range strings.FieldsFuncSeq(text, isWord) {
			found = found || strings.HasPrefix(other, word)
		}
		if !found {
			return false
		}
	}
	return true
}

// readOrder reads $orderby. The directory sorts what $filter or $search chose only for an advanced query.
func (q *Query) readOrder(o Offer, eventual bool) error {
	raw, given, err := q.option("$orderby", o.Order != nil)
	if err != nil || !given {
		return err
	}
	for part := range strings.SplitSeq(raw, ",") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && !strings.EqualFold(words[1], "asc") &&
			!strings.EqualFold(words[1], "desc") {
			return Gateway("Invalid $orderby clause: expected a property and asc or desc, got '%s'.", clip(part))
		}
		i := index(o.Order, words[0])
		if i < 0 { // microsoftgraph/microsoft-graph-docs-contrib#1354
			return Unsupported("Unsupported sort property '%s' for '%s'.", words[0], title(o.Type))
		}
		q.Order = append(q.Order, Order{o.Order[i], len(words) == 2 && strings.EqualFold(words[1], "desc")})
	}
	advanced := eventual && strings.EqualFold(q.options.Get("$count"), "true")
	if o.Directory && (q.Filter != nil || q.Search != nil) && !advanced {
		return Unsupported("Sorting not supported for current query.") // microsoftgraph/microsoft-graph-docs-contrib#3145
	}
	return nil
}
