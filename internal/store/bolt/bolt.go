// Package bolt keeps the state of a world in one file, through go.etcd.io/bbolt. A crash, also of the machine, leaves
// the state after the last update that was kept.
//
// An update waits for the medium, so many changes belong into few updates; but 10,000 new keys in one are enough, since
// bbolt holds the new keys of an update in one sorted slice.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"samlharness/internal/store"
)

const (
	// lockTimeout is how long Open waits for another process to let go of the file.
	lockTimeout = time.Second
	// growth is by how much the file grows at a time.
	growth = 1 << 20
	// mapped is how much of the file is mapped from the beginning. An update that needs more waits until no view runs, and
	// later views wait for it.
	mapped = 1 << 30
)

// Open opens the store in a file, or makes the file. The file holds secrets, so it is for its owner alone (0600). A
// file that is not a store, that is damaged, or that another process has open is an error.
func Open(path string) (store.Store, error) { return open(path) }

func open(path string) (*file, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         lockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: mapSize(),
		NoStatistics:    true,
	})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("open the state file %s: another process has it open", path)
	case err != nil:
		return nil, fmt.Errorf("open the state file %s: %w", path, err)
	}
	db.AllocSize = growth
	return &file{db: db, path: path, writer: make(chan struct{}, 1), commit: (*bbolt.Tx).Commit}, nil
}

// mapSize is mapped where that costs nothing but addresses. Windows makes the file as large as the mapping.
func mapSize() int {
	if runtime.GOOS == "windows" || math.MaxInt == math.MaxInt32 {
		return 0
	}
	return mapped
}

// file is a [store.Store].
type file struct {
	db     *bbolt.DB
	path   string
	writer chan struct{}            // holds one element while an update runs; bbolt's own lock cannot be given up
	commit func(*bbolt.Tx) error    // (*bbolt.Tx).Commit; a field for tests
	doubt  atomic.Pointer[doubtful] // set when it is not known whether the file has the last update
}

// doubtful is the error of an update that is seen though it was not kept for certain.
type doubtful struct{ err error }

func (f *file) View(ctx context.Context, read func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bolt, err := f.begin(false)
	if err != nil {
		return err
	}
	tx := &transaction{ctx: ctx, bolt: bolt}
	defer tx.end()
	return read(tx)
}

func (f *file) Update(ctx context.Context, change func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case f.writer <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-f.writer }()
	bolt, err := f.begin(true)
	if err != nil {
		return err
	}
	tx := &transaction{rules: store.Rules{Writable: true}, ctx: ctx, bolt: bolt}
	defer tx.end()
	if err := change(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return f.keep(bolt)
}

func (f *file) begin(writable bool) (*bbolt.Tx, error) {
	if doubt := f.doubt.Load(); doubt != nil {
		return nil, fmt.Errorf("the state file %s has failed and must be opened again: %w", f.path, doubt.err)
	}
	bolt, err := f.db.Begin(writable)
	switch {
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return nil, store.ErrClosed
	case err != nil:
		return nil, fmt.Errorf("read the state file %s: %w", f.path, err)
	}
	return bolt, nil
}

// keep commits an update. Its last step writes one page and waits for the medium. When that wait fails, the page can be
// read although it may never reach the medium; then nothing more is read, or later views would show an update that has
// failed, and that the next start may not know.
func (f *file) keep(bolt *bbolt.Tx) error {
	id := bolt.ID()
	err := f.commit(bolt)
	if err == nil {
		return nil
	}
	if seen, viewErr := f.db.Begin(false); viewErr == nil {
		if seen.ID() == id {
			f.doubt.Store(&doubtful{err})
		}
		_ = seen.Rollback() // ends the view; it has nothing to undo
	}
	return fmt.Errorf("write the state file %s: %w", f.path, err)
}

func (f *file) Close() error {
	if err := f.db.Close(); err != nil {
		return fmt.Errorf("close the state file %s: %w", f.path, err)
	}
	return nil
}
