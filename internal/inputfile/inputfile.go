// Package inputfile opens the files that a command line names, so that none of them makes the program hang.
package inputfile

import (
	"os"
	"syscall"
)

// Open is [os.Open] that does not wait for somebody to open a named pipe's other end: such a pipe is empty. A
// pipe that is being written to, as a shell's <(command) makes, is read to its end.
func Open(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) }
