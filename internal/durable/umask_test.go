//go:build unix

package durable_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/durable"
)

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	require.NoError(t, err)
	return info.Mode()
}

// The umask is the process's: this test and those beside it do not run in parallel.
func TestOutputHonoursTheUmask(t *testing.T) {
	folder := t.TempDir()
	for umask, want := range map[int]fs.FileMode{0o022: 0o644, 0o027: 0o640, 0o077: 0o600, 0: 0o666} {
		before := syscall.Umask(umask)
		path := filepath.Join(folder, want.String())
		err := durable.WriteOutput(path, []byte("new"))
		exact := durable.WriteFile(path+" exact", nil, 0o644)
		syscall.Umask(before)
		require.NoError(t, err)
		require.NoError(t, exact)
		assert.Equal(t, want, mode(t, path))
		assert.Equal(t, fs.FileMode(0o644), mode(t, path+" exact"))
	}
}

func TestOutputKeepsTheModeOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	for _, had := range []fs.FileMode{0o600, 0o604, 0o444, 0o755} {
		require.NoError(t, os.Chmod(path, had))
		require.NoError(t, durable.WriteOutput(path, []byte("new")))
		assert.Equal(t, had, mode(t, path))
	}
	assert.Equal(t, "new", content(t, path))
}

// What a link leads to keeps its content and its mode, and lends neither.
func TestOutputReplacesALink(t *testing.T) {
	folder := t.TempDir()
	victim, link := filepath.Join(folder, "victim"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(victim, []byte("mine"), 0o600))
	require.NoError(t, os.Chmod(victim, 0o777))
	require.NoError(t, os.Symlink(victim, link))
	before := syscall.Umask(0o022)
	err := durable.WriteOutput(link, []byte("new"))
	syscall.Umask(before)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o644), mode(t, link), "a file, and no link any more")
	assert.Equal(t, "mine", content(t, victim))
	assert.Equal(t, fs.FileMode(0o777), mode(t, victim))
	assert.Equal(t, []string{"link", "victim"}, names(t, folder))
}
