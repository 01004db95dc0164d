package world

import (
	"cmp"
	"context"

	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// fill brings in the domains, people, applications and federations of the spec. Its errors are a *[SpecError].
func (w *World) fill(ctx context.Context, progress func(done, total int)) error {
	for _, fill := range []func(context.Context) error{
		w.fillDomains,
		w.fillPolicy,
		w.fillAdministrators,
		func(ctx context.Context) error { return w.fillUsers(ctx, progress) },
		w.fillRoles,
		w.fillGroups,
		w.fillApplications,
		w.fillPolicies,
		w.fillFederation,
	} {
		if err := fill(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) fillDomains(ctx context.Context) error {
	for i, d := range w.spec.Domains {
		if err := w.fillDomain(ctx, d); err != nil {
			return w.spec.source.mistake("domain "+d.Name, err, "domains", i, "name")
		}
	}
	return nil
}

func (w *World) fillDomain(ctx context.Context, d DomainSpec) error {
	added, err := w.Entra.AddDomain(ctx, d.Name)
	if err == nil && !d.Unverified && !added.Verified { // a subdomain is verified by its root
		_, err = w.Entra.VerifyDomain(ctx, d.Name)
	}
	if err == nil && d.Promoted {
		err = w.Entra.PromoteDomain(ctx, d.Name)
	}
	if err == nil && d.Default {
		err = w.Entra.SetDefaultDomain(ctx, d.Name)
	}
	return err
}

func (w *World) fillPolicy(ctx context.Context) error {
	if w.spec.SecurityDefaults {
		if err := w.Entra.SetSecurityDefaults(ctx, true); err != nil {
			return w.spec.source.mistake("securityDefaults", err, "securityDefaults")
		}
	}
	methods := directory.MethodsPolicy{SystemPreference: w.spec.SystemPreferred}
	if w.spec.CertificateAuthentication {
		methods.Enabled = map[string]bool{directory.CertificateAuthentication: true}
	}
	if err := w.Entra.SetMethodsPolicy(ctx, methods); err != nil {
		return w.spec.source.mistake("systemPreferredAuthentication "+w.spec.SystemPreferred, err,
			"systemPreferredAuthentication")
	}
	return w.fillTokenValidation(ctx)
}

func (w *World) fillTokenValidation(ctx context.Context) error {
	if w.spec.TokenValidation == "" {
		return nil
	}
	err := w.Entra.SetTokenValidationPolicy(ctx, directory.TokenValidationPolicy{
		RootDomains: w.spec.TokenValidation,
		DomainNames: w.spec.TokenValidationDomains,
	})
	if err != nil {
		return w.spec.source.mistake("tokenValidation "+w.spec.TokenValidation, err, "tokenValidation")
	}
	return nil
}

func (w *World) fillAdministrators(ctx context.Context) error {
	for i, u := range w.spec.Administrators {
		if _, err := w.Entra.CreateUser(ctx, u.atMicrosoft()); err != nil {
			return w.spec.source.mistake("user "+u.UPN+" at Microsoft", err, "administrators", i, "upn")
		}
		if err := w.Entra.AssignRole(ctx, directory.GlobalAdministrator, u.UPN); err != nil {
			return w.spec.source.mistake("administrator "+u.UPN, err, "administrators", i, "upn")
		}
	}
	return nil
}

// fillRoles gives the users of the spec their role, and takes them out of the group that they have joined.
func (w *World) fillRoles(ctx context.Context) error {
	for i, u := range w.spec.Users {
		var err error
		if u.GlobalAdministrator {
			err = w.Entra.AssignRole(ctx, directory.GlobalAdministrator, u.UPN)
		}
		if u.OutsideAllUsers {
			err = cmp.Or(err, w.JumpCloud.RemoveFromGroup(ctx, u.UPN, org.AllUsers))
		}
		if err != nil {
			return w.spec.source.mistake("user "+u.UPN, err, "users", i, "upn")
		}
	}
	return nil
}

func (w *World) fillGroups(ctx context.Context) error {
	for i, g := range w.spec.Groups {
		if _, err := w.JumpCloud.CreateGroup(ctx, g.Name); err != nil {
			return w.spec.source.mistake("group "+g.Name, err, "groups", i, "name")
		}
		for j, m := range g.Members {
			if err := w.JumpCloud.AddToGroup(ctx, m, g.Name); err != nil {
				return w.spec.source.mistake("group "+g.Name, err, "groups", i, "members", j)
			}
		}
	}
	return nil
}
