package durable_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/durable"
)

// names are what a folder holds.
func names(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func TestWriteFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "Übung.json")
	require.NoError(t, durable.WriteFile(path, []byte("one"), 0o644))
	require.NoError(t, durable.WriteFile(path, []byte("two"), 0o600))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode())
	assert.Equal(t, "two", content(t, path))
	assert.Equal(t, []string{"Übung.json"}, names(t, folder), "nothing stays beside")
}

func TestWriteFileReplacesALink(t *testing.T) {
	folder := t.TempDir()
	victim, link := filepath.Join(folder, "victim"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(victim, []byte("mine"), 0o600))
	require.NoError(t, os.Symlink(victim, link))
	require.NoError(t, durable.WriteFile(link, []byte("new"), 0o600))
	assert.Equal(t, "mine", content(t, victim))
	assert.Equal(t, "new", content(t, link))
}

func TestWriteFileWritesToDevices(t *testing.T) {
	link := filepath.Join(t.TempDir(), "null")
	require.NoError(t, os.Symlink(os.DevNull, link))
	for _, path := range []string{os.DevNull, link} {
		require.NoError(t, durable.WriteFile(path, []byte("x"), 0o600))
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&fs.ModeDevice, path)
	}
	err := durable.WriteFile("/dev/full", []byte("x"), 0o600)
	assert.Error(t, err)
}

// A folder in the way makes the last step fail, after the text was written beside.
func TestNothingStaysOfAFailure(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "taken", "by a folder"), 0o700))
	assert.Error(t, durable.WriteFile(filepath.Join(folder, "taken"), []byte("x"), 0o600))
	assert.ErrorIs(t, durable.WriteNew(filepath.Join(folder, "taken"), []byte("x"), 0o600), fs.ErrExist)
	assert.Equal(t, []string{"taken"}, names(t, folder))
	for _, write := range []func(string, []byte, fs.FileMode) error{durable.WriteFile, durable.WriteNew} {
		assert.ErrorIs(t, write(filepath.Join(folder, "none", "file"), nil, 0o600), fs.ErrNotExist)
	}
}

func TestWriteNewGivesANameOnce(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "file")
	var group sync.WaitGroup
	var mu sync.Mutex
	var winners []string
	for i := range 20 {
		group.Go(func() {
			text := fmt.Sprint("text ", i)
			if durable.WriteNew(path, []byte(text), 0o600) == nil {
				mu.Lock()
				defer mu.Unlock()
				winners = append(winners, text)
			}
		})
	}
	group.Wait()
	assert.Equal(t, winners, []string{content(t, path)})
	assert.Equal(t, []string{"file"}, names(t, folder))
	link := filepath.Join(folder, "link")
	require.NoError(t, os.Symlink("nowhere", link))
	assert.ErrorIs(t, durable.WriteNew(link, nil, 0o600), fs.ErrExist)
}
