package up

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"samlharness/internal/control"
	"samlharness/internal/exit"
	"samlharness/record"
)

// FileError is why a connection file cannot be where it is wanted.
type FileError struct {
	Path string
	// Says is what is wrong, Fix what to do.
	Says, Fix string
	Err       error
}

func (e *FileError) Error() string {
	return strings.TrimRight("connection file "+e.Path, " ") + ": " + e.Says
}

// Hint is what to do.
func (e *FileError) Hint() string { return e.Fix }

// ExitCode is that of the environment.
func (e *FileError) ExitCode() int { return exit.Environment }

// Unwrap gives the system's error, when there is one.
func (e *FileError) Unwrap() error { return e.Err }

// vacant refuses a connection file that leads to a world that answers, and tells of one whose world has ended.
func vacant(ctx context.Context, path string, warn io.Writer) error {
	if path == "" {
		return &FileError{Says: "it has no name", Fix: "name it, as in --ready-file .harness/connection.json"}
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return &FileError{Path: path, Says: "this is not a regular file", Fix: "name a file that harness may write"}
	}
	old, err := control.ReadConnection(path)
	if err != nil {
		return nil // nothing that leads to a world
	}
	client := control.Client{Connection: old, HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	err = client.Ready(ctx)
	if silent, ok := errors.AsType[*control.UnreachableError](err); ok && silent.Silent() {
		return &FileError{
			Path: path,
			Says: fmt.Sprintf("it leads to a program that is silent, where world %s of process %d was", old.World,
				old.ProcessID),
			Fix: "if that world has ended, remove the file; or name another with --ready-file",
			Err: err,
		}
	}
	if err == nil {
		return &FileError{Path: path, Says: fmt.Sprintf("world %s still runs there, in process %d", old.World, old.ProcessID),
			Fix: "`harness down --connect " + path + "` ends it; or name another file with --ready-file"}
	}
	if warn != nil {
		fmt.Fprintf(warn, "harness: world %s of process %d has ended without removing %s; the file is replaced\n",
			record.Visible(old.World), old.ProcessID, path)
	}
	return nil
}

// besideConnection is the absolute path of the certificate authority's file.
func besideConnection(path string) string {
	return absolute(strings.TrimSuffix(path, filepath.Ext(path)) + ".ca.pem")
}

// writeFiles writes the certificate authority and the connection file that names it.
func (h *Held) writeFiles() error {
	h.ca.path = h.Connection.CACertificateFile
	err := h.ca.write(h.World.CAPEM())
	if err == nil {
		err = h.Connection.Write(h.ConnectionFile)
	}
	if err != nil {
		return unwritable(h.ConnectionFile, err)
	}
	return nil
}

// removeFiles removes the files that lead to this world, unless they are gone or lead to another by now.
func (h *Held) removeFiles() error {
	if h.ca.path == "" {
		return nil
	}
	var errs []error
	if c, err := control.ReadConnection(h.ConnectionFile); err == nil && c.Token == h.Connection.Token {
		errs = append(errs, os.Remove(h.ConnectionFile))
	}
	if pem, err := os.ReadFile(h.Connection.CACertificateFile); err == nil && bytes.Equal(pem, h.ca.written) {
		errs = append(errs, os.Remove(h.Connection.CACertificateFile))
	}
	for i, err := range errs {
		if errors.Is(err, fs.ErrNotExist) {
			errs[i] = nil
		}
	}
	return errors.Join(errs...)
}
