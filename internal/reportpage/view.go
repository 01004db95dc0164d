package reportpage

import (
	"fmt"
	"html/template"
	"strings"

	"samlharness/internal/messageview"
	"samlharness/record"
	"samlharness/report"
)

// script is one script with its steps.
type script struct {
	report.ScriptResult
	messageview.Outcome
	ID    string
	Open  bool
	Time  string
	Steps []step
}

// step is one step: its lines on the left, what was sent and seen on the right.
type step struct {
	report.StepResult
	messageview.Outcome
	ID       string
	Time     string
	Lines    []line
	Rows     []row
	Pictures []picture
	Failed   bool
}

// line is one line of the script; Says is what came of it when it failed.
type line struct {
	report.Line
	Says string
}

// State is the line's class, "" for what passed, as most do.
func (l line) State() string {
	switch l.Result {
	case report.Passed:
		return ""
	case report.Failed:
		return "bad"
	case report.Skipped:
		return "skipped"
	}
	return "late"
}

// picture is a screen.
type picture struct {
	report.Screen
	Source template.URL
}

// failure is why a step failed, or a script had no world.
type failure struct {
	Step, Script, Where, Command, Message string
	// Cause is the sentence on top, Told what the script wanted and got, Known what the record knows.
	Cause       string
	Told, Known []report.Detail
	Fix         []report.Detail
	To          string // the id of the step
}

func title(r *report.Report) string {
	if len(r.Scripts) == 1 && r.Scripts[0].Evidence {
		return record.Visible(r.Scripts[0].Title) + ": " + string(r.Scripts[0].Result)
	}
	result, n := "passed", 0
	for _, s := range r.Scripts {
		if s.Result == report.Passed {
			n++
		}
	}
	if r.Totals.ScriptsFailed > 0 {
		result, n = "failed", r.Totals.ScriptsFailed
	}
	return fmt.Sprintf("%d of %d scripts %s", n, r.Totals.Scripts, result)
}

// outcome is a result with its mark.
func outcome(r report.Result) messageview.Outcome {
	switch r {
	case report.Passed:
		return messageview.Outcome{Class: "good", Mark: "✓", Text: "passed"}
	case report.Failed:
		return messageview.Outcome{Class: "bad", Mark: "✕", Text: "failed"}
	case report.Skipped:
		return messageview.Outcome{Class: "skipped", Mark: "–", Text: "skipped"}
	}
	return messageview.Outcome{Class: "", Mark: "·", Text: "not run"}
}

func (d *document) read(r *report.Report) error {
	for i, s := range r.Scripts {
		v := script{ScriptResult: s, Outcome: outcome(s.Result), ID: fmt.Sprintf("s%d", i+1), Time: taken(s.Seconds)}
		v.Open = s.Result == report.Failed || s.Evidence
		v.Name, v.ScriptResult.Title, v.Error = record.Visible(s.Name), record.Visible(s.Title), record.Visible(s.Error)
		if s.Error != "" {
			d.Failures = append(d.Failures, failure{
				Step:   "The script was not run to its end",
				Script: s.Name,
				Where:  s.Name,
				Cause:  record.Visible(s.Error),
				To:     v.ID,
			})
		}
		for n := range s.Steps {
			made, err := d.stepOf(s, n, v.ID)
			if err != nil {
				return err
			}
			if f := s.Steps[n].Failure; f != nil {
				d.Failures = append(d.Failures, failureOf(s, s.Steps[n], made.ID))
			}
			v.Steps = append(v.Steps, made)
		}
		d.Scripts = append(d.Scripts, v)
		if s.Evidence && len(r.Scripts) == 1 {
			d.Evidence = v.Steps
		}
	}
	return nil
}

func (d *document) stepOf(s report.ScriptResult, n int, script string) (step, error) {
	r := s.Steps[n]
	v := step{
		StepResult: r,
		Outcome:    outcome(r.Result),
		ID:         fmt.Sprintf("%s-%d", script, n+1),
		Time:       taken(r.Seconds),
		Failed:     r.Result == report.Failed,
	}
	v.Title, v.Happened, v.Log = record.Visible(r.Title), record.Visible(r.Happened), record.Visible(r.Log)
	for _, l := range r.Lines {
		l.Text = record.Visible(l.Text)
		shown := line{Line: l}
		if f := r.Failure; f != nil && f.Line == l.Number {
			shown.Says = saidOf(f)
		}
		v.Lines = append(v.Lines, shown)
	}
	if s.Result == report.Passed {
		v.short(s.Evidence)
		r = v.StepResult
	}
	for _, screen := range v.Screens {
		v.Pictures = append(v.Pictures, pictureOf(screen))
	}
	var err error
	v.Rows, err = d.rowsOf(r)
	return v, err
}

// maxPassed is how many of its exchanges a step shows that passed in a script that passed, the newest.
const maxPassed = 40

// short leaves out of a step that passed, in a script that passed, what explains failures only: what was printed, the
// screens but for where the last one was, and of many exchanges the older ones. The stored result has them.
func (s *step) short(evidence bool) {
	if !evidence {
		s.Log = ""
	}
	if n := len(s.Screens); n > 0 {
		last := s.Screens[n-1]
		s.Happened = strings.TrimPrefix(fmt.Sprintf("%s · last screen: %s, %s", s.Happened, record.Visible(last.Title),
			record.Visible(bare(last.URL))), " · ")
	}
	s.Screens = nil
	if n := len(s.Exchanges) - maxPassed; n > 0 {
		s.Exchanges, s.Earlier = s.Exchanges[n:], s.Earlier+n
	}
}

func taken(seconds float64) string {
	if seconds == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f s", seconds)
}
