package house_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// public are the packages that strangers may import: what a world is made of, and what is done with one. Everything
// else is under internal/.
var public = []string{
	"attack", "browser", "browser/chromium", "browser/signin", "certs", "federation", "federation/msgraph", "idp",
	"idp/api", "idp/api/insights", "idp/api/rest", "idp/api/v1", "idp/api/v2", "idp/console", "idp/m365", "idp/org",
	"idp/pages", "idp/session", "idp/signon", "inspect",
	"inspect/capture", "record", "report", "scenarios", "sp", "sp/aadsts", "sp/arm", "sp/directory", "sp/graph",
	"sp/graph/odata",
	"sp/loginsrf", "sp/oauth", "sp/oauth/client", "sp/oauth/device", "sp/oauth/problem", "sp/oauth/token",
	"sp/pages", "sp/signin", "world",
}

func TestPublicPackages(t *testing.T) {
	var found []string
	for _, p := range sourcePackages(t) {
		hidden := strings.HasPrefix(p.Path, "internal/") || strings.HasPrefix(p.Path, "cmd/")
		if !hidden && p.Name != "main" && len(p.GoFiles) > 0 && p.Path != "." {
			found = append(found, p.Path)
		}
	}
	slices.Sort(found)
	assert.Equal(t, public, found)
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
