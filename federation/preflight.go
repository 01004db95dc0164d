package federation

import (
	"context"
	"fmt"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/internal/domainname"
	"samlharness/record"
)

// PreflightSchema names the shape of [Preflight] in JSON.
const PreflightSchema = "samlharness/federation-preflight/1"

// CodePreflight is the code of a refusal: facts on which a sign-in depends do not hold.
const CodePreflight = "PreflightFailed"

// PreflightOptions are what is known beside the tenant. Only Source.Domain is needed.
type PreflightOptions struct {
	// Source is the metadata; without a certificate it is the domain alone.
	Source Source
	// People are JumpCloud's users; nil when they are not known.
	People []Person
	// RequiredOnly says that the preflight fails only for what [Operator.Enable] refuses; everything else is told.
	RequiredOnly bool
	// SignsInAtMicrosoft says whether JumpCloud itself lets its users sign in at Microsoft; nil when it is not known.
	SignsInAtMicrosoft *bool
}

// Preflight is what was found about a domain before it is federated: the demands of JumpCloud's procedure, and how many
// people depend on them.
type Preflight struct {
	Schema   string `json:"schema"` // PreflightSchema
	Domain   string `json:"domain"`
	Endpoint string `json:"endpoint"`
	// Users is how many accounts the domain has, its subdomains included; LockedOut how many enabled ones of them could
	// not sign in after federating. Both are -1 when the users could not be read.
	Users     int       `json:"users"`
	LockedOut int       `json:"lockedOut"`
	Findings  []Finding `json:"findings"`
}

// Failed counts the findings that fail.
func (p Preflight) Failed() int { return p.failed(false) }

func (p Preflight) failed(requiredOnly bool) (n int) {
	for _, f := range p.Findings {
		if f.Outcome == Fail && (f.Required || !requiredOnly) {
			n++
		}
	}
	return n
}

// Preflight looks at everything on which federating a domain depends, and changes nothing. Permissions to read, such as
// a Global Reader has, are enough; what cannot be read is a finding that says so. The error is a *record.Refusal with
// CodePreflight when a finding fails.
func (o *Operator) Preflight(ctx context.Context, options PreflightOptions) (Preflight, error) {
	p := Preflight{Schema: PreflightSchema, Domain: options.Source.Domain, Endpoint: o.Graph.Endpoint()}
	if err := checkName(p.Domain); err != nil {
		return p, err
	}
	if err := o.askJumpCloud(ctx, &options); err != nil {
		return p, err
	}
	v := &preflight{survey: o.look(ctx, options.Source), options: options, lost: map[string]bool{}}
	v.read(ctx)
	v.tenant(ctx)
	v.metadata()
	v.people()
	p.Findings, p.Users, p.LockedOut = v.findings, len(v.inside), len(v.lost)
	if v.usersErr != nil {
		p.Users, p.LockedOut = -1, -1
	}
	if err := ctx.Err(); err != nil {
		return p, err
	}
	if failed := p.failed(options.RequiredOnly); failed > 0 {
		return p, &record.Refusal{
			Code:    CodePreflight,
			Message: fmt.Sprintf("%d of %d facts on which federating %s depends do not hold", failed, len(p.Findings), p.Domain),
			Fix:     "Mend each as its cure says, and look again with " + o.command("preflight", p.Domain) + ".",
		}
	}
	return p, nil
}

// askJumpCloud completes the options by JumpCloud's API, where one is named.
func (o *Operator) askJumpCloud(ctx context.Context, options *PreflightOptions) error {
	if o.JumpCloud == nil {
		return nil
	}
	if options.People == nil {
		people, err := o.JumpCloud.People(ctx)
		if err != nil {
			return err
		}
		options.People = people
	}
	loops, err := o.JumpCloud.SignsInAtMicrosoft(ctx)
	if err == nil {
		options.SignsInAtMicrosoft = &loops
	}
	return err
}

// preflight is a survey with what else of the tenant concerns people.
type preflight struct {
	*survey
	options PreflightOptions

	users, inside []msgraph.User // of the tenant, and of the domain
	usersErr      error
	holders       []msgraph.RoleHolder
	holdersErr    error
	registered    map[string]msgraph.Registration // by user principal name in lower case
	registeredErr error

	// preferred is "yes" when a registered credential goes before the redirect, "no" when none does, "" when it is not
	// known.
	preferred string
	lost      map[string]bool // who could not sign in after federating, by user principal name
}

// read reads what several findings need. A tenant of 2,000 users takes three calls for each list.
func (v *preflight) read(ctx context.Context) {
	v.users, v.usersErr = v.Graph.Users(ctx)
	for _, u := range v.users {
		if v.federates(u.UserPrincipalName) {
			v.inside = append(v.inside, u)
		}
	}
	v.holders, v.holdersErr = v.Graph.RoleHolders(ctx)
	registrations, err := v.Graph.Registrations(ctx)
	v.registered, v.registeredErr = map[string]msgraph.Registration{}, err
	for _, r := range registrations {
		v.registered[strings.ToLower(r.UserPrincipalName)] = r
	}
}

// federates says whether federating the domain changes a user's sign-in: the domain is theirs, or the nearest root
// domain above theirs. A subdomain follows its parent until it is promoted.
func (v *preflight) federates(upn string) bool {
	return v.rootOf(upn) == strings.ToLower(v.source.Domain)
}

// rootOf is the root domain of a user principal name, the user's own when the tenant has none above it.
func (v *preflight) rootOf(upn string) string {
	suffix := domainname.Of(strings.ToLower(upn))
	for name := suffix; name != ""; _, name, _ = strings.Cut(name, ".") {
		if d, found := find(v.domains, name); found && d.IsRoot {
			return name
		}
	}
	return suffix
}
