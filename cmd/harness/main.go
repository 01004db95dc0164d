// Command harness runs a JumpCloud organization and a Microsoft 365 tenant side by side on one machine, and tests SAML
// single sign-on between them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"samlharness/internal/exit"

	"github.com/jonboulle/clockwork"
	"golang.org/x/term"
)

// grace is how long a command that is interrupted may take to end in order.
const grace = 10 * time.Second

func main() { os.Exit(mainCode()) }

// mainCode runs the command line and returns the exit code.
func mainCode() int {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	a := &app{
		stdin: os.Stdin, stdout: standardOutput{os.Stdout}, stderr: os.Stderr,
		clock: clockwork.NewRealClock(), getenv: os.Getenv,
		terminal: term.IsTerminal(int(os.Stdout.Fd())),
	}
	done := make(chan int, 1)
	go func() { done <- a.run(ctx, os.Args[1:]) }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
	}
	limit := grace
	if a.slowEnd.Load() {
		limit = longGrace
	}
	select {
	case code := <-done:
		return code
	case <-time.After(limit):
		return exit.Interrupted
	}
}
