package scenarios

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"samlharness/federation"
	"samlharness/record"
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
	tell     func() // that it begins although the script was interrupted; may be nil
}

// remember reads the state before a script; nil where nothing is to be put back.
func (o *RunOptions) remember(ctx context.Context, w *World) (*restoring, error) {
	if o.Restore == "" {
		return nil, nil
	}
	r := &restoring{operator: w.Operator, domain: o.Restore}
	if o.Real != nil {
		r.tell = o.Real.Interrupted
	}
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
	if ctx.Err() != nil && r.tell != nil {
		r.tell()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restoreTime)
	defer cancel()
	step := doc.cleanUp(r.domain)
	var out, warn bytes.Buffer
	operator, err := r.operator(&out, &warn)
	if err == nil {
		err = r.rollback(ctx, operator, &out)
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

// cleanUp is the result of a step after the last of a script, in which the domain is put back.
func (doc *document) cleanUp(domain string) report.StepResult {
	last := doc.Steps[len(doc.Steps)-1]
	return report.StepResult{
		Title:  "Clean-up: " + domain + " is as it was before",
		Line:   last.Lines[len(last.Lines)-1].Number,
		Result: report.Passed,
	}
}

// untouched adds to the result of a script that was interrupted before its first step what became of the domain.
func (o *RunOptions) untouched(doc *document, result *report.ScriptResult) {
	if o.Restore == "" || len(result.Steps) > len(doc.Steps) { // putBack has told it
		return
	}
	step := doc.cleanUp(o.Restore)
	step.Happened = "interrupted before the first step: nothing was changed"
	result.Steps = append(result.Steps, step)
}

// rollback returns to the state before, unless the domain is in it: then there is nothing to guard.
func (r *restoring) rollback(ctx context.Context, operator *federation.Operator, out io.Writer) error {
	now, err := operator.Snapshot(ctx, r.domain)
	if err == nil && now.Same(r.before) {
		_, err = fmt.Fprintf(out, "%s is as it was before the script: nothing to put back\n", r.domain)
		return err
	}
	_, err = operator.Rollback(ctx, federation.RollbackOptions{Domain: r.domain, Snapshot: r.before})
	return err
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

// unbegun says whether an error is why a script on a tenant did not begin: that tenant, or the guard, refused.
func unbegun(err error) bool {
	_, ok := errors.AsType[*record.Refusal](err)
	return ok
}

// notBegun is the failure of a script whose tenant could not be read, or cannot have its people.
func (doc *document) notBegun(err error) *report.Failure {
	refusal, _ := errors.AsType[*record.Refusal](err)
	return &report.Failure{
		File:     doc.name,
		Line:     doc.Steps[0].Lines[0].Number,
		Command:  "(the script begins)",
		Message:  refusal.Message,
		Expected: refusal.Expected,
		Got:      cmp.Or(refusal.Got, refusal.Code),
		Hint:     refusal.Fix,
	}
}
