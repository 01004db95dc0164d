package house_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// module is the path that imports of this repository begin with.
const module = "samlharness/"

// root is the top of the repository as seen from this package.
const root = "../.."

// sourcePackage is one folder of Go files.
type sourcePackage struct {
	*build.Package
	// Path is relative to the top, with slashes.
	Path string
}

// sourcePackages lists the repository's packages.
func sourcePackages(t *testing.T) []sourcePackage {
	t.Helper()
	var out []sourcePackage
	walk(t, func(path string, d fs.DirEntry) {
		if !d.IsDir() {
			return
		}
		p, err := build.ImportDir(filepath.Join(root, path), 0)
		if err != nil {
			return // no Go files, or none for this platform
		}
		out = append(out, sourcePackage{p, path})
	})
	require.NotEmpty(t, out)
	return out
}

// walk visits every file and folder but those of git, testdata and what runs leave behind.
func walk(t *testing.T, visit func(path string, d fs.DirEntry)) {
	t.Helper()
	require.NoError(t, fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == ".harness") {
			return fs.SkipDir
		}
		if d.Name() == ".git" { // the file of a work tree
			return nil
		}
		visit(path, d)
		return nil
	}))
}

// goFile is one parsed file.
type goFile struct {
	path string
	set  *token.FileSet
	*ast.File
}

// goFiles parses the Go files of the repository; test says which ones.
func goFiles(t *testing.T, test bool) []goFile {
	t.Helper()
	var out []goFile
	walk(t, func(path string, d fs.DirEntry) {
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") != test {
			return
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, filepath.Join(root, path), nil, parser.ParseComments)
		require.NoError(t, err)
		out = append(out, goFile{path, set, f})
	})
	return out
}

// packageName is what the file calls the import with that path, "" when it does not import it.
func (f goFile) packageName(path string) string {
	for _, spec := range f.Imports {
		if spec.Path.Value != `"`+path+`"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path[strings.LastIndex(path, "/")+1:]
	}
	return ""
}

// line is the position of n as file:line.
func (f goFile) line(n ast.Node) string {
	return f.path + ":" + strings.TrimPrefix(f.set.Position(n.Pos()).String(), f.set.Position(n.Pos()).Filename+":")
}
