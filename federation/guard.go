package federation

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"samlharness/federation/msgraph"
	"samlharness/internal/cloud"
	"samlharness/internal/shell"
	"samlharness/record"
)

// EnvRealDomain is the environment variable that allows changes of one real domain.
const EnvRealDomain = "HARNESS_REAL_DOMAIN"

// RealGuard decides whether the operator may change a real tenant. Everything must hold: the domain was named on the
// command line and is allowed by the environment or the user's configuration; it is verified in the tenant, not the
// default one and not *.onmicrosoft.com; an enabled Global Administrator can sign in outside it; and the state before
// the change lies in a snapshot file. Anything that cannot be read is a no.
type RealGuard struct {
	// Named is the domain as the command line named it; a domain that only a metadata file names is not.
	Named string
	// Allowed are the domains that EnvRealDomain and the user's configuration allow; see [AllowedDomains].
	Allowed []string
	// SnapshotFolder is where the file with the state before the change goes; it is made when it is missing.
	SnapshotFolder string
}

// AllowedDomains are the domains that EnvRealDomain allows to change, separated by commas or blanks.
func AllowedDomains(getenv func(string) string) []string {
	return strings.FieldsFunc(getenv(EnvRealDomain), func(r rune) bool { return r == ',' || r == ' ' })
}

// Admit asks what the guard of a real tenant asks of the command and the machine, before anything is sent: a command of
// many changes asks once at its start. The error is a *record.Refusal; an emulated tenant refuses nothing.
func (o *Operator) Admit(ctx context.Context, domain string) error {
	return (&run{Operator: o}).admit(ctx, domain)
}

// admit asks, before anything is sent and a token is got, what the guard asks of the command and the machine.
func (r *run) admit(ctx context.Context, domain string) error {
	switch {
	case r.Graph.Emulated() && r.Guard != nil && r.result.Action == "enable":
		return otherDomain(r.Guard.Named, domain)
	case r.Graph.Emulated():
		return nil
	case r.Guard == nil:
		endpoint := r.Graph.Endpoint()
		return &record.Refusal{
			Code:     CodeGuard,
			Message:  endpoint + " is not an emulation, and no guard was set up for changing it",
			Expected: "an emulated Graph, or a RealGuard",
			Got:      endpoint,
			Fix:      "Give the operator a RealGuard, with the domain to change and a folder for snapshots.",
		}
	}
	view := r.view(domain)
	checks, err := view.check(ctx, func(c condition) bool { return c.local })
	if err != nil {
		r.result.Checks = checks
	}
	return err
}

// guard asks the guard before a change of a real tenant, and writes the snapshot; an emulated one needs none.
func (r *run) guard(ctx context.Context, domain string) error {
	if r.Graph.Emulated() {
		return nil
	}
	r.waitFor("what the guard wants to know")
	view := r.view(domain)
	checks, err := view.check(ctx, func(condition) bool { return true })
	r.result.Checks = checks
	if err != nil {
		return err
	}
	if view.lockedOut != "" && !r.breakGlass { // whose consequences were said
		r.warn(textLockedOut, domain, view.lockedOut)
	}
	return r.snapshot(ctx, domain)
}

func (r *run) view(domain string) *guardView {
	return &guardView{
		RealGuard:  *r.Guard,
		operator:   r.Operator,
		name:       domain,
		returning:  r.result.Action == "disable",
		breakGlass: r.breakGlass,
	}
}

// Check looks at the conditions for federating a domain in their order; what stands after the first failure is not
// reached. The error is a *record.Refusal for the condition that failed.
func (g RealGuard) Check(ctx context.Context, o *Operator, domain string) ([]record.Check, error) {
	view := &guardView{RealGuard: g, operator: o, name: domain}
	return view.check(ctx, func(condition) bool { return true })
}

