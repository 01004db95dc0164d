//go:build linux

package bolt_test

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

// smallDisk is a child whose files must not grow beyond 2 MB (setrlimit(2), RLIMIT_FSIZE).
func smallDisk(s store.Store) error {
	signal.Ignore(syscall.SIGXFSZ) // so that the write fails with EFBIG
	limit := &syscall.Rlimit{Cur: 2 << 20, Max: 2 << 20}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, limit); err != nil {
		return err
	}
	large := strings.Repeat("x", 64<<10)
	failed := 0
	for range 3 { // it fails as often as one tries
		err := s.Update(background(), func(tx store.Tx) error {
			for i := range 100 {
				if err := texts.Put(tx, fmt.Sprint("large ", i), large); err != nil {
					return err
				}
			}
			return texts.Put(tx, "k", "too much")
		})
		if err != nil && strings.Contains(err.Error(), os.Getenv(fileEnv)) &&
			strings.Contains(err.Error(), "file too large") {
			failed++
		}
		err = s.View(background(), func(tx store.Tx) error {
			value, _, err := texts.Get(tx, "k")
			if _, found, _ := texts.Get(tx, "large 0"); found || value != "old" {
				return fmt.Errorf("expected the old state, got k=%s", value)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if failed != 3 {
		return fmt.Errorf("expected three updates to fail, got %d", failed)
	}
	return s.Update(background(), func(tx store.Tx) error { return texts.Put(tx, "small", "fits") })
}

func TestDiskIsFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	s := open(t, path)
	put(t, s, "k", "old")
	require.NoError(t, s.Close())
	require.NoError(t, child(t, "small disk", path).Run())
	assert.Equal(t, map[string]string{"k": "old", "small": "fits"}, all(t, open(t, path)))
}

// TestWritesFail puts a device that takes no write in the place of the file: /dev/full says that the disk is full,
// /dev/null takes the pages and fails when it is to sync them.
func TestWritesFail(t *testing.T) {
	for device, want := range map[string]error{"/dev/full": syscall.ENOSPC, "/dev/null": syscall.EINVAL} {
		t.Run(device, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state")
			s := open(t, path)
			put(t, s, "k", "old")

			repair := replaceFile(t, path, device)
			for range 2 {
				err := s.Update(t.Context(), func(tx store.Tx) error {
					return errors.Join(texts.Put(tx, "k", "new"), texts.Put(tx, "more", "new"))
				})
				require.ErrorIs(t, err, want)
				require.ErrorContains(t, err, "write the state file "+path)
				assert.Equal(t, map[string]string{"k": "old"}, all(t, s))
			}
			repair()

			assert.Equal(t, map[string]string{"k": "old"}, all(t, s))
			put(t, s, "later", "1")
			require.NoError(t, s.Close())
			assert.Equal(t, map[string]string{"k": "old", "later": "1"}, all(t, open(t, path)))
		})
	}
}

// replaceFile lets the descriptor of an open file stand for a device, until repair is called.
func replaceFile(t *testing.T, path, device string) (repair func()) {
	fd := descriptor(t, path)
	saved, err := syscall.Dup(fd)
	require.NoError(t, err)
	other, err := os.OpenFile(device, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { assert.NoError(t, other.Close()) }()
	require.NoError(t, syscall.Dup3(int(other.Fd()), fd, syscall.O_CLOEXEC))
	return func() {
		require.NoError(t, syscall.Dup3(saved, fd, syscall.O_CLOEXEC))
		require.NoError(t, syscall.Close(saved))
	}
}

// descriptor finds the descriptor under which this process has a file open.
func descriptor(t *testing.T, path string) int {
	entries, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	for _, e := range entries {
		if target, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && target == path {
			var fd int
			_, err := fmt.Sscan(e.Name(), &fd)
			require.NoError(t, err)
			return fd
		}
	}
	require.Fail(t, "not open", path)
	return 0
}
