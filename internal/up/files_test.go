package up_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/up"
)

func TestConnectionFileOfALivingWorldIsRespected(t *testing.T) {
	first := open(t, options(t))
	o := options(t)
	o.ConnectionFile = first.ConnectionFile
	_, err := up.Open(t.Context(), o)
	var refused *up.FileError
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, refused.Says, "world demo still runs there")
	c, err := control.ReadConnection(first.ConnectionFile)
	require.NoError(t, err)
	assert.Equal(t, first.Connection, c)
}

func TestConnectionFileOfADeadWorldIsReplacedAndSaid(t *testing.T) {
	o := options(t)
	require.NoError(t, os.MkdirAll(filepath.Dir(o.ConnectionFile), 0o700))
	stale := control.Connection{World: "old", ControlURL: "http://127.0.0.1:1", Token: "x", ProcessID: 4711}
	require.NoError(t, stale.Write(o.ConnectionFile))
	var warned bytes.Buffer
	o.Warn = &warned
	held := open(t, o)
	assert.Contains(t, warned.String(), "world old of process 4711 has ended")
	c, err := control.ReadConnection(o.ConnectionFile)
	require.NoError(t, err)
	assert.Equal(t, held.Connection.Token, c.Token)
}

func TestClosingLeavesTheFilesOfAnother(t *testing.T) {
	held := open(t, options(t))
	other := control.Connection{World: "other", ControlURL: "http://127.0.0.1:1", Token: "other"}
	require.NoError(t, other.Write(held.ConnectionFile))
	require.NoError(t, os.WriteFile(held.Connection.CACertificateFile, []byte("other"), 0o600))
	require.NoError(t, held.Close())
	assert.FileExists(t, held.ConnectionFile)
	assert.FileExists(t, held.Connection.CACertificateFile)
}

func TestClosingAfterTheFilesAreGone(t *testing.T) {
	held := open(t, options(t))
	require.NoError(t, os.RemoveAll(filepath.Dir(held.ConnectionFile)))
	assert.NoError(t, held.Close())
}

func TestConnectionFileThatCannotBe(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, c := range []struct{ name, path string }{
		{"no name", ""}, {"a folder", folder}, {"in a file", filepath.Join(file, "connection.json")},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options(t)
			o.ConnectionFile = c.path
			_, err := up.Open(t.Context(), o)
			var refused *up.FileError
			require.ErrorAs(t, err, &refused)
			assert.NotEmpty(t, refused.Hint)
			entries, err := os.ReadDir(folder)
			require.NoError(t, err)
			assert.Len(t, entries, 1, "nothing half-done stays behind")
		})
	}
}
