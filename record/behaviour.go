package record

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
	Party Party `json:"party"`
	// Says is the behaviour in one sentence.
	Says string `json:"says"`
	// Grade is how well it is known, Source where from: a page, a specification clause, an issue thread.
	Grade  Grade  `json:"grade"`
	Source string `json:"source"`
	// Witness is the test that fails when the emulation stops behaving so: "sp/loginsrf.TestIssuer" or
	// "sp/loginsrf.TestIssuer/trailing slash".
	Witness string `json:"witness"`
}

// Table makes the rows that one package adds to the parity table.
type Table struct {
	// Party is whose behaviours they are.
	Party Party
	// Prefix begins the IDs: "entra.login.".
	Prefix string
	// Package holds the tests that witness the rows, by its folder: "sp/loginsrf".
	Package string
}

// Row is one row. The ID follows the table's prefix; the witness is a test of the table's package: "TestIssuer" or
// "TestIssuer/trailing slash".
func (t Table) Row(id, says string, grade Grade, source, witness string) Behaviour {
	return Behaviour{ID: t.Prefix + id, Party: t.Party, Says: says, Grade: grade, Source: source, Witness: t.Package + "." + witness}
}
