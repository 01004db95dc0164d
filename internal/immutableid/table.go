package immutableid

import (
	_ "embed"
	"strings"
	"sync"
)

// table has a line for each relation: its name, what the NameID is, what to mend.
//
//go:embed relations.tsv
var table string

// relations is the table, read when the first NameID is explained.
var relations = sync.OnceValue(func() map[string]Relation {
	all := map[string]Relation{}
	for line := range strings.Lines(table) {
		name, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		says, mend, _ := strings.Cut(rest, "\t")
		all[name] = Relation{Name: name, Says: says, Mend: mend}
	}
	return all
})

// relation is that of the name.
func relation(name string) Relation { return relations()[name] }
