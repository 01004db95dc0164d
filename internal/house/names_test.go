package house_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plain are methods whose meaning an interface gives.
var plain = []string{"Error", "Unwrap", "String", "ServeHTTP", "Is", "As", "Header", "Write", "WriteHeader"}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, f := range goFiles(t, false) {
		if strings.HasPrefix(f.path, "cmd/") {
			continue
		}
		for _, d := range f.Decls {
			for _, name := range f.undocumented(d) {
				assert.Fail(t, "not documented", "%s: %s", f.line(d), name)
			}
		}
	}
}

// undocumented lists the exported names that a declaration leaves without a comment.
func (f goFile) undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && !(d.Recv != nil && (slices.Contains(plain, d.Name.Name) || !ast.IsExported(receiver(d)))) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					names = append(names, s.Names[0].Name)
				}
			}
		}
	}
	return names
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// Nothing in the repository may depend on the machine on which it was written.
func TestNoMachinePaths(t *testing.T) {
	machine := []string{"/root" + "/", "/work" + "/shared", "/work" + "/main"}
	walk(t, func(path string, d fs.DirEntry) {
		if d.IsDir() || !d.Type().IsRegular() {
			return
		}
		data, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		for _, m := range machine {
			assert.NotContains(t, string(data), m, "%s names a path of a machine", path)
		}
	})
}
