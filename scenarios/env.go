package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"sync"
)

// Env is what a verb works on: a world, the files that it may touch, and where it prints.
type Env struct {
	// World is the world.
	World *World
	// Files are the script's folder, or the files that the command line sent along.
	Files Files
	// Stdout takes results, Stderr warnings and progress.
	Stdout, Stderr io.Writer
	// Last is what the last verb did, for assertions; nil when there was none.
	Last *Outcome
	// Update asks cmp to take over what it got instead of comparing.
	Update bool

	updated map[string][]byte
	noted   string // the line that the last assertion looked for
}

// Outcome is what came of one verb.
type Outcome struct {
	// Command is the line as it may be shown, without secrets.
	Command        string
	Stdout, Stderr string
	// Err is why it failed, nil when it did what it was asked.
	Err error
	// since is the newest exchange of the world's record before the verb ran.
	since int64
}

// Printf prints to Stdout.
func (e *Env) Printf(format string, args ...any) { fmt.Fprintf(e.Stdout, format, args...) }

// Warnf prints to Stderr.
func (e *Env) Warnf(format string, args ...any) { fmt.Fprintf(e.Stderr, format, args...) }

// Files is the folder that verbs read and write. Names are relative, with slashes, and stay within it.
type Files interface {
	// ReadFile and WriteFile are like those of [os], bounded to the folder.
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, data []byte) error
}

// MemoryFiles is a folder in memory, for verbs that are called from another process. It may be used by many
// goroutines at once. The zero value is an empty folder.
type MemoryFiles struct {
	mu      sync.Mutex
	files   map[string][]byte
	written map[string]bool
}

// NewMemoryFiles makes a folder that holds files.
func NewMemoryFiles(files map[string][]byte) *MemoryFiles {
	return &MemoryFiles{files: maps.Clone(files)}
}

// ReadFile returns a file's content.
func (m *MemoryFiles) ReadFile(name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	data, ok := m.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return data, nil
}

// WriteFile stores a file.
func (m *MemoryFiles) WriteFile(name string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.files == nil {
		m.files = make(map[string][]byte)
	}
	if m.written == nil {
		m.written = make(map[string]bool)
	}
	m.files[name], m.written[name] = data, true
	return nil
}

// Written returns the files that were written.
func (m *MemoryFiles) Written() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	written := make(map[string][]byte, len(m.written))
	for name := range m.written {
		written[name] = m.files[name]
	}
	return written
}

// rootFiles is a folder on disk that cannot be left, neither by .. nor by symbolic links.
type rootFiles struct{ root *os.Root }

var errOutside = errors.New("the name leads out of the script's folder")

func (r rootFiles) ReadFile(name string) ([]byte, error) {
	if badName(name) != "" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errOutside}
	}
	return r.root.ReadFile(name)
}

func (r rootFiles) WriteFile(name string, data []byte) error {
	if badName(name) != "" {
		return &fs.PathError{Op: "write", Path: name, Err: errOutside}
	}
	if dir := path.Dir(name); dir != "." {
		if err := r.root.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	return r.root.WriteFile(name, data, 0o600)
}

// runVerb runs one call and takes down what came of it. A panic becomes an error: one script must not end
// the others.
func runVerb(ctx context.Context, env *Env, call *Call) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("internal error in %s: %v", call.Verb.Name, cause)
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	return call.Verb.Run(ctx, env, call)
}
