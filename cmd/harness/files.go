package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"samlharness/internal/inputfile"
)

// readInput reads a file, or standard input for "-", of at most limit bytes.
func (a *app) readInput(name string, limit int64) ([]byte, error) {
	in, close, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer close()
	var size int64
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			size = min(info.Size(), limit)
		}
	}
	data, err := a.readAll(io.LimitReader(in, limit+1), size)
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, &usageError{fmt.Sprintf("%s is larger than %d bytes", shownName(name), limit), "is it the right file?"}
	}
	return data, nil
}

// readAll reads to the end, or until the command is interrupted: a terminal or a pipe may stay silent. The size is what
// is expected, so that a large file is held once.
func (a *app) readAll(in io.Reader, size int64) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		data := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
		_, err := data.ReadFrom(in)
		read <- result{data.Bytes(), err}
	}()
	select {
	case r := <-read:
		return r.data, r.err
	case <-a.interrupted:
		return nil, context.Canceled
	}
}

func (a *app) open(name string) (io.Reader, func(), error) {
	if name == "-" {
		return a.stdin, func() {}, nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return nil, nil, &usageError{name + " is a folder", "name a file"}
	}
	f, err := inputfile.Open(name)
	if err != nil {
		return nil, nil, err
	}
	return f, func() { _ = f.Close() }, nil
}

func shownName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}
