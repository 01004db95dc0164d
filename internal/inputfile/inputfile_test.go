//go:build unix

package inputfile_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/inputfile"
)

func TestNamedPipes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(name, 0o600))

	f, err := inputfile.Open(name) // nobody writes: os.Open would wait for ever
	require.NoError(t, err)
	data, err := io.ReadAll(f)
	require.NoError(t, err)
	assert.Empty(t, data)

	writer, err := os.OpenFile(name, os.O_WRONLY, 0)
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = writer.WriteString("late")
		_ = writer.Close()
	}()
	data, err = io.ReadAll(f)
	<-done
	require.NoError(t, err)
	assert.Equal(t, "late", string(data))
	require.NoError(t, f.Close())
}

func TestMissingFile(t *testing.T) {
	_, err := inputfile.Open(filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestReadPrefix(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte("12345"), 0o600))
	for limit, want := range map[int64]string{0: "", 3: "123", 5: "12345", 99: "12345"} {
		data, err := inputfile.ReadPrefix(name, limit)
		require.NoError(t, err)
		assert.Equal(t, want, string(data))
	}
	_, err := inputfile.ReadPrefix(name+"x", 1)
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = inputfile.ReadPrefix(filepath.Dir(name), 1)
	assert.Error(t, err, "a folder")
}
