package rest

import (
	"net/url"
	"testing"
)

// row is what fuzzed queries look at.
type row struct{ ID, Name string }

var rows = Collection[row]{
	Offer: Offer{Sort: true, Filter: true, Fields: true, Search: true},
	Schema: Schema[row]{
		{Name: "id", Of: func(r row) any { return r.ID }},
		{Name: "name", Of: func(r row) any { return Object{{"inner", r.Name}} }},
	},
	SearchIn: []string{"id"},
	All:      Values([]row{{"1", "a"}, {"2", "b"}, {"10", "c*"}}, nil),
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"limit=1&skip=2", "sort=-id name.inner", "filter=id:$in:1|2", "filter=id:between:1|2",
		"filter=name.inner:eq:*c*", `search={"searchTerm":["1"],"fields":["id"]}`, "fields=id,name"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		for _, v := range []Version{V1, V2} {
			q, err := ParseQuery(v, rows.Offer, values)
			if err != nil {
				if Of(err) == nil {
					t.Fatalf("not a refusal: %v", err)
				}
				continue
			}
			page, total, _, err := rows.Page(q)
			if err == nil && (len(page) > q.Limit || len(page) > total) {
				t.Fatalf("%d of %d, limit %d", len(page), total, q.Limit)
			}
		}
	})
}

func FuzzSearchBody(f *testing.F) {
	f.Add(`{"filter":{"or":[{"id":"1"},{"id":{"$gt":3}}]},"searchFilter":{"searchTerm":"1"},"sort":"-id","limit":3}`)
	f.Add(`{"filter":["id:$eq:1"]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		b, err := ParseBody([]byte(raw))
		if err != nil {
			return
		}
		if q, err := readSearch(b); err == nil {
			_, _, _, _ = rows.Page(q) // it must end
		}
	})
}
