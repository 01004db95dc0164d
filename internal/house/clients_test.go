package house_test

import (
	"go/ast"
	"testing"

	"github.com/stretchr/testify/assert"
)

// clientReasons are the files of the product that make an http.Client or use Go's default one, each with how a
// credential that it may carry is kept from following a redirect.
var clientReasons = map[string]string{
	"internal/noredirect/noredirect.go": "is the policy: a copy that follows no redirect",
	"federation/msgraph/carrier.go":     "the usual client, under the policy where it is made",
	"federation/msgraph/transport.go":   "the client of a target, under the policy in newCarrier",
	"browser/browser.go":                "a browser: cookies are its jar's, and it takes each hop by itself",
	"world/network.go":                  "dials the hosts of its world alone; Graph and sign-in put it under the policy",
	"world/outside.go":                  "of a browser, which takes each hop by itself",
	"cmd/harness/call.go":               "control.Client puts it under the policy",
	"internal/up/files.go":              "control.Client puts it under the policy",
	"internal/graphtest/tenant.go":      "for tests, of which each puts it under the policy",
	"internal/idptest/browser.go":       "for tests: a browser, which follows redirects",
	"internal/persontest/persontest.go": "for tests: of a browser, which takes each hop by itself",
	"internal/testsite/testsite.go":     "for tests: reaches one test server alone",
}

// Whoever carries a credential follows no redirect: every client of the product is known, with its reason.
func TestHTTPClients(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t, false) {
		for _, use := range f.clients() {
			seen[f.path] = true
			assert.NotEmpty(t, clientReasons[f.path],
				"%s: a client that carries a credential follows no redirect: use internal/noredirect, and say so here", use)
		}
	}
	for path := range clientReasons {
		assert.True(t, seen[path], "%s makes no client any more", path)
	}
}

// clients lists where a file makes an http.Client, by a literal, new or a variable, or uses the default one.
func (f goFile) clients() (out []string) {
	name := f.packageName("net/http")
	if name == "" {
		return nil
	}
	isClient := func(e ast.Expr) bool {
		s, ok := e.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Client" {
			return false
		}
		x, ok := s.X.(*ast.Ident)
		return ok && x.Name == name
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		made := false
		switch n := n.(type) {
		case *ast.CompositeLit:
			made = isClient(n.Type)
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.Ident)
			made = ok && called.Name == "new" && isClient(n.Args[0])
		case *ast.ValueSpec:
			made = isClient(n.Type)
		case *ast.Field: // a struct field that is not a pointer is a client of its own
			made = isClient(n.Type)
		}
		if made {
			out = append(out, f.line(n))
		}
		return true
	})
	return append(out, f.uses("net/http", "DefaultClient", "Get", "Head", "Post", "PostForm")...)
}
