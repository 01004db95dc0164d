package outside_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clone is the folder in which the README's reader has this repository.
const clone = "../harness"

// TestModuleOfSomebodyElse makes a module beside this one, with the lines of the README, and runs its tests. Modules
// come from the cache that this one filled.
func TestModuleOfSomebodyElse(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a module")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, os.DirFS("testdata/module")))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "go.sum"), sums, 0o600))

	lines := linesOfReadme(t, root)
	require.Len(t, lines, 3)
	for _, line := range lines {
		runGo(t, folder, strings.Fields(strings.Replace(line, clone, root, 1))[1:]...)
	}
	assert.Contains(t, runGo(t, folder, "test", "./..."), "ok")
}

// linesOfReadme are those with which another module uses this one.
func linesOfReadme(t *testing.T, root string) (lines []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if command, _, _ := strings.Cut(line, "#"); strings.HasPrefix(command, "go mod edit ") {
			lines = append(lines, strings.TrimSpace(command))
		}
	}
	return lines
}

func runGo(t *testing.T, folder string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", args...)
	command.Dir = folder
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	output, err := command.CombinedOutput()
	require.NoError(t, err, "go %s: %s", strings.Join(args, " "), output)
	return string(output)
}
