package parity

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"samlharness/record"
)

//go:embed parity.tsv
var table string

// Grade says how well an emulated behaviour is known.
type Grade string

// The grades, best first. Where nobody knows, we choose, and say so: that is Assumed.
const (
	Documented Grade = "documented" // the vendor's documentation, published interface or own source
	Observed   Grade = "observed"   // reported or captured by third parties, or seen in widely used clients
	Assumed    Grade = "assumed"    // inferred, or our choice
)

// Behaviour is one row of the parity table: something of a real service that the emulation does too.
type Behaviour struct {
	// ID is stable and unique: "entra.login.issuer-unknown".
	ID string `json:"id"`
	// Party is whose behaviour it is.
	Party record.Party `json:"party"`
	// Says is the behaviour in one sentence.
	Says string `json:"says"`
	// Grade is how well it is known, Source where from: a page, a specification clause, an issue thread.
	Grade  Grade  `json:"grade"`
	Source string `json:"source"`
	// Witness is the test that fails when the emulation stops behaving so: "sp/loginsrf.TestIssuer" or
	// "sp/loginsrf.TestIssuer/trailing slash".
	Witness string `json:"witness"`
}

// columns are the cells of a line of parity.tsv, as its first line names them.
var columns = []string{"id", "party", "grade", "says", "source", "witness"}

// Rows are the rows of parity.tsv, sorted by party and ID. An error names the line that is not a row.
func Rows() ([]Behaviour, error) { return read(table) }

func read(table string) ([]Behaviour, error) {
	var rows []Behaviour
	seen := map[string]bool{}
	for i, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		switch {
		case i == 0 && slices.Equal(cells, columns):
			continue
		case i == 0:
			return nil, fmt.Errorf("parity.tsv:1: the columns are %q, not %q", cells, columns)
		case len(cells) != len(columns) || slices.Contains(cells, ""):
			return nil, fmt.Errorf("parity.tsv:%d: %d cells, or an empty one, where %q are expected", i+1, len(cells), columns)
		case seen[cells[0]]:
			return nil, fmt.Errorf("parity.tsv:%d: %s stands in the table twice", i+1, cells[0])
		}
		seen[cells[0]] = true
		rows = append(rows, Behaviour{
			ID:      cells[0],
			Party:   record.Party(cells[1]),
			Grade:   Grade(cells[2]),
			Says:    cells[3],
			Source:  cells[4],
			Witness: cells[5],
		})
	}
	slices.SortFunc(rows, func(a, b Behaviour) int {
		if by := strings.Compare(string(a.Party), string(b.Party)); by != 0 {
			return by
		}
		return strings.Compare(a.ID, b.ID)
	})
	return rows, nil
}
