package script

import (
	"context"
	"errors"
)

// Runner does the commands of a script.
type Runner interface {
	// Holds says whether a condition is met.
	Holds(condition string) bool
	// Do does one command; the error says why it failed.
	Do(ctx context.Context, command Command) error
}

// ErrSucceeded is the failure of a line with ! whose command did what it was asked.
var ErrSucceeded = errors.New("the command succeeded but must fail")

// Run does the lines of a step until one fails, and says how many ran: none when all are guarded away. The line that
// failed is nil when all went as the step says; then so is the error.
func (s *Step) Run(ctx context.Context, runner Runner) (ran int, failed *Line, err error) {
	for i := range s.Lines {
		line := &s.Lines[i]
		if !line.applies(runner) {
			continue
		}
		ran++
		if err := line.outcome(runner.Do(ctx, line.Command)); err != nil {
			return ran, line, err
		}
	}
	return ran, nil, nil
}

func (l *Line) applies(runner Runner) bool {
	for _, g := range l.Guards {
		if runner.Holds(g.Name) != g.Want {
			return false
		}
	}
	return true
}

// outcome is what a command's error means for its line. A run that was ended is not a failure that a ! asks for.
func (l *Line) outcome(err error) error {
	switch {
	case !l.Negated:
		return err
	case err == nil:
		return ErrSucceeded
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return nil
}

// Why is how the step says that the line has to fail: the assertion after it, "" when there is none.
func (s *Step) Why(line *Line) string {
	for i := range s.Lines {
		if next := s.Lines[i]; next.Number > line.Number {
			if next.Command.Kind() == ReasonAssertion && line.Command.Kind() == Action {
				return next.Command.Text()
			}
			break
		}
	}
	return ""
}
