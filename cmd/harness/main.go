// Command harness runs a JumpCloud organization and a Microsoft 365 tenant side by side on one machine, and
// tests SAML single sign-on between them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/jonboulle/clockwork"
	"golang.org/x/term"
)

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
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		clock: clockwork.NewRealClock(), getenv: os.Getenv,
		terminal: term.IsTerminal(int(os.Stdout.Fd())),
	}
	return a.run(ctx, os.Args[1:])
}
