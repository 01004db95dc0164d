package house_test

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// fuzzed lists the fuzz targets of the packages that read what comes from the network.
var fuzzed = map[string][]string{
	"browser":      {"FuzzParsePage"},
	"certs":        {"FuzzParseCertificate"},
	"federation":   {"FuzzReadMetadata"},
	"idp":          {"FuzzJSONSignIn", "FuzzSignOn"},
	"idp/m365":     {"FuzzAnswers"},
	"inspect":      {"FuzzInspect"},
	"scenarios":    {"FuzzCheck"},
	"sp":           {"FuzzLoginForm", "FuzzRealmDiscovery"},
	"sp/graph":     {"FuzzParseFilter", "FuzzParsePath", "FuzzParsePayload"},
	"sp/loginsrf":  {"FuzzEvaluate", "FuzzForm"},
	"sp/oauth":     {"FuzzVerify"},
	"wire":         {"FuzzDecodePost", "FuzzDecodeRedirect", "FuzzParseAuthnRequest", "FuzzReadIDPMetadata"},
	"wire/xmldsig": {"FuzzVerify"},
	"wire/xmltree": {"FuzzParse"},
	"world":        {"FuzzParseSpec"},
}

func TestNetworkParsersAreFuzzed(t *testing.T) {
	tests := testFunctions(t)
	for path, targets := range fuzzed {
		for _, target := range targets {
			assert.Contains(t, tests, path+"."+target)
		}
	}
}

// A test may skip where an optional program is missing, but not in CI, and with -short.
func TestNoTestSkipsQuietly(t *testing.T) {
	for _, f := range goFiles(t, true) {
		for _, d := range f.Decls {
			function, ok := d.(*ast.FuncDecl)
			if !ok || !slices.ContainsFunc(calls(function), func(c string) bool {
				return strings.HasSuffix(c, ".Skip") || strings.HasSuffix(c, ".Skipf") || strings.HasSuffix(c, ".SkipNow")
			}) {
				continue
			}
			rule := slices.Contains(calls(function), "testing.Short") || slices.Contains(literals(function), "CI")
			assert.True(t, rule, "%s: %s skips without looking at CI or testing.Short", f.line(function), function.Name.Name)
		}
	}
}

// testFunctions maps "path.TestName" to the strings that may name its subtests: the literals of its package's
// test files, and of the table of attacks, where the tests go through that.
func testFunctions(t *testing.T) map[string][]string {
	t.Helper()
	files := goFiles(t, true)
	texts := map[string][]string{}
	var attacks []string
	for _, f := range goFiles(t, false) {
		if f.dir() == "attack" {
			attacks = append(attacks, literals(f.File)...)
		}
	}
	for _, f := range files {
		texts[f.dir()] = append(texts[f.dir()], literals(f.File)...)
		if f.packageName(module+"attack") != "" {
			texts[f.dir()] = append(texts[f.dir()], attacks...)
		}
	}
	out := map[string][]string{}
	for _, f := range files {
		for _, d := range f.Decls {
			function, ok := d.(*ast.FuncDecl)
			if ok && function.Recv == nil && isTest(function.Name.Name) {
				out[f.dir()+"."+function.Name.Name] = texts[f.dir()]
			}
		}
	}
	return out
}

func isTest(name string) bool {
	return slices.ContainsFunc([]string{"Test", "Fuzz", "Example", "Benchmark"}, func(p string) bool { return strings.HasPrefix(name, p) })
}

// function is the file's function of that name, nil when there is none.
func (f goFile) function(name string) *ast.FuncDecl {
	for _, d := range f.Decls {
		if function, ok := d.(*ast.FuncDecl); ok && function.Recv == nil && function.Name.Name == name {
			return function
		}
	}
	return nil
}

// calls lists what is called below n: "panic", "t.Skip".
func calls(n ast.Node) (out []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fun := call.Fun.(type) {
		case *ast.Ident:
			out = append(out, fun.Name)
		case *ast.SelectorExpr:
			if x, ok := fun.X.(*ast.Ident); ok {
				out = append(out, x.Name+"."+fun.Sel.Name)
			}
		}
		return true
	})
	return out
}

// literals lists the strings that are written below n.
func literals(n ast.Node) (out []string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				out = append(out, s)
			}
		}
		return true
	})
	return out
}
