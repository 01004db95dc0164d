package scenarios

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.txtar", "sub/a.txtar", "notes.txt"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("say "+name+"\n"), 0o600))
	}
	scripts, err := Load(dir, filepath.Join(dir, "b.txtar"))
	require.NoError(t, err)
	var names []string
	for _, s := range scripts {
		name, err := filepath.Rel(dir, s.Path)
		require.NoError(t, err)
		names = append(names, filepath.ToSlash(name))
	}
	assert.Equal(t, []string{"b.txtar", "sub/a.txtar"}, names, "each once, in the order of their names")

	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.Mkdir(empty, 0o700))
	large := filepath.Join(dir, "large.txtar")
	require.NoError(t, os.WriteFile(large, bytes.Repeat([]byte("say x\n"), maxScript/6+1), 0o600))
	for path, message := range map[string]string{
		filepath.Join(dir, "missing"): "there is no script or folder",
		empty:                         "holds no script",
		large:                         "is larger than 4 MiB",
	} {
		_, err := Load(path)
		var usage *UsageError
		require.ErrorAs(t, err, &usage)
		assert.Contains(t, usage.Message, message)
		assert.NotEmpty(t, usage.Hint)
	}
}

func TestNoPathsMeanTheShippedScripts(t *testing.T) {
	scripts, err := Load()
	require.NoError(t, err)
	assert.Greater(t, len(scripts), 20)
}
