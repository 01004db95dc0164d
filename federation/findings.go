package federation

import (
	"context"
	"errors"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// Outcome is what was found about a fact.
type Outcome string

// The outcomes of a finding.
const (
	Pass       Outcome = "pass"
	Fail       Outcome = "fail"
	CannotTell Outcome = "cannot tell" // what decides it could not be read
)

// Finding is one fact on which federating a domain depends, with what was found and what to do about it.
type Finding struct {
	// ID is stable: "users.immutable-id"; "" for those of the metadata and of the domain itself. Demand is the row of the
	// vendor's procedure that it answers, such as "P6"; "" where none does.
	ID     string `json:"id,omitempty"`
	Demand string `json:"demand,omitempty"`
	// Fact is what should be so: "the domain is verified".
	Fact    string  `json:"fact"`
	Outcome Outcome `json:"outcome"`
	// Required says that [Operator.Enable] refuses unless the fact passes; otherwise it warns.
	Required bool `json:"required"`
	// Got is what was found, Count of how many things, and Names the first of them.
	Got   string   `json:"got,omitempty"`
	Count int      `json:"count,omitempty"`
	Names []string `json:"names,omitempty"`
	// Cure is what to do about a fact that does not pass.
	Cure string `json:"cure,omitempty"`
	// Err is what Enable returns for a required fact that does not pass: a *record.Refusal, or why it could not be read.
	// It is nil where an earlier finding has the reason.
	Err error `json:"-"`
	// Warnings are the lines that Enable prints for a fact that is not required.
	Warnings []string `json:"-"`
}

// Findings looks at everything on which federating the source's domain depends, and changes nothing. The source has a
// certificate. Enable refuses for the first required finding that does not pass.
func (o *Operator) Findings(ctx context.Context, source Source) []Finding {
	return o.survey(ctx, source).findings
}

// survey is what was read of the tenant before its domain is federated, and what was found.
type survey struct {
	*Operator
	source   Source
	domains  []msgraph.Domain
	known    bool  // the tenant has the domain
	present  state // empty when it could not be read; the configuration is read of a federated domain alone
	findings []Finding
	// synchronized says that users come from a directory on premises, as far as that could be read.
	synchronized bool
}

// survey is what is found before a domain is federated.
func (o *Operator) survey(ctx context.Context, source Source) *survey {
	s := o.look(ctx, source)
	s.surroundings(ctx)
	return s
}

// look finds what concerns the domain itself and the metadata.
func (o *Operator) look(ctx context.Context, source Source) *survey {
	s := &survey{Operator: o, source: source}
	domains, err := o.Graph.Domains(ctx)
	d, found := find(domains, source.Domain)
	s.domains, s.known = domains, found
	s.inTenant(domains, err)
	s.verified(d, domains)
	s.notInitial(d)
	s.notDefault(d)
	s.notFederated(ctx, d)
	s.notSynchronized(ctx, err == nil)
	s.root(d)
	if source.Certificate != nil {
		s.findings = append(s.findings, source.Findings(o.now())...)
	}
	return s
}

// require adds a required finding; err says why it does not pass.
func (s *survey) require(fact string, outcome Outcome, err error) {
	f := Finding{Demand: demands()[fact], Fact: fact, Outcome: outcome, Required: true}
	if err != nil {
		f.Err = s.explain(s.source.Domain, err)
		if refusal, ok := errors.AsType[*record.Refusal](f.Err); ok {
			f.Cure, f.Got = refusal.Fix, refusal.Message
		}
	}
	s.findings = append(s.findings, f)
}

// about adds a required finding about a domain that the tenant has.
func (s *survey) about(fact string, ok bool, refusal *record.Refusal) {
	switch {
	case !s.known:
		s.require(fact, CannotTell, nil)
	case ok:
		s.require(fact, Pass, nil)
	default:
		s.require(fact, Fail, refusal)
	}
}

// advise adds a finding that is not required, with the warnings that it brings.
func (s *survey) advise(fact string, outcome Outcome, cure string, warnings ...string) {
	s.findings = append(s.findings, Finding{
		Demand:   demands()[fact],
		Fact:     fact,
		Outcome:  outcome,
		Cure:     cure,
		Warnings: warnings,
	})
}

// demands are the rows of JumpCloud's procedure that the facts of a survey answer.
func demands() map[string]string {
	return map[string]string{
		"the tenant has the domain":                  "P6",
		"the domain is verified":                     "P6",
		"the domain is not the tenant's default one": "C2",
		"the domain is not the tenant's initial one": "P7",
		"the domain is not federated":                "P8",
		"directory synchronization is off":           "C6",
	}
}
