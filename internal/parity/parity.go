// Package parity is the table of the behaviours that the emulation shares with the real services: what each is, how
// well it is known, from where, and which test fails when the emulation stops behaving so.
package parity

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"samlharness/internal/term"
	"samlharness/record"
)

// Schema names the form of the JSON table. A member is never renamed nor given another meaning under it.
const Schema = "harness/parity/1"

// WriteJSON writes rows as one document.
func WriteJSON(w io.Writer, rows []Behaviour) error {
	if rows == nil {
		rows = []Behaviour{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		Schema string      `json:"schema"`
		Rows   []Behaviour `json:"rows"`
	}{Schema, rows})
}

// WriteText writes rows for people, in lines of at most width characters: under each party its behaviours, then how
// many there are of each grade. A word that is longer than a line stays whole.
func WriteText(w io.Writer, rows []Behaviour, width int) error {
	out := bufio.NewWriter(w)
	party, grades := record.Party(""), map[Grade]int{}
	for _, r := range rows {
		if r.Party != party {
			party = r.Party
			fmt.Fprintf(out, "%s\n\n", party)
		}
		grades[r.Grade]++
		paragraph(out, "  ", r.ID, width)
		paragraph(out, "    ", r.Says, width)
		paragraph(out, "    "+string(r.Grade)+": ", r.Source, width)
		paragraph(out, "    test: ", r.Witness, width)
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%d behaviours: %d documented, %d observed, %d assumed\n", len(rows),
		grades[Documented], grades[Observed], grades[Assumed])
	return out.Flush()
}

// paragraph writes a label and, beside it, a text whose further lines begin below its first.
func paragraph(out *bufio.Writer, label, text string, width int) {
	indent := len(label)
	for _, line := range term.Wrap(text, width-indent) {
		fmt.Fprintf(out, "%s%s\n", label, line)
		label = strings.Repeat(" ", indent)
	}
}

// WriteTable writes rows for other programs: one a line, its cells separated by tabs, in the order party, ID, grade,
// sentence, source, test.
func WriteTable(w io.Writer, rows []Behaviour) error {
	out := bufio.NewWriter(w)
	for _, r := range rows {
		fmt.Fprintln(out, strings.Join([]string{string(r.Party), r.ID, string(r.Grade), r.Says, r.Source, r.Witness}, "\t"))
	}
	return out.Flush()
}
