// Package durable writes files that matter: each is complete under its name, or not there at all, whatever ends the
// program or fills the disk meanwhile. The text goes to a file beside, is synced, and takes its name at the end.
package durable

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// WriteFile puts data under the name path with exactly the permissions of mode. A file that has the name is replaced at
// once, with its permissions and owner; where it fails, that file is as it was. A symbolic link is replaced and not
// followed. What is not a file, such as a pipe or /dev/stdout, is written to directly.
func WriteFile(path string, data []byte, mode fs.FileMode) error {
	return write(path, data, permissions{mode: mode, exact: true})
}

// WriteOutput is [WriteFile] with the permissions that a program's output usually has: those of the file that has the
// name, or, where none has it, what the umask leaves of 0666.
func WriteOutput(path string, data []byte) error {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		return WriteFile(path, data, info.Mode().Perm())
	}
	return write(path, data, permissions{mode: 0o666})
}

func write(path string, data []byte, p permissions) error {
	if stream(path) {
		return writeStream(path, data)
	}
	beside, err := writeBeside(path, data, p)
	if err != nil {
		return err
	}
	if err := os.Rename(beside, path); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return syncFolder(filepath.Dir(path))
}

// WriteNew is [WriteFile] for a name that nothing has yet: if something has it, that stays, and the error is
// [fs.ErrExist].
func WriteNew(path string, data []byte, mode fs.FileMode) error {
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	beside, err := writeBeside(path, data, permissions{mode: mode, exact: true})
	if err != nil {
		return err
	}
	// link(2) fails where the name exists, as rename(2) does not (POSIX.1-2024).
	err = os.Link(beside, path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		if _, taken := os.Lstat(path); taken == nil {
			err = &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
		} else if err = os.Rename(beside, path); err == nil {
			return syncFolder(filepath.Dir(path))
		}
	}
	if err := errors.Join(err, os.Remove(beside)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// permissions are a mode as it is, or as the umask leaves it.
type permissions struct {
	mode  fs.FileMode
	exact bool
}

// writeBeside writes a synced file in the folder of path and returns its name; where it fails, none is left.
func writeBeside(path string, data []byte, p permissions) (name string, err error) {
	file, err := createBeside(path, p)
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil && p.exact {
		err = file.Chmod(p.mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// createBeside makes an empty file that has, when its mode is exact, nobody else's permissions until it is complete.
// Only the system knows the umask without a moment in which another file is made without it, so the system applies it.
func createBeside(path string, p permissions) (*os.File, error) {
	first := p.mode
	if p.exact {
		first = 0o600
	}
	name := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()[:12])
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, first)
}

// stream reports whether a name stands for something that is written to and cannot be replaced. What is under /dev
// counts, because /dev/stdout may lead to a file.
func stream(path string) bool {
	if whole, err := filepath.Abs(path); err == nil && strings.HasPrefix(filepath.ToSlash(whole), "/dev/") {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func writeStream(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

// syncFolder makes the new name last. Windows does not sync folders.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(name)
	if err != nil {
		return nil // a folder may be written to and not be read: the file itself is synced
	}
	_ = folder.Sync() // some file systems cannot; the file itself is synced
	return folder.Close()
}
