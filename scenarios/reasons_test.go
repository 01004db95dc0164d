package scenarios

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every code that the source of a company or of the operator names is known to `reason`, once, with cause and cure.
func TestReasonsAreComplete(t *testing.T) {
	known := map[string]Reason{}
	for _, r := range Reasons() {
		assert.NotContains(t, known, r.Code)
		known[r.Code] = r
	}
	for _, dir := range []string{"../federation", "../federation/msgraph", "../idp/api/rest", "../idp/org",
		"../idp/signon", "../sp/directory", "../sp/aadsts", "."} {
		for name, code := range codesIn(t, dir) {
			r, ok := known[code]
			if assert.True(t, ok, "%s: %s %q is not among the reasons", dir, name, code) {
				assert.NotEmpty(t, r.Cause, "%s: %s", dir, code)
				assert.NotEmpty(t, r.Cure, "%s: %s", dir, code)
				assert.NotEmpty(t, r.By, code)
			}
		}
	}
}

// codesIn are the constants of a package that are codes: their names begin with Code or code, or their type is Code.
func codesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	codes := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			text, ok := spec.Values[0].(*ast.BasicLit)
			if !ok || text.Kind != token.STRING {
				return true
			}
			value, err := strconv.Unquote(text.Value)
			require.NoError(t, err)
			kind, _ := spec.Type.(*ast.Ident)
			switch name := spec.Names[0].Name; {
			case kind != nil && kind.Name == "Code":
				codes[name] = "AADSTS" + value
			case strings.HasPrefix(strings.ToLower(name), "code"):
				codes[name] = value
			}
			return true
		})
	}
	return codes
}
