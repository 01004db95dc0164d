package house_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/parity"
	"samlharness/record"
)

func TestParityRowsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range parity.Rows() {
		assert.False(t, seen[r.ID], "%s stands twice", r.ID)
		seen[r.ID] = true
		for name, value := range map[string]string{"ID": r.ID, "Says": r.Says, "Source": r.Source, "Witness": r.Witness} {
			assert.NotEmpty(t, value, "row %q lacks %s", r.ID, name)
			assert.False(t, strings.ContainsAny(value, "\t\n"), "row %q: %s is more than one cell", r.ID, name)
		}
		assert.Contains(t, []record.Grade{record.Documented, record.Observed, record.Assumed}, r.Grade, r.ID)
		assert.Contains(t, []record.Party{record.JumpCloud, record.Microsoft, record.Browser, record.Operator}, r.Party, r.ID)
	}
}

// Every package with a table is gathered: a row that nobody prints is a promise that nobody reads.
func TestParityGathersEveryTable(t *testing.T) {
	gathered := map[string]bool{}
	tables := map[string]bool{}
	for _, f := range goFiles(t, false) {
		for _, d := range f.Decls {
			if function, ok := d.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == "Parity" {
				tables[f.dir()] = true
			}
		}
		if f.path != "parity/sources.go" {
			continue
		}
		for _, spec := range f.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if len(f.uses(path, "Parity")) > 0 {
				gathered[strings.TrimPrefix(path, module)] = true
			}
		}
	}
	assert.NotEmpty(t, tables)
	assert.Equal(t, tables, gathered)
}

// A source is something that a reader can look up, or says that it is our choice or inferred.
func TestParitySourcesAreForReaders(t *testing.T) {
	for _, r := range parity.Rows() {
		assert.NotContains(t, r.Source, "facts/", r.ID)
		assert.NotContains(t, r.Source, "§", r.ID)
		if strings.HasPrefix(r.Source, "our choice") {
			assert.Equal(t, record.Assumed, r.Grade, "%s: our choice is Assumed", r.ID)
		}
	}
}

// A row's witness is a test that exists: "sp/loginsrf.TestIssuer", or with the name of a subtest that is
// written in the package's tests: "sp/loginsrf.TestIssuer/trailing slash".
func TestParityWitnessesExist(t *testing.T) {
	tests := testFunctions(t)
	for _, r := range parity.Rows() {
		name, sub, hasSub := strings.Cut(afterPackage(r.Witness), "/")
		name = r.Witness[:len(r.Witness)-len(afterPackage(r.Witness))] + name
		texts, ok := tests[name]
		if assert.True(t, ok, "%s: there is no test %s", r.ID, name) && hasSub {
			assert.True(t, slices.Contains(texts, sub) || allWritten(texts, strings.Split(sub, "/")), "%s: %s has no subtest %q", r.ID, name, sub)
		}
	}
}

// afterPackage is what follows "path/to/pkg." in a witness.
func afterPackage(witness string) string {
	for _, prefix := range []string{".Test", ".Fuzz", ".Example"} {
		if i := strings.Index(witness, prefix); i >= 0 {
			return witness[i+1:]
		}
	}
	return witness
}

func allWritten(texts, names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(texts, n) })
}

// Whoever writes a parity table is gathered, by package parity or by a package that it gathers.
func TestParityTablesAreGathered(t *testing.T) {
	files := goFiles(t, false)
	gathered := map[string]bool{}
	for _, f := range files {
		for _, spec := range f.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if len(f.uses(path, "Parity")) > 0 {
				gathered[strings.TrimPrefix(path, module)] = true
			}
		}
	}
	for _, f := range files {
		if f.function("Parity") != nil {
			assert.True(t, gathered[f.dir()], "package parity does not gather %s.Parity", f.dir())
		}
	}
}
