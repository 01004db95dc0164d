package house_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxLines is how long a file may be.
const maxLines = 500

func TestNoFileIsTooLong(t *testing.T) {
	walk(t, func(path string, d fs.DirEntry) {
		if d.IsDir() || path == "go.sum" || !d.Type().IsRegular() {
			return
		}
		data, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		if bytes.IndexByte(data, 0) < 0 {
			assert.LessOrEqual(t, bytes.Count(data, []byte("\n")), maxLines, "%s has too many lines: split it by theme", path)
		}
	})
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	for _, p := range sourcePackages(t) {
		if len(p.GoFiles) == 0 {
			continue
		}
		begins := "Package " + p.Name + " "
		if p.Name == "main" {
			begins = "Command " + filepath.Base(p.Path) + " "
		}
		assert.True(t, strings.HasPrefix(p.Doc, begins), "%s: its documentation begins %q, not %q", p.Path, p.Doc, begins)
	}
}

func TestNoInitAndNoPanic(t *testing.T) {
	for _, f := range goFiles(t, false) {
		if strings.HasPrefix(f.path, "cmd/") || f.packageName("testing") != "" { // conformance suites are tests
			continue
		}
		for _, name := range calls(f.File) {
			assert.NotEqual(t, "panic", name, "%s panics", f.path)
		}
		assert.Nil(t, f.function("init"), "%s has an init function", f.path)
	}
}
