package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/exit"
)

// smallDisk is a folder on a disk of 64 KiB.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("NOT CHECKED, a small disk cannot be mounted: ", err)
	}
	t.Cleanup(func() { assert.NoError(t, syscall.Unmount(folder, 0)) })
	return folder
}

// On a full disk every file stays as it was, and nothing is left beside it.
func TestFullDisk(t *testing.T) {
	folder := smallDisk(t)
	golden := strings.Repeat("another line\n", 500)
	script := "# A title\nentra user list\ncmp stdout golden\n-- golden --\n" + golden
	files := map[string]string{
		"script.txtar":    script,
		"report.json":     `{"before": true}`,
		"report.xml":      "<before/>",
		"connection.json": `{"world":"before","controlUrl":"http://127.0.0.1:1","token":"x"}`,
	}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	fill, err := os.Create(filepath.Join(folder, "fill"))
	require.NoError(t, err)
	for err == nil {
		_, err = fill.Write(make([]byte, 4096))
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, fill.Close())

	at := func(name string) string { return filepath.Join(folder, name) }
	small := filepath.Join(t.TempDir(), "small.txtar")
	require.NoError(t, os.WriteFile(small, []byte("# A title\nclock show\n"), 0o600))
	up := []string{"up", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--proxy", "127.0.0.1:0", "--ready-file"}
	for name, args := range map[string][]string{
		"run -u":        {"run", "-u", at("script.txtar")},
		"run --json":    {"run", "--json", at("report.json"), small},
		"run --junit":   {"run", "--junit", at("report.xml"), small},
		"up":            append(slices.Clip(up), at("connection.json")),
		"up, elsewhere": append(slices.Clip(up), at("new.json")),
	} {
		t.Run(name, func(t *testing.T) {
			a, stdout, stderr := inProcess(nil)
			assert.Equal(t, exit.Environment, a.run(t.Context(), args))
			told := strings.Join(strings.Fields(stdout.String()+stderr.String()), " ")
			assert.Contains(t, told, "no space left on device")
		})
	}
	assert.Error(t, control.WriteSecret(at("connection.json"), []byte(golden)))
	require.NoError(t, os.Remove(at("fill")))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, len(files), "%v", entries)
	for name, content := range files {
		now, err := os.ReadFile(at(name))
		require.NoError(t, err)
		assert.Equal(t, content, string(now), name)
	}
}
