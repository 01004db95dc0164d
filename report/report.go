package report

import (
	"samlharness/internal/exit"
	"samlharness/record"
)

// Schema names the form of the JSON report. A member is never renamed nor given another meaning under it.
const Schema = "harness/run/1"

// Result is how a script or a step ended.
type Result string

// The results. A step after a failed one is not run; a step whose lines were all guarded away is skipped.
const (
	Passed  Result = "passed"
	Failed  Result = "failed"
	NotRun  Result = "not run"
	Skipped Result = "skipped"
)

// Report is what came of a run.
type Report struct {
	// Schema is the constant of that name.
	Schema string `json:"schema"`
	// Interrupted says that the run was ended before its scripts were.
	Interrupted bool `json:"interrupted"`
	// Seconds is how long it took.
	Seconds float64 `json:"seconds"`
	// Totals counts steps and scripts.
	Totals Totals `json:"totals"`
	// Scripts are in the order in which they were given.
	Scripts []ScriptResult `json:"scripts"`
}

// Totals counts the scripts and steps of a run by how they ended.
type Totals struct {
	Scripts       int `json:"scripts"`
	ScriptsFailed int `json:"scriptsFailed"`
	// NoWorld counts the scripts whose world could not be made; they are among the failed ones.
	NoWorld int `json:"noWorld"`
	Steps   int `json:"steps"`
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	NotRun  int `json:"notRun"`
	Skipped int `json:"skipped"`
}

// ScriptResult is what came of one script.
type ScriptResult struct {
	Name    string       `json:"name"`
	Title   string       `json:"title,omitempty"`
	Result  Result       `json:"result"`
	Seconds float64      `json:"seconds"`
	Steps   []StepResult `json:"steps"`
	// Error says why the script's world could not be made or ended, or the script not be updated; that is the
	// environment's fault.
	Error string `json:"error,omitempty"`
	// Evidence says that what was printed is shown of steps that passed, too.
	Evidence bool `json:"evidence,omitempty"`
	// WorkDir is the script's folder when it was kept.
	WorkDir string `json:"workDir,omitempty"`
}

// StepResult is what came of one step.
type StepResult struct {
	Title   string  `json:"title"`
	Line    int     `json:"line"`
	Result  Result  `json:"result"`
	Seconds float64 `json:"seconds"`
	// Happened says in one line what came of the step's verbs.
	Happened string `json:"happened,omitempty"`
	// Log holds the commands and what they printed.
	Log string `json:"log,omitempty"`
	// Lines are the step's, as far as they hold commands.
	Lines []Line `json:"lines,omitempty"`
	// Exchanges are what was sent in the world during the step, the newest, when the run was to record them; Earlier is
	// how many were left out before them.
	Exchanges []record.Exchange `json:"exchanges,omitempty"`
	Earlier   int               `json:"earlier,omitempty"`
	// Screens are the pages that people saw, recorded likewise.
	Screens []Screen `json:"screens,omitempty"`
	// Failure is set when the step failed.
	Failure *Failure `json:"failure,omitempty"`
}

// Failure is where and why a step failed.
type Failure struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Command string `json:"command"`
	// Message says what happened in one sentence.
	Message string `json:"message"`
	// Expected and Got are what the script wanted and what came.
	Expected string `json:"expected"`
	Got      string `json:"got"`
	// Difference says where a file first differs from what was expected.
	Difference string `json:"difference,omitempty"`
	// Stdout and Stderr are the ends of what the last verb printed.
	Stdout string `json:"stdout,omitempty"`
	Stderr string `json:"stderr,omitempty"`
	// Hint says what to do.
	Hint string `json:"hint,omitempty"`
	// Explanation is the check, in the record of the world, that refused.
	Explanation *RefusedBy `json:"explanation,omitempty"`
}

// RefusedBy is the check that a company refused a message by.
type RefusedBy struct {
	// By is the company, Kind what it refused; both are empty when the operator refused before anything was sent.
	By   string `json:"by,omitempty"`
	Kind string `json:"kind,omitempty"`
	// Check is the check's name, Title what it checks, Code the refusal's.
	Check      string `json:"check,omitempty"`
	Title      string `json:"title,omitempty"`
	Code       string `json:"code,omitempty"`
	Expected   string `json:"expected,omitempty"`
	Got        string `json:"got,omitempty"`
	Difference string `json:"difference,omitempty"`
	Fix        string `json:"fix,omitempty"`
}

// ExitCode is the code with which the command line ends after this report.
func (r *Report) ExitCode() int {
	code := exit.Passed
	if r.Totals.ScriptsFailed > 0 {
		code = exit.Failed
	}
	if r.Totals.NoWorld > 0 {
		code = exit.Environment
	}
	if r.Interrupted {
		code = exit.Interrupted
	}
	return code
}

// New is the report of a run with these results.
func New(scripts []ScriptResult) *Report {
	r := &Report{Schema: Schema, Scripts: scripts, Totals: Totals{Scripts: len(scripts)}}
	for _, s := range scripts {
		r.Totals.add(s)
	}
	return r
}

func (t *Totals) add(s ScriptResult) {
	if s.Result == Failed {
		t.ScriptsFailed++
	}
	if s.Error != "" {
		t.NoWorld++
	}
	for _, step := range s.Steps {
		t.Steps++
		switch step.Result {
		case Passed:
			t.Passed++
		case Failed:
			t.Failed++
		case NotRun:
			t.NotRun++
		case Skipped:
			t.Skipped++
		}
	}
}
