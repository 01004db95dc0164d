package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]size{
		"1": 1, "500000": 500_000, "7B": 7, "64MB": 64_000_000, "64MiB": 64 << 20, "2kB": 2000, "2KB": 2000, "1GiB": 1 << 30,
		"3GB": 3_000_000_000,
	} {
		var s, again size
		require.NoError(t, s.Set(text), text)
		assert.Equal(t, want, s, text)
		require.NoError(t, again.Set(s.String()), "%s: %s", text, &s)
		assert.Equal(t, want, again, text)
	}
	for _, text := range []string{"", "0", "0MB", "-1MB", "MB", "64mb", "64 MB", "64MBMB", "1.5GB", "64TB", "٦MB",
		"9223372036854775807GB", "99999999999999999999"} {
		s := size(3)
		require.ErrorContains(t, s.Set(text), "as in 64MB", text)
		assert.Equal(t, size(3), s, text)
	}
}

// A record of one byte has room for the newest exchange alone, which is always kept.
func TestRecordIsBoundedByBytes(t *testing.T) {
	connection := filepath.Join(t.TempDir(), "connection.json")
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	holder, _, _ := inProcess(nil)
	go func() {
		ended <- holder.run(ctx, []string{"up", "--record-bytes", "1B", "--ready-file", connection, "--key-bits", "2048",
			"--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--proxy", "127.0.0.1:0"})
	}()
	require.Eventually(t, func() bool { _, err := os.Stat(connection); return err == nil }, time.Minute, time.Millisecond)
	env := map[string]string{"HARNESS_CONNECT": connection}
	for range 3 {
		printed(t, env, "federation", "show", "--domain", "contoso.com")
	}
	list := printed(t, env, "record", "list", "--json")
	assert.Equal(t, 1, strings.Count(list, `"correlationId"`), list)
	end()
	assert.Zero(t, <-ended)
}
