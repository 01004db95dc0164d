package odata

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type person struct {
	name, mail string
	enabled    bool
}

func personColumns() Columns[person] {
	return Columns[person]{
		{"displayName", func(p *person) Value { return Text(p.name) }},
		{"mail", func(p *person) Value { return TextOrNull(p.mail) }},
		{"accountEnabled", func(p *person) Value { return Flag(p.enabled) }},
		{"businessPhones", func(*person) Value { return EmptyList() }},
	}
}

func people() []person {
	return []person{
		{"Alice", "alice@contoso.com", true},
		{`O'Brien "Bob" <b> & \`, "", false},
		{"王小明\u2028\u007f\t\xff", "wang@contoso.com", true},
		{},
		{strings.Repeat("long ", 2000), "", false},
	}
}

func TestRowsAreWrittenAsACollectionOfEntities(t *testing.T) {
	for _, selected := range []Selection{nil, {"mail", "displayName"}, {}} {
		for n := range len(people()) + 1 {
			columns, list := personColumns(), people()[:n]
			entities := []Entity{}
			for i := range list {
				entities = append(entities, selected.Of(columns.Entity(&list[i])))
			}
			want, err := json.Marshal(Collection{Context: "https://a/$metadata#users<>", Value: entities})
			require.NoError(t, err)
			got := Rows[person]{
				Context: "https://a/$metadata#users<>",
				Columns: columns.Only(selected),
				Objects: list,
			}.AppendJSON(nil)
			assert.Equal(t, string(want), string(got))
		}
	}
	linked := Rows[person]{NextLink: "https://a/?$top=1&$skiptoken=x"}.AppendJSON([]byte("before "))
	assert.Equal(t, `before {"@odata.context":"","@odata.nextLink":"https://a/?$top=1\u0026$skiptoken=x","value":[]}`,
		string(linked))
}

// Many rows need no memory but that of the answer.
func TestRowsAllocateOnce(t *testing.T) {
	rows := Rows[person]{Columns: personColumns(), Objects: make([]person, 1000)}
	for i := range rows.Objects {
		rows.Objects[i] = people()[0]
	}
	assert.Less(t, testing.AllocsPerRun(10, func() { rows.AppendJSON(nil) }), 10.0)

	f, err := ParseFilter("mail eq 'nobody' or startsWith(displayName,'B') and not (accountEnabled eq false)")
	require.NoError(t, err)
	matching := personColumns().Matching(f)
	assert.Zero(t, testing.AllocsPerRun(10, func() { matching(&rows.Objects[0]) }))
}

func FuzzText(f *testing.F) {
	for _, p := range people() {
		f.Add(p.name)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(appendText(nil, s)))
	})
}

func TestColumnsAreComparedAsEntities(t *testing.T) {
	for _, raw := range []string{"mail eq null", "mail ne null", "displayName eq 'ALICE'", "nosuch eq null",
		"nosuch ne 'x'", "accountEnabled eq true",
		"not (accountEnabled eq true)", "startsWith(mail,'WANG') or displayName eq ''",
		"endsWith(mail,'.COM') and accountEnabled eq true", "accountEnabled eq 'true'", "businessPhones eq null",
		"businessPhones ne null"} {
		f, err := ParseFilter(raw)
		require.NoError(t, err, raw)
		columns, matching := personColumns(), personColumns().Matching(f)
		for _, p := range people() {
			assert.Equal(t, len(f.Keep([]Entity{columns.Entity(&p)})) == 1, matching(&p), "%s: %+v", raw, p)
		}
	}
}
