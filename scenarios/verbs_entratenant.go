package scenarios

import (
	"cmp"
	"context"
	"slices"

	"samlharness/record"
	"samlharness/sp/directory"
)

func entraTenantVerbs() vocabulary {
	return vocabulary{
		{
			Name:    "entra policy token-validation show",
			Summary: "print for whose user principal names the domain of the issuer is validated",
			Example: "entra policy token-validation show",
			Run:     func(ctx context.Context, env *Env, _ *Call) error { return showTokenValidation(ctx, env) },
		},
		{
			Name: "entra policy token-validation set", Args: "ROOT-DOMAINS [DOMAIN...]",
			Summary: "set for whose user principal names the domain of the issuer is validated",
			Example: "entra policy token-validation set enumerated contoso.com",
			Takes: map[string]Value{
				"ROOT-DOMAINS": {OneOf: []string{
					"none", "all", "allFederated", "allManaged", "enumerated", "allManagedAndEnumeratedFederated",
				}},
				"DOMAIN": {Names: "domain"},
			},
			Run: func(ctx context.Context, env *Env, call *Call) error {
				policy := directory.TokenValidationPolicy{RootDomains: call.Arg(0), DomainNames: call.Args[1:]}
				if err := env.World.Entra.SetTokenValidationPolicy(ctx, policy); err != nil {
					return err
				}
				return showTokenValidation(ctx, env)
			},
		},
		{
			Name: "entra signins", Summary: "list the sign-ins that Microsoft took or refused, oldest first",
			Example: "entra signins",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := newTable("AT", "USER", "RESULT", ":code", "HOW", ":correlationId")
				for _, e := range env.World.Record.Since(0) {
					if e.By == record.Microsoft && (e.Kind == record.Response || e.Kind == record.Password) {
						rows.add(e.At, e.Subject, as(e.Verdict, verdict(e)), e.Code(), e.Title, e.CorrelationID)
					}
				}
				return rows.print(env)
			},
		},
		{
			Name: "entra audits", Summary: "list the changes of the tenant's audit log, oldest first",
			Example: "entra audits",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := newTable("AT", "ACTIVITY", "TARGET", "BY")
				for _, e := range slices.Backward(env.World.Entra.AuditLog()) {
					rows.add(e.At, e.Activity, e.Target.DisplayName, cmp.Or(e.Actor.UserPrincipalName, e.Actor.AppName))
				}
				return rows.print(env)
			},
		},
	}
}

func showTenant(ctx context.Context, env *Env, _ *Call) error {
	o, err := env.World.Entra.Organization(ctx)
	if err != nil {
		return err
	}
	sync := as(nil, "(null)")
	if o.OnPremisesSyncEnabled != nil {
		sync = cellOf(*o.OnPremisesSyncEnabled)
	}
	pairs := []any{"Display name", o.DisplayName, "Tenant ID", o.ID, "Users", o.Users, "On-premises sync", sync}
	domains := newTable("Domain", "Authentication")
	for _, d := range o.VerifiedDomains {
		pairs = append(pairs, "Verified domain:-", d.Name+" ("+d.AuthenticationType()+")")
		domains.add(d.Name, d.AuthenticationType())
	}
	pairs = append(pairs, ":verifiedDomains", domains.objects())
	fields(env, pairs...)
	return nil
}

func showTokenValidation(ctx context.Context, env *Env) error {
	p, err := env.World.Entra.TokenValidationPolicy(ctx)
	if err == nil {
		fields(env, "Root domains", p.RootDomains, "Domain names", p.DomainNames)
	}
	return err
}
