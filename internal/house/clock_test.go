package house_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// wall are the functions of package time that read the machine's clock or wait by it.
var wall = []string{"Now", "Since", "Until", "After", "Sleep", "NewTimer", "NewTicker", "AfterFunc", "Tick"}

// wallClockReasons are the files outside cmd/harness that may read the machine's clock, with the reason.
var wallClockReasons = map[string]string{
	"internal/listen/limits.go":      "deadlines and TLS certificates are for peers that live by the machine's clock",
	"internal/interop/world_test.go": "third parties live by the machine's clock, and their worlds follow it",
	"world/example_test.go":          "shows a third party that lives by the machine's clock",
}

// A world has its own clock: nothing but the command reads the machine's, and tests advance time, never wait.
func TestNoWallClock(t *testing.T) {
	for _, f := range slices.Concat(goFiles(t, false), goFiles(t, true)) {
		if strings.HasPrefix(f.path, "cmd/harness/") || wallClockReasons[f.path] != "" {
			continue
		}
		for _, use := range f.uses("time", wall...) {
			assert.Fail(t, "wall clock", "%s: take the time from a clockwork.Clock", use)
		}
		for _, use := range f.uses("github.com/jonboulle/clockwork", "NewRealClock") {
			assert.Fail(t, "wall clock", "%s: only cmd/harness makes a real clock", use)
		}
	}
}

// uses lists where the file refers to one of the names of a package, called or not.
func (f goFile) uses(path string, names ...string) (out []string) {
	name := f.packageName(path)
	if name == "" {
		return nil
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || !slices.Contains(names, selector.Sel.Name) {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == name {
			out = append(out, f.line(selector)+" "+name+"."+selector.Sel.Name)
		}
		return true
	})
	return out
}
