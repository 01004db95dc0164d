package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"

	"samlharness/internal/durable"
	"samlharness/internal/term"
)

// standardOutput marks the error of a reader that has gone, such as head. Only that ends a command as if all were well:
// a closed pipe elsewhere, such as a connection, is a failure.
type standardOutput struct{ file *os.File }

// errReaderGone says that nobody reads standard output any more.
var errReaderGone = errors.New("the reader of standard output has gone")

// Write writes, with an error that is errReaderGone where the pipe is closed.
func (o standardOutput) Write(data []byte) (int, error) {
	n, err := o.file.Write(data)
	if errors.Is(err, syscall.EPIPE) {
		err = errors.Join(errReaderGone, err)
	}
	return n, err
}

// Fd is the descriptor, for whoever asks how wide the terminal is.
func (o standardOutput) Fd() uintptr { return o.file.Fd() }

// say writes what a world says, which is another program's text.
func (a *app) say(w io.Writer, text string) error {
	_, err := io.WriteString(w, term.Foreign(text, a.color()))
	return err
}

// writeOutput lets write fill a file, or standard output for "-". A file is complete or as it was; a symbolic link is
// replaced and not followed, so that nobody else's file is written to.
func (a *app) writeOutput(name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(a.stdout)
	}
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	if err := durable.WriteOutput(name, content.Bytes()); err != nil {
		return &environmentError{err, "choose a file in a folder that exists and can be written to"}
	}
	return nil
}

// sameFile tells whether two names lead to one file. Standard input and output are two.
func sameFile(one, other string) bool {
	a, errA := os.Stat(one)
	b, errB := os.Stat(other)
	return one != "-" && other != "-" && errA == nil && errB == nil && os.SameFile(a, b)
}
