package federation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"samlharness/record"
)

// run is one operation under way: its result and where its lines go.
type run struct {
	*Operator
	result Result
	sent   bool // a change was sent
	// breakGlass says that nobody need be outside the domain to undo the change.
	breakGlass bool

	mu    sync.Mutex // of Warn and what follows; progress is written beside the operation
	doing string     // what is waited for
	since time.Time  // when that began, by Wall
}

// run does one operation, whose result and error it completes.
func (o *Operator) run(ctx context.Context, action, domain string,
	do func(context.Context, *run) error) (Result, error) {
	r := &run{Operator: o, result: Result{
		Schema:       ResultSchema,
		Action:       action,
		Domain:       domain,
		Changed:      No,
		Certificates: []CertificateInfo{},
		Messages:     []string{},
		Warnings:     []string{},
	}}
	r.waitFor("Graph")
	stop := r.report()
	err := do(ctx, r)
	stop()
	return r.finish(ctx, err)
}

// finish completes the result; the refusal in it is the one of the error.
func (r *run) finish(ctx context.Context, err error) (Result, error) {
	err = r.explain(r.result.Domain, err)
	if ctx.Err() != nil {
		err = r.interrupted(ctx, err)
	}
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		if r.result.Snapshot != "" {
			told := *refusal
			told.Fix = strings.TrimSpace(told.Fix + "\n" + fmt.Sprintf(textSnapshot, r.result.Snapshot))
			refusal, err = &told, &told
		}
		r.result.Refusal = refusal
	}
	r.result.Certificates = r.certificatesOf(r.result.Configuration)
	return r.result, err
}

// note copies what was read into the result.
func (r *run) note(s state) {
	r.result.AuthenticationType = s.domain.AuthenticationType
	r.result.Configuration = s.configuration
}

func (r *run) say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	r.result.Messages = append(r.result.Messages, line)
	if r.Out != nil {
		_, _ = fmt.Fprintln(r.Out, line)
	}
}

func (r *run) warn(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	r.result.Warnings = append(r.result.Warnings, line)
	r.tell(line)
}

// tell writes a line that is not part of the result.
func (r *run) tell(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Warn != nil {
		_, _ = fmt.Fprintln(r.Warn, line)
	}
}
