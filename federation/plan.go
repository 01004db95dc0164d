package federation

import (
	"context"
	"encoding/json"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// PlanSchema names the shape of [Plan] in JSON; plan.schema.json describes it.
const PlanSchema = "samlharness/federation-plan/1"

// Plan is what would be sent to bring a domain to the state that is wanted. Nothing was changed.
type Plan struct {
	Schema   string `json:"schema"` // PlanSchema
	Domain   string `json:"domain"`
	Endpoint string `json:"endpoint"`
	// AuthenticationType is what the domain is now: "Managed" or "Federated", or "" when it could not be read.
	AuthenticationType string `json:"authenticationType"`
	// Changes are the writes in their order; none when the state is so already.
	Changes []Change `json:"changes"`
	// Findings are the facts on which they depend; Blocked is why they would not be sent, "" when they would.
	Findings []Finding `json:"findings"`
	Blocked  string    `json:"blocked"`
}

// Plan looks at a domain and tells which writes lead to the wanted state. What it names is what [Operator.Enable] and
// [Operator.Apply] send.
func (o *Operator) Plan(ctx context.Context, want Wanted) (Plan, error) {
	p := Plan{Schema: PlanSchema, Domain: want.Domain, Endpoint: o.Graph.Endpoint(), Changes: []Change{}}
	s := o.survey(ctx, want.source())
	now := s.present
	if want.Configuration == nil || now.domain.ID == "" {
		var err error
		if now, err = o.readKnown(ctx, want.Domain); err != nil {
			return p, o.explain(want.Domain, err)
		}
	}
	p.AuthenticationType = now.domain.AuthenticationType
	p.Changes = append(p.Changes, want.changes(now)...)
	p.Findings = want.concerned(s.findings)
	if err := required(p.Findings); err != nil && len(p.Changes) > 0 {
		p.Blocked = err.Error()
		if refusal, ok := asRefusal(err); ok {
			p.Blocked = refusal.Message
		}
	}
	return p, ctx.Err()
}

// concerned are the findings on which the changes depend: a domain that is federated already does not block changes in
// place, and returning a domain to Managed depends on none.
func (w Wanted) concerned(all []Finding) []Finding {
	some := []Finding{}
	for _, f := range all {
		if w.Configuration != nil && (w.Replaces || f.Fact != factNotFederated) {
			some = append(some, f)
		}
	}
	return some
}

// Apply brings a domain to the wanted state and reads back that it is so. Members are changed in place. A domain that
// is so already is left alone.
func (o *Operator) Apply(ctx context.Context, want Wanted) (Result, error) {
	return o.run(ctx, "enable", want.Domain, func(ctx context.Context, r *run) error { return r.apply(ctx, want) })
}

func (r *run) apply(ctx context.Context, want Wanted) error {
	if err := r.admit(ctx, want.Domain); err != nil {
		return err
	}
	var findings []Finding
	if want.Configuration != nil {
		findings = want.concerned(r.survey(ctx, want.source()).findings)
		if err := required(findings); err != nil {
			return err
		}
	}
	now, err := r.readKnown(ctx, want.Domain)
	if err != nil {
		return err
	}
	r.note(now)
	changes := want.changes(now)
	if len(changes) > 0 {
		r.warnOf(findings)
	}
	return r.change(ctx, want.Domain, now, changes)
}

// change does changes one after another, behind the guard.
func (r *run) change(ctx context.Context, domain string, now state, all []Change) error {
	if len(all) == 0 {
		r.say("Nothing needs doing: %s is %s as it should be.", domain, now.domain.AuthenticationType)
		return nil
	}
	if err := r.guard(ctx, domain); err != nil {
		return err
	}
	for _, c := range all {
		var err error
		if now, err = r.do(ctx, domain, now, c); err != nil {
			return err
		}
		r.say("%s: done, and read back", c.Title)
		for _, line := range c.Irreversible {
			r.warn("%s", line)
		}
	}
	r.tellSnapshot()
	return nil
}

// Text is the plan for people, in lines of at most 80 columns.
func (p Plan) Text() string {
	var out page
	if len(p.Changes) == 0 {
		out.line(0, "%s is %s as it should be: nothing to change", p.Domain, p.AuthenticationType)
		return out.String()
	}
	out.line(0, "Plan for %s at %s, which is %s. Nothing was changed.", p.Domain, p.Endpoint, p.AuthenticationType)
	for i, c := range p.Changes {
		out.line(0, "")
		out.line(0, "%d. %s", i+1, c.Title)
		out.request(c.Request)
		for _, d := range c.Differences {
			out.line(3, "%s", d.Member)
			out.line(5, "- %s", orNull(d.From))
			out.line(5, "+ %s", orNull(d.To))
		}
		for _, e := range c.AuditEvents {
			out.line(3, "audit log: %s (%s), %s", e.Activity, e.Category, e.Shows)
		}
		for _, line := range c.Irreversible {
			out.line(3, "cannot be undone: %s", line)
		}
	}
	out.line(0, "")
	for _, f := range p.Findings {
		switch {
		case f.Outcome == Fail && !f.Required:
			out.warning(f)
		case f.Outcome != Pass:
			out.finding(f)
		}
	}
	if p.Blocked != "" {
		out.line(0, "Blocked: %s", p.Blocked)
	}
	return out.String()
}

// request writes a request as it is sent, its body a member a line.
func (p *page) request(r msgraph.Request) {
	p.line(3, "%s %s", r.Method, r.Path)
	body, err := json.MarshalIndent(r.Body, "", "  ")
	if err != nil {
		return // bodies are texts and truth values
	}
	for _, line := range strings.Split(string(body), "\n") {
		if name, value, found := strings.Cut(line, `": "`); found && len(value) > width {
			if short := brief(strings.Trim(value, `",`)); len(short) <= width { // a certificate
				p.line(3, "%s\": \"…\"", name)
				p.line(7, "%s; --json has it whole", short)
				continue
			}
		}
		p.line(3, "%s", line)
	}
}

func orNull(value string) string {
	if value == "" {
		return "null"
	}
	return value
}

// required is what the first required finding says that does not pass, nil when all pass.
func required(all []Finding) error {
	for _, f := range all {
		if f.Required && f.Outcome != Pass {
			if f.Err == nil {
				return &record.Refusal{Code: CodeGuard, Message: "It cannot be told whether " + f.Fact}
			}
			return f.Err
		}
	}
	return nil
}
