// Package inputfile opens the files that a command line names, so that none of them makes the program hang.
package inputfile

import (
	"io"
	"os"
	"syscall"
)

// Open is [os.Open] that does not wait for somebody to open a named pipe's other end: such a pipe is empty. A pipe that
// is being written to, as a shell's <(command) makes, is read to its end.
func Open(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) }

// ReadPrefix reads the first limit bytes of a file, or all of it when it has fewer.
func ReadPrefix(name string, limit int64) ([]byte, error) {
	file, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() // it was only read
	return io.ReadAll(io.LimitReader(file, limit))
}
