//go:build linux

package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
	"samlharness/internal/store/bolt"
)

// The child process of these tests is this test binary with what to do and the file in its environment.
const (
	childEnv = "SAMLHARNESS_BOLT_TEST_CHILD"
	fileEnv  = "SAMLHARNESS_BOLT_TEST_FILE"
)

func TestMain(m *testing.M) {
	children := map[string]func(store.Store) error{"hang": hang, "count": count, "small disk": smallDisk}
	child := children[os.Getenv(childEnv)]
	if child == nil {
		os.Exit(m.Run())
	}
	s, err := bolt.Open(os.Getenv(fileEnv))
	if err == nil {
		err = errors.Join(child(s), s.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// background is the context of the child processes, which nobody cancels.
func background() context.Context { return context.Background() }

func child(t *testing.T, what, path string) *exec.Cmd {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childEnv+"="+what, fileEnv+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// killedAt starts a child, reads its lines until one is wanted, and kills it with SIGKILL. It returns the last line
// that came.
func killedAt(t *testing.T, cmd *exec.Cmd, wanted string) string {
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines, last := bufio.NewScanner(out), ""
	for lines.Scan() {
		if last = lines.Text(); last == wanted {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.Error(t, cmd.Wait(), "it was killed")
	return last
}

// keys are enough to fill many pages.
const keys = 1000

func writeAll(tx store.Tx, value string) error {
	for i := range keys {
		if err := texts.Put(tx, fmt.Sprintf("%s-%04d", "a rather long key, so that a page has few", i), value); err != nil {
			return err
		}
	}
	return nil
}

// hang writes in an update and does not end it.
func hang(s store.Store) error {
	return s.Update(background(), func(tx store.Tx) error {
		if err := errors.Join(writeAll(tx, "new"), texts.Put(tx, "more", "new")); err != nil {
			return err
		}
		fmt.Println("inside")
		select {}
	})
}

func TestKilledInsideAnUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	s := open(t, path)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { return writeAll(tx, "old") }))
	require.NoError(t, s.Close())

	killedAt(t, child(t, "hang", path), "inside")

	found := all(t, open(t, path))
	assert.Len(t, found, keys)
	for key, value := range found {
		require.Equal(t, "old", value, key)
	}
}

// count writes 1, 2, … to all keys, an update each, and says which are kept.
func count(s store.Store) error {
	for n := 1; ; n++ {
		if err := s.Update(background(), func(tx store.Tx) error { return writeAll(tx, strconv.Itoa(n)) }); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// TestKilledAtAnyMoment kills a child that is somewhere in an update or its commit.
func TestKilledAtAnyMoment(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	for _, wanted := range []string{"1", "2", "3", "5", "8", "13"} {
		last, err := strconv.Atoi(killedAt(t, child(t, "count", path), wanted))
		require.NoError(t, err)

		s := open(t, path)
		found := all(t, s)
		require.Len(t, found, keys)
		kept := ""
		for key, value := range found {
			if kept == "" {
				kept = value
			}
			require.Equal(t, kept, value, "half an update: %s", key)
		}
		n, err := strconv.Atoi(kept)
		require.NoError(t, err)
		assert.Contains(t, []int{last, last + 1}, n, "what was reported as kept is kept")
		put(t, s, fmt.Sprintf("%s-%04d", "a rather long key, so that a page has few", 0), "usable")
		require.NoError(t, s.Close())
	}
}
