package federation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"samlharness/federation/msgraph"
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

// guard asks the guard before a change of a real tenant; an emulated one needs none.
func (r *run) guard(ctx context.Context, domain string) error {
	if r.Graph.Emulated() {
		return nil
	}
	if r.Guard == nil {
		endpoint := r.Graph.Endpoint()
		return &record.Refusal{
			Code:     CodeGuard,
			Message:  endpoint + " is not an emulation, and no guard was set up for changing it",
			Expected: "an emulated Graph, or a RealGuard",
			Got:      endpoint,
			Fix:      "Give the operator a RealGuard, with the domain to change and a folder for snapshots.",
		}
	}
	checks, err := r.Guard.Check(ctx, r.Operator, domain)
	r.result.Checks = checks
	if err != nil {
		return err
	}
	r.result.Snapshot, err = r.Guard.snapshot(ctx, r.Operator, domain)
	return err
}

// Check looks at the conditions in their order; what stands after the first failure is not reached. The error is a
// *record.Refusal for the condition that failed.
func (g RealGuard) Check(ctx context.Context, o *Operator, domain string) ([]record.Check, error) {
	var checks []record.Check
	var failed error
	view := &guardView{RealGuard: g, operator: o, name: domain}
	for _, c := range view.conditions() {
		check := record.Check{Name: c.name, Title: c.title, Outcome: record.NotReached}
		if failed == nil {
			failed = c.run(ctx, o, domain, &check)
		}
		checks = append(checks, check)
	}
	return checks, failed
}

// condition is one question of the guard; look returns what was found and whether it is in order.
type condition struct {
	name, title, expected, fix string
	look                       func(context.Context) (got string, ok bool, err error)
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
	err = o.explain(domain, err)
	check.Got = err.Error()
	refusal := record.RefusalOf(*check, "A real tenant is not changed, because this could not be read: "+c.title)
	refusal.Cause = err
	return refusal
}

// guardView is what the guard has seen of the tenant so far.
type guardView struct {
	RealGuard
	operator *Operator
	name     string
	domains  []msgraph.Domain
	domain   msgraph.Domain
}

// conditions are the guard's questions; those before the tenant is read need no network.
func (v *guardView) conditions() []condition {
	return []condition{
		{"named", "the domain must be named on the command line", v.name, v.naming(), v.named},
		{"allowed", "the domain must be allowed by " + EnvRealDomain + " or the user's configuration", v.name,
			"Set " + EnvRealDomain + "=" + v.name + ".", v.allowed},
		{"snapshot-folder", "there must be a folder for the snapshot of the old state", "a folder",
			"Name a folder for snapshots with --snapshots.", v.folder},
		{"verified", "the signed-in tenant must own the domain, verified", "a verified domain of the tenant",
			"Sign in to the tenant that owns the domain, and verify it there.", v.verified},
		{"not-initial", "the domain must not be the tenant's initial one", "a domain of your own",
			"Choose a domain of your own.", v.notInitial},
		{"not-default", "the domain must not be the tenant's default one", "a domain that is not the default one",
			"Make the onmicrosoft.com domain the default one first.", v.notDefault},
		{"administrator", "an enabled Global Administrator must be able to sign in outside the domain",
			"an enabled Global Administrator in a Managed domain of the tenant other than " + v.name,
			"Create one on the onmicrosoft.com domain, and try its sign-in.", v.administrator},
	}
}

// naming is how to name the domain: by the command, where the metadata file is known.
func (v *guardView) naming() string {
	if v.operator.Commands.MetadataFile == "" {
		return "Add --domain " + shellWord(v.name) + " to the command."
	}
	return "Name it: " + v.operator.command("enable", v.name) + "."
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

// administrator looks for somebody who can undo everything without JumpCloud: enabled, at home in the tenant (no
// guest), and in a domain that is Managed and neither the one to change nor below it.
func (v *guardView) administrator(ctx context.Context) (string, bool, error) {
	all, err := v.operator.Graph.GlobalAdministrators(ctx)
	if err != nil {
		return "", false, err
	}
	var seen []string
	for _, a := range all {
		seen = append(seen, fmt.Sprintf("%s (enabled: %t)", a.UserPrincipalName, a.AccountEnabled))
		name, suffix, _ := strings.Cut(a.UserPrincipalName, "@")
		home, found := find(v.domains, suffix)
		inside := strings.HasSuffix("."+strings.ToLower(suffix), "."+strings.ToLower(v.domain.ID))
		if a.AccountEnabled && found && home.AuthenticationType == msgraph.Managed && !inside &&
			!strings.Contains(strings.ToUpper(name), "#EXT#") {
			return a.UserPrincipalName, true, nil
		}
	}
	return strings.Join(seen, ", "), false, nil
}

// isInitialName says whether a name is one that Microsoft gives out, in any cloud.
func isInitialName(domain string) bool {
	domain = strings.ToLower(domain)
	return slices.ContainsFunc([]string{".onmicrosoft.com", ".onmicrosoft.us", ".onmschina.cn"}, func(suffix string) bool {
		return strings.HasSuffix(domain, suffix)
	})
}