// check looks at the conditions that are asked now.
func (v *guardView) check(ctx context.Context, now func(condition) bool) (checks []record.Check, failed error) {
	for _, c := range v.conditions() {
		check := record.Check{Name: c.name, Title: c.title, Outcome: record.NotReached}
		if failed == nil && now(c) {
			failed = c.run(ctx, v.operator, v.name, &check)
		}
		checks = append(checks, check)
	}
	return checks, failed
}

// condition is one question of the guard; look returns what was found and whether it is in order.
type condition struct {
	name, title, expected, fix string
	look                       func(context.Context) (got string, ok bool, err error)
	local                      bool   // it needs no network
	permission                 string // what a token needs to look
}

func (c condition) run(ctx context.Context, o *Operator, domain string, check *record.Check) error {
	got, ok, err := c.look(ctx)
	check.Got = got
	if ok && err == nil {
		check.Outcome = record.Pass
		return nil
	}
	check.Outcome, check.Code, check.Expected, check.Fix = record.Fail, CodeGuard, c.expected, c.fix
	if err == nil {
		return record.RefusalOf(*check, "A real tenant is not changed: "+c.title)
	}
	if c.permission != "" && msgraph.HasStatus(err, http.StatusForbidden) {
		check.Fix = "The token lacks the permission " + c.permission + ", without which this cannot be looked at: grant " +
			"it, with the consent of an administrator, and sign in again."
	}
	err = o.explain(domain, err)
	check.Got = err.Error()
	refusal := record.RefusalOf(*check, "A real tenant is not changed, because this could not be read: "+c.title)
	refusal.Cause = err
	return refusal
}

// guardView is what the guard has seen of the tenant so far.
type guardView struct {
	RealGuard
	operator  *Operator
	name      string
	returning bool // the change returns the domain to password sign-in
	// breakGlass says that the change is done whoever is found.
	breakGlass bool
	domains    []msgraph.Domain
	domain     msgraph.Domain
	// lockedOut says who was found when nobody can sign in outside the domain, and that does not count.
	lockedOut string
}

// conditions are the guard's questions; those before the tenant is read need no network.
func (v *guardView) conditions() []condition {
	return []condition{
		{
			name: "named", title: "the domain must be named on the command line", expected: v.name, fix: v.naming(),
			look: v.named, local: true,
		},
		{
			name: "allowed", title: "the domain must be allowed by " + EnvRealDomain + " or the user's configuration",
			expected: v.name, fix: "Set " + EnvRealDomain + "=" + v.name + ".", look: v.allowed, local: true,
		},
		{
			name: "snapshot-folder", title: "there must be a folder for the snapshot of the old state", expected: "a folder",
			fix: "Name a folder for snapshots with --snapshots.", look: v.folder, local: true,
		},
		{
			name: "verified", title: "the signed-in tenant must own the domain, verified",
			expected: "a verified domain of the tenant",
			fix:      "Sign in to the tenant that owns the domain, and verify it there.",
			look:     v.verified, permission: "Domain.Read.All or Domain.ReadWrite.All",
		},
		{
			name: "not-initial", title: "the domain must not be the tenant's initial one", expected: "a domain of your own",
			fix: "Choose a domain of your own.", look: v.notInitial,
		},
		{
			name: "not-default", title: "the domain must not be the tenant's default one",
			expected: "a domain that is not the default one",
			fix:      "Make the onmicrosoft.com domain the default one first.", look: v.notDefault,
		},
		{
			name: "administrator", title: "an enabled Global Administrator must be able to sign in outside the domain",
			expected: "an enabled Global Administrator in a Managed domain of the tenant other than " + v.name,
			fix:      "Create one on the onmicrosoft.com domain, and try its sign-in.",
			look:     v.failsafe, permission: "RoleManagement.Read.Directory",
		},
	}
}

