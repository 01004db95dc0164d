package scenarios

import (
	"slices"

	"samlharness/internal/script"
	"samlharness/report"
)

// What a report keeps of one step: so many of the newest exchanges, and so many screens.
const (
	maxExchanges = 300
	maxScreens   = 60
)

// recorded puts what was sent and seen in a step into its result.
func (e *engine) recorded(result *report.StepResult, since int64) {
	all := e.env.World.record().Since(since)
	if result.Earlier = max(0, len(all)-maxExchanges); result.Earlier > 0 {
		all = slices.Clone(all[result.Earlier:])
	}
	result.Exchanges, result.Screens = all, e.screens
}

// saw takes a page that somebody saw; the oldest make room.
func (e *engine) saw(screen report.Screen) {
	i := slices.IndexFunc(e.lines, func(l script.Line) bool { return l.Command == e.command })
	if i >= 0 {
		screen.Line = e.lines[i].Number
	}
	if len(e.screens) == maxScreens {
		e.screens = slices.Delete(e.screens, 0, 1)
	}
	e.screens = append(e.screens, screen)
}

// linesOf are the lines of a step that has not run.
func linesOf(s *script.Step) []report.Line {
	lines := make([]report.Line, len(s.Lines))
	for i, l := range s.Lines {
		lines[i] = report.Line{Number: l.Number, Text: lineText(l), Result: report.NotRun}
	}
	return lines
}

// linesRun are the lines of a step with what came of them: all ran up to the failed one, nil when none failed, but for
// those that a guard kept.
func (e *engine) linesRun(s *script.Step, failed *script.Line) []report.Line {
	lines := linesOf(s)
	for i, l := range s.Lines {
		switch {
		case failed != nil && l.Number > failed.Number:
			return lines
		case failed != nil && l.Number == failed.Number:
			lines[i].Result = report.Failed
		case slices.ContainsFunc(l.Guards, func(g script.Guard) bool { return e.Holds(g.Name) != g.Want }):
			lines[i].Result = report.Skipped
		default:
			lines[i].Result = report.Passed
		}
	}
	return lines
}

// lineText is a line as it may be shown, with its guards and its !.
func lineText(l script.Line) string {
	text := l.Command.Text()
	if l.Negated {
		text = "! " + text
	}
	for _, g := range slices.Backward(l.Guards) {
		name := g.Name
		if !g.Want {
			name = "!" + name
		}
		text = "[" + name + "] " + text
	}
	return text
}
