package parity

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

func TestRows(t *testing.T) {
	all, err := Rows()
	require.NoError(t, err)
	require.NotEmpty(t, all)
	assert.True(t, slices.IsSortedFunc(all, func(a, b Behaviour) int {
		return strings.Compare(string(a.Party)+"\x00"+a.ID, string(b.Party)+"\x00"+b.ID)
	}))
	parties := []record.Party{record.JumpCloud, record.Microsoft, record.Browser, record.Operator}
	for _, r := range all {
		assert.Contains(t, []Grade{Documented, Observed, Assumed}, r.Grade, r.ID)
		assert.Contains(t, parties, r.Party, r.ID)
		if strings.HasPrefix(r.Source, "our choice") {
			assert.Equal(t, Assumed, r.Grade, "%s: our choice is Assumed", r.ID)
		}
	}
}

func TestReadNamesTheLineThatIsNotARow(t *testing.T) {
	head := strings.Join(columns, "\t") + "\n"
	for table, want := range map[string]string{
		"":                         "parity.tsv:1: the columns are",
		head + "a\tb\tc\td\te\n":   "parity.tsv:2: 5 cells",
		head + "a\tb\tc\td\t\tf\n": "parity.tsv:2: 6 cells, or an empty one",
		head + "a\tb\tc\td\te\tf\na\tb\tc\td\te\tf\n": "parity.tsv:3: a stands in the table twice",
	} {
		_, err := read(table)
		assert.ErrorContains(t, err, want)
	}
}
