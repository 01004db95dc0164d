package scenarios

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"samlharness/world"
)

func clockVerbs() vocabulary {
	return vocabulary{
		{
			Name: "clock show", Summary: "print the world's time", Example: "clock show",
			Run: func(_ context.Context, env *Env, _ *Call) error { return showClock(env) },
		},
		{
			Name: "clock advance", Args: "DURATION", Summary: "let time pass in the world: 90s, 20m, 2h, 30d, 1d12h",
			Example: "clock advance 2h",
			Check:   func(call *Call) error { _, err := parseDuration(call.Arg(0)); return err },
			Run: func(_ context.Context, env *Env, call *Call) error {
				d, err := parseDuration(call.Arg(0))
				if err != nil {
					return err
				}
				if err := shows(env.World.Clock.Now().Add(d)); err != nil {
					return err
				}
				env.World.Clock.Advance(d)
				return showClock(env)
			},
		},
		{
			Name: "clock set", Args: "INSTANT", Summary: "make it an instant such as 2026-03-02T09:15:00Z in the world",
			Example: "clock set 2026-03-02T09:15:00Z",
			Check: func(call *Call) error {
				t, err := parseInstant(call.Arg(0))
				if err != nil {
					return err
				}
				return shows(t)
			},
			Run: func(_ context.Context, env *Env, call *Call) error {
				t, err := parseInstant(call.Arg(0))
				if err != nil {
					return err
				}
				if err := shows(t); err != nil {
					return err
				}
				env.World.Clock.Set(t)
				return showClock(env)
			},
		},
	}
}

// shows refuses instants that the emulated companies could not date anything by.
func shows(t time.Time) error {
	if world.Shows(t) {
		return nil
	}
	return &UsageError{fmt.Sprintf("%s is beyond a world's time", instant(t)), "it goes from 1970 to 2999"}
}

func showClock(env *Env) error {
	now := env.World.Clock.Now()
	fields(env, ":now", now)
	env.Printf("%s\n", instant(now))
	return nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

var days = regexp.MustCompile(`^(\d{1,5})d(.*)$`)

// parseDuration reads Go's durations, with days before them.
func parseDuration(s string) (time.Duration, error) {
	mistake := &UsageError{fmt.Sprintf("%q is not a duration", s), "write it such as 90s, 20m, 2h, 30d or 1d12h"}
	var whole time.Duration
	rest := s
	if m := days.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1]) // five digits
		whole, rest = time.Duration(n)*24*time.Hour, m[2]
		if rest == "" {
			return whole, nil
		}
	}
	d, err := time.ParseDuration(rest)
	switch {
	case err == nil && d < 0:
		mistake.Fix = "advance goes forward; clock set INSTANT goes back too"
		return 0, mistake
	case err != nil || whole+d < whole:
		return 0, mistake
	}
	return whole + d, nil
}

func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, &UsageError{fmt.Sprintf("%q is not an instant", s), "write it such as 2026-03-02T09:15:00Z"}
	}
	return t, nil
}
