package up

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"samlharness/internal/durable"
)

// lock lets one process at a time start a world at a connection file, by a file beside it that holds the process's
// number. One of a process that is gone counts for nothing. Call release when the connection file is written.
func lock(connection string) (release func(), err error) {
	if err := os.MkdirAll(filepath.Dir(connection), 0o700); err != nil {
		return nil, unwritable(connection, err)
	}
	name := connection + ".lock"
	for range 3 { // a stale lock is taken away, and others may be faster
		err = durable.WriteNew(name, []byte(strconv.Itoa(os.Getpid())), 0o600)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		holder, gone := stale(name)
		if !gone {
			return nil, &FileError{
				Path: connection,
				Says: fmt.Sprintf("process %d is starting a world there", holder),
				Fix:  "wait for it, or name another file with --ready-file; if that is not a harness, remove " + name,
			}
		}
		if err := breakLock(name, holder); err != nil {
			return nil, unwritable(connection, err)
		}
	}
	if err != nil {
		return nil, unwritable(connection, err)
	}
	return func() { _ = os.Remove(name) }, nil // one that stays is stale when this process has ended
}

// stale tells whose a lock is, and whether that process is gone.
func stale(name string) (holder int, gone bool) {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0, errors.Is(err, fs.ErrNotExist)
	}
	holder, err = strconv.Atoi(strings.TrimSpace(string(data)))
	return holder, err != nil || !alive(holder)
}

// breakLock takes a stale lock away. Whoever meanwhile did the same and has the lock now gets it back.
func breakLock(name string, holder int) error {
	aside := fmt.Sprintf("%s.%d", name, os.Getpid())
	if err := os.Rename(name, aside); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	if now, gone := stale(aside); now != holder && !gone {
		return errors.Join(os.Link(aside, name), os.Remove(aside))
	}
	return os.Remove(aside)
}

// alive tells whether a process is there. Signal 0 asks without doing anything (POSIX kill); Windows finds only
// processes that are there.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	process, err := os.FindProcess(pid)
	if err != nil || runtime.GOOS == "windows" {
		return err == nil
	}
	err = process.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}

func unwritable(connection string, err error) *FileError {
	return &FileError{
		Path: connection,
		Says: err.Error(),
		Fix:  "choose a file in a folder that can be written to",
		Err:  err,
	}
}
