package insights

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"samlharness/idp/api/rest"
)

// The number of events of an answer. Nonsense falls back to the default: JumpCloud Directory Insights API.
const (
	defaultLimit = 1000
	maxLimit     = 10_000
)

// services are those that can be asked for. The emulation has events of directory and sso. Source: JumpCloud Directory
// Insights API.
func services() []string {
	return []string{"all", "directory", "sso", "radius", "ldap", "systems", "software", "mdm", "password_manager",
		"object_storage", "alerts", "notifications", "saas_app_management", "access_management", "reports",
		"asset_management"}
}

// query is what a request asks of the events.
type query struct {
	services    []string
	start, end  time.Time
	limit, skip int
	ascending   bool
	fields      []string
	term        *term
	after       []string // search_after: instant and id of the last event of the page before
	text        string   // q and exact_match
	exact       bool
	field       string // of distinct
	unit        string // of interval
	every       int
}

// readQuery reads the body of a request.
func readQuery(c *rest.Call) (q query, err error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return q, err
	}
	if q, err = parse(b); err == nil {
		err = b.Done(c)
	}
	return q, err
}

func parse(b *rest.Body) (q query, err error) {
	if list := rest.Take[[]string](b, "service"); list != nil {
		q.services = *list
	}
	if len(q.services) == 0 {
		return q, rest.BadRequest("service", "a list of services such as sso", "none")
	}
	for _, s := range q.services {
		if !slices.Contains(services(), s) {
			return q, rest.BadRequest("service", "of "+strings.Join(services(), ", "), s)
		}
	}
	if q.start, err = instant(b, "start_time"); err != nil {
		return q, err
	}
	if q.start.IsZero() {
		return q, rest.BadRequest("start_time", "an instant such as 2026-03-02T09:15:00Z", "none")
	}
	if q.end, err = instant(b, "end_time"); err != nil {
		return q, err
	}
	if err := q.order(b); err != nil {
		return q, err
	}
	if raw := rest.Take[json.RawMessage](b, "search_term"); raw != nil {
		if q.term, err = parseTerm(*raw, 0); err != nil {
			return q, err
		}
	}
	if b.Has("search_term_filter") { // what TheJumpCloud/jc-cli calls it
		return q, rest.BadRequest("the body", "without search_term_filter: the API has search_term", "search_term_filter")
	}
	return q, q.search(b)
}

func instant(b *rest.Body, name string) (time.Time, error) {
	text := rest.Take[string](b, name)
	if text == nil || *text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, *text)
	if err != nil {
		return at, rest.BadRequest(name, "an instant such as 2026-03-02T09:15:00Z", *text)
	}
	return at, nil
}

// order reads how many events, and in which order.
func (q *query) order(b *rest.Body) error {
	q.limit = defaultLimit
	if n := rest.Take[int](b, "limit"); n != nil && *n > 0 && *n <= maxLimit {
		q.limit = *n
	}
	if n := rest.Take[int](b, "skip"); n != nil {
		if *n < 0 {
			return rest.BadRequest("skip", "a number from 0", fmt.Sprint(*n))
		}
		q.skip = *n
	}
	if by := rest.Take[string](b, "sort"); by != nil {
		switch strings.ToUpper(*by) {
		case "ASC":
			q.ascending = true
		case "DESC", "":
		default:
			return rest.BadRequest("sort", "ASC or DESC", *by)
		}
	}
	if list := rest.Take[[]string](b, "fields"); list != nil {
		q.fields = *list
	}
	if list := rest.Take[[]string](b, "search_after"); list != nil {
		q.after = *list
		if len(q.after) != 2 {
			return rest.BadRequest("search_after", "what the header X-Search_after said", fmt.Sprint(q.after))
		}
	}
	return nil
}

// search reads the full text, and what distinct and interval ask for.
func (q *query) search(b *rest.Body) error {
	text, exact := rest.Take[string](b, "q"), rest.Take[string](b, "exact_match")
	switch {
	case text != nil && exact != nil && *text != "" && *exact != "":
		return rest.BadRequest("exact_match", "without q", "both")
	case exact != nil && *exact != "":
		q.text, q.exact = *exact, true
	case text != nil:
		q.text = *text
	}
	for name, to := range map[string]*string{"field": &q.field, "interval_unit": &q.unit} {
		if value := rest.Take[string](b, name); value != nil {
			*to = *value
		}
	}
	q.every = 1
	if value := rest.Take[string](b, "interval_value"); value != nil {
		var err error
		if q.every, err = strconv.Atoi(*value); err != nil || q.every < 1 || q.every > 1000 {
			return rest.BadRequest("interval_value", "a number from 1 to 1000", *value)
		}
	}
	return nil
}

// wants says whether an event is in the services and the time that are asked for.
func (q query) wants(service string, at time.Time) bool {
	if !slices.Contains(q.services, "all") && !slices.Contains(q.services, service) {
		return false
	}
	return !at.Before(q.start) && (q.end.IsZero() || !at.After(q.end))
}
