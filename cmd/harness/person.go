package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// asker asks the person at the terminal of standard input, who presses Enter; nil when nobody sits there.
func (a *app) asker() func(ctx context.Context, question string) error {
	file, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return func(ctx context.Context, question string) error {
		fmt.Fprintln(a.stderr, question)
		pressed := make(chan error, 1)
		go func() { pressed <- enter(file) }()
		select {
		case err := <-pressed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// enter reads a line, which a terminal gives as one.
func enter(in io.Reader) error {
	_, err := bufio.NewReaderSize(in, 16).ReadString('\n')
	return err
}
