package federation

import (
	"context"
	"fmt"
	"time"

	"samlharness/internal/term"
)

// askAgain is how long what propagates is left alone between two questions.
const askAgain = 5 * time.Second

// pass lets time pass for something that cannot be asked for.
func (r *run) pass(ctx context.Context, d time.Duration, what string) error {
	if d <= 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	r.waitFor(what)
	if r.Pass != nil {
		return r.Pass(ctx, d)
	}
	if r.Wall == nil {
		return fmt.Errorf("federation: nothing tells how %s are to pass: Operator.Pass and Operator.Wall are nil", d)
	}
	r.tell(fmt.Sprintf("waiting %s for %s; interrupt it at any time, and run the command again", term.Duration(d), what))
	timer := r.Wall.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.Chan():
		return nil
	}
}

// poll asks until there is an answer, at most for some time, by Pass or by Wall; without both, once.
func (r *run) poll(ctx context.Context, atMost time.Duration, ask func() (bool, error)) (bool, error) {
	if r.Pass != nil {
		return r.pollByPass(ctx, atMost, ask)
	}
	var end time.Time
	if r.Wall != nil {
		end = r.Wall.Now().Add(atMost)
	}
	for {
		ok, err := ask()
		if ok || ctx.Err() != nil || r.Wall == nil || !r.Wall.Now().Add(askAgain).Before(end) {
			return ok, err
		}
		pause := r.Wall.NewTimer(askAgain)
		select {
		case <-ctx.Done():
		case <-pause.Chan():
		}
		pause.Stop()
	}
}

// passAgain is how far a world's time passes between two questions: it passes at once.
const passAgain = time.Minute

func (r *run) pollByPass(ctx context.Context, atMost time.Duration, ask func() (bool, error)) (bool, error) {
	for waited := time.Duration(0); ; waited += passAgain {
		ok, err := ask()
		if ok || ctx.Err() != nil || waited >= atMost {
			return ok, err
		}
		if err := r.Pass(ctx, passAgain); err != nil {
			return false, err
		}
	}
}
