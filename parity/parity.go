// Package parity gathers the behaviours that the emulation shares with the real services into one table: what
// each is, how well it is known, from where, and which test fails when the emulation stops behaving so.
package parity

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"samlharness/record"
)

// Schema names the form of the JSON table. A member is never renamed nor given another meaning under it.
const Schema = "harness/parity/1"

// Rows are the rows of all packages, sorted by party and ID.
func Rows() []record.Behaviour {
	var rows []record.Behaviour
	for _, source := range sources() {
		rows = append(rows, source()...)
	}
	slices.SortFunc(rows, func(a, b record.Behaviour) int {
		if by := strings.Compare(string(a.Party), string(b.Party)); by != 0 {
			return by
		}
		return strings.Compare(a.ID, b.ID)
	})
	return rows
}

// WriteJSON writes rows as one document.
func WriteJSON(w io.Writer, rows []record.Behaviour) error {
	if rows == nil {
		rows = []record.Behaviour{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Schema string             `json:"schema"`
		Rows   []record.Behaviour `json:"rows"`
	}{Schema, rows})
}

// WriteText writes rows for people: a table for each party, then how many there are of each grade.
func WriteText(w io.Writer, rows []record.Behaviour) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	party, grades := record.Party(""), map[record.Grade]int{}
	for _, r := range rows {
		if r.Party != party {
			if party != "" {
				fmt.Fprintln(t)
			}
			party = r.Party
			fmt.Fprintf(t, "%s\n", party)
		}
		grades[r.Grade]++
		fmt.Fprintf(t, "  %s\t%s\t%s\n", r.Grade, r.ID, r.Says)
		fmt.Fprintf(t, "  \t\t  source %s; test %s\n", r.Source, r.Witness)
	}
	fmt.Fprintf(t, "\n%d behaviours: %d documented, %d observed, %d assumed\n", len(rows),
		grades[record.Documented], grades[record.Observed], grades[record.Assumed])
	return t.Flush()
}
