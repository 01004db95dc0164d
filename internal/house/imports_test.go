package house_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// below lists, for each top-level folder, the folders whose packages its code may import besides its own.
// Everything runs one way: the ground floor, the two companies, the world, the scenarios, the command.
var below = map[string][]string{
	"record":     {},
	"page":       {},
	"certs":      {"record"},
	"wire":       {},
	"browser":    {"wire", "record"},
	"federation": {"wire", "record", "certs"},
	"attack":     {"wire", "record", "certs"},
	"control":    {"record"},
	"idp":        {"wire", "record", "certs", "page"},
	"sp":         {"wire", "record", "certs", "page"},
	"inspect":    {"wire", "record", "certs", "sp", "browser"},
	"world":      {"wire", "record", "certs", "page", "browser", "federation", "attack", "idp", "sp", "control"},
	"scenarios":  {"wire", "record", "certs", "page", "browser", "federation", "attack", "idp", "sp", "world", "control", "inspect", "internal"},
	"up":         {"certs", "control", "scenarios", "world", "record", "inspect", "sp"},
	"parity":     {"record", "browser", "federation", "attack", "idp", "sp", "world", "scenarios", "certs", "wire", "page", "internal"},
	"cmd":        {"wire", "record", "certs", "page", "browser", "federation", "attack", "idp", "sp", "world", "control", "inspect", "scenarios", "up", "parity", "internal"},
	"interop":    {},
	"internal":   {"parity", "record"},
	"bench":      {},
	".":          {},
}

func TestImportsRunOneWay(t *testing.T) {
	for _, p := range sourcePackages(t) {
		floor := top(p.Path)
		allowed, known := below[floor]
		if !assert.True(t, known, "%s: put the new folder %q into the table of import directions", p.Path, floor) {
			continue
		}
		for _, i := range p.Imports {
			if path, ours := strings.CutPrefix(i, module); ours && top(path) != floor {
				assert.Contains(t, allowed, top(path), "%s must not import %s", p.Path, path)
			}
		}
	}
}

// What passes between the two companies passes over HTTP, in tests too.
func TestCompaniesImportNothingOfEachOther(t *testing.T) {
	packages := sourcePackages(t)
	imports := map[string][]string{}
	for _, p := range packages {
		imports[p.Path] = ours(p.Imports)
	}
	for _, p := range packages {
		other, ok := map[string]string{"idp": "sp", "sp": "idp"}[top(p.Path)]
		if !ok {
			continue
		}
		direct := slices.Concat(ours(p.Imports), ours(p.TestImports), ours(p.XTestImports))
		for path := range reached(imports, direct) {
			assert.NotEqual(t, other, top(path), "%s reaches %s", p.Path, path)
		}
	}
}

// reached is everything that code with these imports is linked with.
func reached(imports map[string][]string, from []string) map[string]bool {
	seen := map[string]bool{}
	for todo := slices.Clone(from); len(todo) > 0; todo = todo[1:] {
		if !seen[todo[0]] {
			seen[todo[0]] = true
			todo = append(todo, imports[todo[0]]...)
		}
	}
	return seen
}

func ours(imports []string) (out []string) {
	for _, i := range imports {
		if path, ok := strings.CutPrefix(i, module); ok {
			out = append(out, path)
		}
	}
	return out
}

func top(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}
