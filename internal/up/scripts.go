package up

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"sync"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/control"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

// ScriptsError says that a script of [Options] failed, so that the world is not held.
type ScriptsError struct{ Report *report.Report }

func (e *ScriptsError) Error() string {
	return fmt.Sprintf("%d of %d scripts failed; the world is not held", e.Report.Totals.ScriptsFailed,
		e.Report.Totals.Scripts)
}

// ExitCode is that of the report.
func (e *ScriptsError) ExitCode() int { return e.Report.ExitCode() }

// prepare sets the scene that the options want.
func (h *Held) prepare(ctx context.Context, o Options) error {
	h.scripts.world, h.scripts.stopwatch = h.World, o.Clock
	for _, domain := range o.Federate {
		if _, err := h.World.Federate(ctx, domain); err != nil {
			return err
		}
	}
	if len(o.Scripts) > 0 {
		var err error
		if h.Report, err = h.scripts.run(ctx, scenarios.RunOptions{Scripts: o.Scripts}); err != nil {
			return err
		}
		if h.Report.ExitCode() != 0 {
			return &ScriptsError{h.Report}
		}
	}
	var err error
	h.people, h.morePeople, err = signOns(ctx, h.World)
	return err
}

// scriptRunner runs scripts in a held world. Those of one call wait for those of another.
type scriptRunner struct {
	world     *world.World
	stopwatch clockwork.Clock

	running sync.Mutex
}

func (s *scriptRunner) run(ctx context.Context, o scenarios.RunOptions) (*report.Report, error) {
	s.running.Lock()
	defer s.running.Unlock()
	o.Held, o.Stopwatch = s.world, s.stopwatch
	return scenarios.Run(ctx, o)
}

// answer runs the scripts of another command.
func (s *scriptRunner) answer(ctx context.Context, asked control.Scripts) (result control.ScriptsResult) {
	o := scenarios.RunOptions{
		Browser:   asked.Browser,
		Keep:      asked.Keep,
		Record:    asked.Record,
		KeepGoing: asked.KeepGoing,
		FailFast:  asked.FailFast,
		Timeout:   asked.Timeout,
		Scripts:   []scenarios.Script{},
	}
	for _, script := range asked.Scripts {
		o.Scripts = append(o.Scripts, scenarios.Script{Name: script.Name, Data: script.Data})
	}
	var err error
	if asked.Only != "" {
		o.Only, err = regexp.Compile(asked.Only)
	}
	if err != nil {
		result.Result = failed(err)
		return result
	}
	r, err := s.run(ctx, o)
	var text bytes.Buffer
	if err == nil {
		err = r.WriteJSON(&text)
	}
	if err != nil {
		result.Result = failed(err)
		return result
	}
	result.Report = text.Bytes()
	return result
}
