package federation

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jonboulle/clockwork"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// Operator federates and un-federates domains as JumpCloud's PowerShell module does, and proves what it did by reading
// it back. Only Graph is needed.
type Operator struct {
	Graph *msgraph.Client
	// Out gets the module's plain and green lines, Warn its warnings, one a line; nil discards.
	Out, Warn io.Writer
	// Clock judges certificate dates; nil leaves them unjudged.
	Clock clockwork.Clock
	// Guard must agree before a real tenant is changed; an emulated one is changed without.
	Guard *RealGuard
	// Again is asked, after a change that does not show yet, whether to read once more; it waits as long as it wants.
	// attempt counts from 1. nil reads once. Real reads may lag behind writes.
	Again func(ctx context.Context, attempt int) bool
	// Commands are how cures name commands that act on the same tenant.
	Commands Commands
}

// run is one operation under way: its result and where its lines go.
type run struct {
	*Operator
	result Result
}

func (o *Operator) start(action, domain string) *run {
	return &run{Operator: o, result: Result{
		Schema:       ResultSchema,
		Action:       action,
		Domain:       domain,
		Certificates: []CertificateInfo{},
		Messages:     []string{},
		Warnings:     []string{},
	}}
}

// finish completes the result; the refusal in it is the one of the error.
func (r *run) finish(err error) (Result, error) {
	err = r.explain(r.result.Domain, err)
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
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
	if r.Warn != nil {
		_, _ = fmt.Fprintln(r.Warn, line)
	}
}
