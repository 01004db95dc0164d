package scenarios

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"samlharness/federation"
	"samlharness/report"
)

// restoreTime is how long putting a domain back may take after a script has ended, also one that was interrupted.
const restoreTime = 50 * time.Second

// restoring puts the federation of a domain back to what it was before a script.
type restoring struct {
	operator func(out, warn io.Writer) (*federation.Operator, error)
	before   federation.Snapshot
	domain   string
	file     string // that keeps the state, "" for an emulated tenant
}

// remember reads the state before a script; nil where nothing is to be put back.
func (o *RunOptions) remember(ctx context.Context, w *World) (*restoring, error) {
	if o.Restore == "" {
		return nil, nil
	}
	r := &restoring{operator: w.Operator, domain: o.Restore}
	operator, err := r.operator(nil, nil)
	if err != nil {
		return nil, err
	}
	if r.before, err = operator.Snapshot(ctx, r.domain); err != nil {
		return nil, err
	}
	if operator.Guard == nil {
		return r, nil
	}
	r.file, err = r.before.Keep(operator.Guard.SnapshotFolder)
	return r, err
}

// putBack returns to the state before, whatever became of the script, and adds to its result what came of it. A domain
// that is as it was is left alone.
func (r *restoring) putBack(ctx context.Context, doc *document, result *report.ScriptResult) {
	if r == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restoreTime)
	defer cancel()
	last := doc.Steps[len(doc.Steps)-1]
	step := report.StepResult{
		Title:  "Clean-up: " + r.domain + " is as it was before",
		Line:   last.Lines[len(last.Lines)-1].Number,
		Result: report.Passed,
	}
	var out, warn bytes.Buffer
	operator, err := r.operator(&out, &warn)
	if err == nil {
		_, err = operator.Rollback(ctx, federation.RollbackOptions{Domain: r.domain, Snapshot: r.before})
	}
	step.Log = out.String() + warn.String()
	step.Happened, _, _ = strings.Cut(out.String(), "\n")
	if err != nil {
		step.Result, result.Result = report.Failed, report.Failed
		step.Failure = &report.Failure{
			File:     doc.name,
			Line:     step.Line,
			Command:  "(clean-up)",
			Message:  "the domain was not put back to what it was before",
			Expected: r.was(),
			Got:      errorText(err),
			Hint:     r.byHand(operator, err),
		}
	}
	result.Steps = append(result.Steps, step)
}

// was says what the domain was before.
func (r *restoring) was() string {
	return fmt.Sprintf("%s as it was at %s", r.domain, r.before.Time.UTC().Format(time.RFC3339))
}

// byHand is how to put the domain back where that failed.
func (r *restoring) byHand(operator *federation.Operator, err error) string {
	hint := hintOf(err)
	if r.file == "" || operator == nil {
		return hint
	}
	return strings.TrimSpace(hint + "\nThe state before is in " + r.file + ": " +
		operator.RollbackCommand(r.domain, r.file) + " returns to it.")
}
