package world

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// Export is the world as it is now, as a spec that makes another one like it: a domain that is federated with an
// application names the application, whose key and certificate the other world makes anew; what of a federation is not
// as the application's metadata says, such as an old certificate, stands in it. Passwords are those of the world's own
// spec and of the demo, where they are still right: both companies keep hashes alone. [Spec.YAML] says in comments
// which are not known.
//
// Left out are keys, sessions, locks, tokens, the record and the clock of a world whose clock runs, names and mail
// addresses beyond those of [UserSpec], directory roles beyond Global Administrator, and settings of the tenant beyond
// those of [Spec].
func (w *World) Export(ctx context.Context) (Spec, error) {
	s := w.spec
	s.source = source{}
	s.Name, s.Organization = w.Name, w.Entra.DisplayName()
	s.Now = w.Clock.Now().UTC().Truncate(time.Second)
	s.PropagationDelay = Duration(w.Entra.PropagationDelay())
	e := exporting{World: w, spec: &s}
	for _, export := range []func(context.Context) error{e.policy, e.applications, e.domains, e.people, e.groups,
		e.policies, e.registrations} {
		if err := export(ctx); err != nil {
			return Spec{}, err
		}
	}
	return s, nil
}

// exporting is one call of Export under way.
type exporting struct {
	*World
	spec *Spec
	apps []org.Application
}

func (e *exporting) policy(ctx context.Context) error {
	p, err := e.Entra.TokenValidationPolicy(ctx)
	e.spec.TokenValidation, e.spec.TokenValidationDomains = p.RootDomains, p.DomainNames
	if p.RootDomains == directory.RootDomainsAll {
		e.spec.TokenValidation = ""
	}
	if err != nil {
		return err
	}
	if e.spec.SecurityDefaults, err = e.Entra.SecurityDefaults(ctx); err != nil {
		return err
	}
	methods, err := e.Entra.MethodsPolicy(ctx)
	e.spec.SystemPreferred = methods.SystemPreference
	if methods.SystemPreference == directory.PreferenceDefault {
		e.spec.SystemPreferred = ""
	}
	e.spec.CertificateAuthentication = methods.Enabled[directory.CertificateAuthentication]
	return err
}

func (e *exporting) groups(ctx context.Context) error {
	groups, err := e.JumpCloud.Groups(ctx)
	if err != nil {
		return err
	}
	e.spec.Groups = []GroupSpec{}
	for _, g := range groups {
		if g.Name == org.AllUsers {
			continue
		}
		members, err := e.JumpCloud.Members(ctx, g.ID)
		if err != nil {
			return err
		}
		e.spec.Groups = append(e.spec.Groups, GroupSpec{Name: g.Name, Members: emails(members)})
	}
	return nil
}

func emails(users []org.User) []string {
	list := make([]string, len(users))
	for i, u := range users {
		list[i] = u.Email
	}
	return list
}

// domains exports those of the tenant but the initial one, roots before their subdomains.
func (e *exporting) domains(ctx context.Context) error {
	domains, err := e.Entra.Domains(ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(domains, func(a, b directory.Domain) int {
		return cmp.Compare(strings.Count(a.Name, "."), strings.Count(b.Name, "."))
	})
	e.spec.Domains = []DomainSpec{}
	var roots []string
	for _, d := range domains {
		if d.Root {
			roots = append(roots, d.Name)
		}
		if d.Initial {
			continue
		}
		below := func(root string) bool { return strings.HasSuffix(d.Name, "."+root) }
		exported := DomainSpec{
			Name:       d.Name,
			Unverified: !d.Verified,
			Default:    d.Default,
			Promoted:   d.Root && slices.ContainsFunc(roots, below),
		}
		switch {
		case d.Parent != "":
		case d.HalfFederated:
			exported.note = "Microsoft says Federated without a configuration, which a world file does not say"
		case d.Federation != nil:
			exported.Federation = e.federation(*d.Federation)
		}
		e.spec.Domains = append(e.spec.Domains, exported)
	}
	return nil
}
