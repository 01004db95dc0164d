package scenarios

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"time"

	"samlharness/internal/script"
)

// Files is the folder that verbs read and write. Names are relative, with slashes, and stay within it.
type Files interface {
	// ReadFile and WriteFile are like those of [os], bounded to the folder.
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, data []byte) error
}

// memoryFiles is a folder in memory, for verbs that are called from another process. A verb uses it alone.
type memoryFiles struct{ files, written map[string][]byte }

func newMemoryFiles(files map[string][]byte) *memoryFiles {
	return &memoryFiles{files, map[string][]byte{}}
}

// ReadFile returns the content of a file that was given or written.
func (m *memoryFiles) ReadFile(name string) ([]byte, error) {
	for _, files := range []map[string][]byte{m.written, m.files} {
		if data, ok := files[name]; ok {
			return data, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// WriteFile stores a file.
func (m *memoryFiles) WriteFile(name string, data []byte) error {
	m.written[name] = data
	return nil
}

// rootFiles is a folder on disk that cannot be left, neither by .. nor by symbolic links.
type rootFiles struct {
	root    *os.Root
	written map[string]bool // by verbs, not the files that the script brings
}

var errOutside = errors.New("the name leads out of the script's folder")

func (r *rootFiles) ReadFile(name string) ([]byte, error) {
	if script.BadName(name) != "" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errOutside}
	}
	return r.root.ReadFile(name)
}

func (r *rootFiles) WriteFile(name string, data []byte) error {
	if err := r.unpack(name, data); err != nil {
		return err
	}
	r.written[name] = true
	return nil
}

// unpack writes a file that the script brings.
func (r *rootFiles) unpack(name string, data []byte) error {
	if script.BadName(name) != "" {
		return &fs.PathError{Op: "write", Path: name, Err: errOutside}
	}
	if dir := path.Dir(name); dir != "." {
		if err := r.root.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	return r.root.WriteFile(name, data, 0o600)
}

// fileSystem shows Files as an [fs.FS]. Names are taken as they are: those of the command line may be absolute.
type fileSystem struct{ files Files }

func (f fileSystem) Open(name string) (fs.File, error) {
	data, err := f.files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return openFile{bytes.NewReader(data), fileInfo{path.Base(name), int64(len(data))}}, nil
}

type openFile struct {
	*bytes.Reader
	info fileInfo
}

func (f openFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f openFile) Close() error               { return nil }

type fileInfo struct {
	name string
	size int64
}

func (i fileInfo) Name() string       { return i.name }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) Mode() fs.FileMode  { return 0o600 }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return false }
func (i fileInfo) Sys() any           { return nil }
