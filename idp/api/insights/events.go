package insights

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// shape is an event in JSON. Timestamps of sso have nanoseconds, those of directory milliseconds (Sekoia.io).
func shape(organization string, e org.Event) (map[string]any, error) {
	layout := "2006-01-02T15:04:05.000Z"
	if e.Service == org.ServiceSSO {
		layout = "2006-01-02T15:04:05.000000000Z"
	}
	all := map[string]any{
		"id": e.ID, "@version": "1", "service": e.Service, "event_type": e.Type,
		"timestamp": e.At.UTC().Format(layout), "organization": organization, "provider": "",
		"client_ip": e.By.IP, "initiated_by": initiator(e.By),
	}
	if e.By.Method != "" {
		all["auth_method"] = e.By.Method
	}
	for name, value := range e.Members {
		all[name] = value
	}
	raw, err := json.Marshal(all) // and back, so that searching sees what clients see
	if err != nil {
		return nil, err
	}
	plain := map[string]any{}
	return plain, json.Unmarshal(raw, &plain)
}

func initiator(by org.Initiator) map[string]any {
	if by.Type == "admin" {
		return map[string]any{"id": by.ID, "type": "admin", "email": by.Email}
	}
	return map[string]any{"id": by.ID, "type": by.Type, "username": by.Username}
}

// found are the events that a query finds, in the order that it asks for.
func found(c *rest.Call, q query) (list []map[string]any, err error) {
	events := c.Organization.Events()
	if !q.ascending {
		slices.Reverse(events)
	}
	for _, e := range events {
		if !q.wants(e.Service, e.At) {
			continue
		}
		shown, err := shape(c.Organization.ID(), e)
		if err != nil {
			return nil, err
		}
		if q.term.holds(shown) && (q.text == "" || says(shown, q.text, q.exact)) {
			list = append(list, shown)
		}
	}
	return list, nil
}

// Events is POST /events.
func Events(c *rest.Call) (rest.Reply, error) {
	q, err := readQuery(c)
	if err != nil {
		return rest.Reply{}, err
	}
	list, err := found(c, q)
	if err != nil {
		return rest.Reply{}, err
	}
	if q.after != nil {
		i := slices.IndexFunc(list, func(e map[string]any) bool { return e["id"] == q.after[1] })
		if i < 0 {
			return rest.Reply{}, rest.BadRequest("search_after", "what the header X-Search_after said",
				strings.Join(q.after, ", "))
		}
		list = list[i+1:]
	}
	list = list[min(q.skip, len(list)):]
	list = list[:min(q.limit, len(list))]
	reply := rest.OK(projected(list, q.fields))
	reply.Header = headers(list, q)
	return reply, nil
}

// headers tell how to go on. Source: JumpCloud Directory Insights API.
func headers(list []map[string]any, q query) http.Header {
	h := http.Header{}
	h.Set("X-Result-Count", strconv.Itoa(len(list)))
	h.Set("X-Limit", strconv.Itoa(q.limit))
	h.Set("X-Sort", map[bool]string{true: "ASC", false: "DESC"}[q.ascending])
	if len(list) > 0 {
		last := list[len(list)-1]
		after, _ := json.Marshal([]any{last["timestamp"], last["id"]}) // two texts
		h.Set("X-Search_after", string(after))
	}
	return h
}

// projected are the events with the members that are wanted.
func projected(list []map[string]any, fields []string) []map[string]any {
	if len(fields) == 0 {
		return rest.List(list)
	}
	short := make([]map[string]any, len(list))
	for i, e := range list {
		short[i] = map[string]any{}
		for _, name := range fields {
			if value := member(e, name); value != nil {
				short[i][name] = value
			}
		}
	}
	return short
}

// Count is POST /events/count.
func Count(c *rest.Call) (rest.Reply, error) {
	q, err := readQuery(c)
	if err != nil {
		return rest.Reply{}, err
	}
	list, err := found(c, q)
	return rest.OK(rest.Object{{Name: "count", Value: len(list)}}), err
}

// bucket is a value with the number of its events.
type bucket struct {
	Key   any    `json:"key"`
	Text  string `json:"key_as_string,omitempty"`
	Count int    `json:"doc_count"`
}

// Distinct is POST /events/distinct.
func Distinct(c *rest.Call) (rest.Reply, error) {
	q, err := readQuery(c)
	if err != nil {
		return rest.Reply{}, err
	}
	if q.field == "" {
		return rest.Reply{}, rest.BadRequest("field", "a member of the events", "none")
	}
	list, err := found(c, q)
	buckets, at := []bucket{}, map[string]int{}
	for _, e := range list {
		value := member(e, q.field)
		if value == nil {
			continue
		}
		key := fmt.Sprint(value)
		if _, there := at[key]; !there {
			at[key] = len(buckets)
			buckets = append(buckets, bucket{Key: key})
		}
		buckets[at[key]].Count++
	}
	slices.SortStableFunc(buckets, func(a, b bucket) int { return b.Count - a.Count })
	return rest.OK(rest.Object{{Name: "buckets", Value: buckets}, {Name: "doc_count_error_upper_bound", Value: 0},
		{Name: "sum_other_doc_count", Value: 0}}), err
}

// Interval is POST /events/interval.
func Interval(c *rest.Call) (rest.Reply, error) {
	q, err := readQuery(c)
	if err != nil {
		return rest.Reply{}, err
	}
	units := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
		"w": 7 * 24 * time.Hour}
	unit, ok := units[q.unit]
	if !ok {
		return rest.Reply{}, rest.BadRequest("interval_unit", "s, m, h, d or w", q.unit)
	}
	q.ascending = true
	list, err := found(c, q)
	buckets := []bucket{}
	for _, e := range list {
		text, _ := e["timestamp"].(string)
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return rest.Reply{}, err
		}
		at = at.Truncate(unit * time.Duration(q.every))
		if n := len(buckets); n == 0 || buckets[n-1].Key != at.UnixMilli() {
			buckets = append(buckets, bucket{Key: at.UnixMilli(), Text: at.UTC().Format(time.RFC3339)})
		}
		buckets[len(buckets)-1].Count++
	}
	return rest.OK(rest.Object{{Name: "buckets", Value: buckets}}), err
}
