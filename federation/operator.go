package federation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
)

// Operator federates and un-federates domains as JumpCloud's PowerShell module does, and proves what it did
// by reading it back. Only Graph is needed.
type Operator struct {
	Graph *Graph
	// Out gets the module's plain and green lines, Warn its warnings, one a line; nil discards.
	Out, Warn io.Writer
	// Clock judges certificate dates; nil leaves them unjudged.
	Clock clockwork.Clock
	// Guard must agree before a real tenant is changed; an emulated one is changed without.
	Guard *RealGuard
	// Again is asked, after a change that does not show yet, whether to read once more; it waits as long as it
	// wants. attempt counts from 1. nil reads once. Real reads may lag behind writes.
	Again func(ctx context.Context, attempt int) bool
}

// run is one operation under way: its result and where its lines go.
type run struct {
	*Operator
	result Result
}

func (o *Operator) start(action, domain string) *run {
	return &run{Operator: o, result: Result{Schema: ResultSchema, Action: action, Domain: domain,
		Certificates: []CertificateInfo{}, Messages: []string{}, Warnings: []string{}}}
}

// finish completes the result; the refusal in it is the one of the error.
func (r *run) finish(err error) (Result, error) {
	err = explain(err)
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		r.result.Refusal = refusal
	}
	r.result.Certificates = r.certificatesOf(r.result.Configuration)
	return r.result, err
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

// state is what Graph says of one domain.
type state struct {
	domain        Domain
	configuration *Configuration // nil when there is none, or none that can be read
}

// read reads domain and configuration. A 404 on the configuration means "none", because Graph has no empty
// list; the domain's own answer then tells whether that is in order. A 500 means the same: it is not known
// which of the two a half federated domain gives.
func (o *Operator) read(ctx context.Context, name string) (state, error) {
	domain, err := o.Graph.domain(ctx, name)
	if err != nil {
		return state{}, err
	}
	s := state{domain: domain}
	configurations, err := o.Graph.configurations(ctx, name)
	switch {
	case isNotFound(err), hasStatus(err, http.StatusInternalServerError) && domain.AuthenticationType == Federated:
	case err != nil:
		return s, err
	case len(configurations) > 1:
		return s, &record.Refusal{
			Code:     CodeReadBack,
			Message:  fmt.Sprintf("Domain %s has %d federation configurations", name, len(configurations)),
			Expected: "at most one",
		}
	case len(configurations) == 1:
		s.configuration = &configurations[0]
	}
	return s, nil
}

// note copies what was read into the result.
func (r *run) note(s state) {
	r.result.AuthenticationType = s.domain.AuthenticationType
	r.result.Configuration = s.configuration
}

// half says whether a domain is federated without a configuration, as a failed creation leaves it.
func (s state) half() bool {
	return s.domain.AuthenticationType == Federated && s.configuration == nil
}

// until reads the state again until good holds, as often as Again allows.
func (o *Operator) until(ctx context.Context, name string, good func(state) bool) (state, error) {
	for attempt := 1; ; attempt++ {
		s, err := o.read(ctx, name)
		if err == nil && good(s) || o.Again == nil || !o.Again(ctx, attempt) {
			return s, err
		}
	}
}

// notInTenant is the module's answer to a domain that the tenant does not have.
func notInTenant(domain string, domains []Domain) *record.Refusal {
	return &record.Refusal{Code: CodeDomainNotInTenant, Message: typo(domain), Expected: candidates(domains), Got: domain,
		Fix: textListDomains + "\n" + textUpdateApp}
}

// checkName refuses what is no domain's name before it gets into a URL.
func checkName(domain string) error {
	if isDomain(domain) {
		return nil
	}
	return &record.Refusal{
		Code:     CodeDomainNotInTenant,
		Message:  typo(domain),
		Expected: "a domain such as contoso.com",
		Got:      domain,
		Fix:      textListDomains,
	}
}