// naming is how to name the domain: by the command, where the metadata file is known.
func (v *guardView) naming() string {
	how := "Add --domain " + shell.Word(v.name) + " to the command."
	if v.operator.Commands.MetadataFile != "" {
		how = "Name it: " + v.operator.command("enable", v.name) + "."
	}
	if v.Named == "" {
		return how
	}
	return "The file names another domain, " + v.name + ": give the metadata file of " + v.Named +
		", if that is meant.\n" + how
}

func (v *guardView) named(context.Context) (string, bool, error) {
	return v.Named, strings.EqualFold(v.Named, v.name), nil
}

func (v *guardView) allowed(context.Context) (string, bool, error) {
	ok := slices.ContainsFunc(v.Allowed, func(a string) bool { return strings.EqualFold(strings.TrimSpace(a), v.name) })
	return strings.Join(v.Allowed, ", "), ok, nil
}

func (v *guardView) folder(context.Context) (string, bool, error) {
	return v.SnapshotFolder, v.SnapshotFolder != "", nil
}

func (v *guardView) verified(ctx context.Context) (string, bool, error) {
	domains, err := v.operator.Graph.Domains(ctx)
	if err != nil {
		return "", false, err
	}
	var found bool
	v.domains = domains
	v.domain, found = find(domains, v.name)
	return candidates(domains), found && v.domain.IsVerified, nil
}

func (v *guardView) notInitial(context.Context) (string, bool, error) {
	return v.domain.ID, !v.domain.IsInitial && !isInitialName(v.domain.ID), nil
}

func (v *guardView) notDefault(context.Context) (string, bool, error) {
	return v.domain.ID, !v.domain.IsDefault, nil
}

// failsafe is whether somebody remains who can undo the change. One who returns a domain as an application may do so
// although nobody does, or although that cannot be read: the application's sign-in does not depend on the domain, and
// returning it gives administrators inside their passwords back. To refuse would leave a tenant locked that the command
// can open.
func (v *guardView) failsafe(ctx context.Context) (string, bool, error) {
	got, ok, err := v.administrator(ctx)
	overruled := v.breakGlass || v.returning && v.operator.Graph.Application()
	if ok || !overruled || ctx.Err() != nil {
		return got, ok, err
	}
	v.lockedOut = cmp.Or(got, "there is none")
	if err != nil {
		v.lockedOut = "they could not be read: " + err.Error()
	}
	return v.lockedOut, true, nil
}

// administrator looks for somebody who can undo everything without JumpCloud.
func (v *guardView) administrator(ctx context.Context) (string, bool, error) {
	all, err := v.operator.Graph.GlobalAdministrators(ctx)
	if err != nil {
		return "", false, err
	}
	var seen []string
	for _, a := range all {
		seen = append(seen, fmt.Sprintf("%s (enabled: %t)", a.UserPrincipalName, a.AccountEnabled))
		if outside(a, v.domain.ID, v.domains) {
			return a.UserPrincipalName, true, nil
		}
	}
	return strings.Join(seen, ", "), false, nil
}

// outside says whether somebody can sign in whatever becomes of a domain: enabled, at home in the tenant (no guest),
// and in a domain that is Managed and neither this one nor below it.
func outside(a msgraph.Administrator, domain string, domains []msgraph.Domain) bool {
	name, suffix, _ := strings.Cut(a.UserPrincipalName, "@")
	home, found := find(domains, suffix)
	inside := strings.HasSuffix("."+strings.ToLower(suffix), "."+strings.ToLower(domain))
	return a.AccountEnabled && found && home.AuthenticationType == msgraph.Managed && !inside &&
		!strings.Contains(strings.ToUpper(name), "#EXT#")
}

// isInitialName says whether a name is one that Microsoft gives out, in any cloud.
func isInitialName(domain string) bool {
	domain = strings.ToLower(domain)
	return slices.ContainsFunc(cloud.Names(), func(name string) bool {
		return strings.HasSuffix(domain, "."+cloud.Cloud(name).InitialSuffix())
	})
}
