package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/up"
)

// The README's walk from a new user to their sign-in works as it is written.
func TestReadmeWalk(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, walk, found := strings.Cut(string(text), "```sh\nharness up &\n")
	require.True(t, found)
	walk, _, _ = strings.Cut(walk, "```")

	person, last := heldShell(t), ""
	folder := person.folder
	for line := range strings.Lines(walk) {
		line = strings.TrimSpace(line)
		if export, isExport := strings.CutPrefix(line, "export "); isExport {
			export, _, _ = strings.Cut(export, " ")
			person.env = []string{strings.ReplaceAll(export, "$PWD", folder)}
		}
		if !strings.HasPrefix(line, "harness ") {
			continue
		}
		stdout, stderr, err := person.run(t, line)
		require.NoError(t, err, "%s\n%s", line, stderr)
		last += stdout
	}
	assert.Contains(t, last, "signed in as dora@contoso.com\n")
}

// heldShell is a shell beside a world that is held open.
func heldShell(t *testing.T) shell {
	t.Helper()
	folder := t.TempDir()
	hold(t, up.Options{ConnectionFile: filepath.Join(folder, ".harness", "connection.json")})
	return shell{folder: folder}
}
