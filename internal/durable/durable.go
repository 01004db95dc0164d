// Package durable writes files that matter: each is complete under its name, or not there at all, whatever ends the
// program or fills the disk meanwhile. The text goes to a file beside, is synced, and takes its name at the end.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// WriteFile puts data under the name path with exactly the permissions of mode. A file that has the name is replaced
// at once, with its permissions and owner; where it fails, that file is as it was. A symbolic link is replaced and not
// followed. What is not a file, such as a pipe or /dev/stdout, is written to directly.
func WriteFile(path string, data []byte, mode fs.FileMode) error {
	if stream(path) {
		return writeStream(path, data)
	}
	beside, err := writeBeside(path, data, mode)
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
	beside, err := writeBeside(path, data, mode)
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

// writeBeside writes a synced file in the folder of path and returns its name; where it fails, none is left.
func writeBeside(path string, data []byte, mode fs.FileMode) (name string, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600 until it is complete
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil {
		err = errors.Join(file.Chmod(mode), file.Sync())
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
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
