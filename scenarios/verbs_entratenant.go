package scenarios

import (
	"context"
	"strconv"
	"strings"

	"samlharness/record"
	"samlharness/sp/directory"
)

func entraTenantVerbs() vocabulary {
	return vocabulary{
		{Name: "entra organization show", Summary: "print the tenant", Run: showTenant},
		{
			Name:    "entra policy token-validation show",
			Summary: "print for whose user principal names the domain of the issuer is validated",
			Run:     func(ctx context.Context, env *Env, _ *Call) error { return showTokenValidation(ctx, env) },
		},
		{
			Name: "entra policy token-validation set", Args: "ROOT-DOMAINS [DOMAIN...]",
			Summary: "set it: none, all, allFederated, allManaged, enumerated, allManagedAndEnumeratedFederated",
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
			Run: func(_ context.Context, env *Env, _ *Call) error {
				rows := table{{"AT", "USER", "RESULT", "HOW"}}
				for _, e := range env.World.Record.Since(0) {
					if e.By == record.Microsoft && (e.Kind == "Response" || e.Kind == "password sign-in") {
						rows = append(rows, []string{instant(e.At), e.Subject, verdict(e), e.Kind})
					}
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
	sync := "(null)"
	if o.OnPremisesSyncEnabled != nil {
		sync = yesNo(*o.OnPremisesSyncEnabled)
	}
	pairs := []string{"Display name", o.DisplayName, "Tenant ID", o.ID, "Users", strconv.Itoa(o.Users),
		"On-premises sync", sync}
	for _, d := range o.VerifiedDomains {
		pairs = append(pairs, "Verified domain", d.Name+" ("+d.AuthenticationType()+")")
	}
	fields(env, pairs...)
	return nil
}

func showTokenValidation(ctx context.Context, env *Env) error {
	p, err := env.World.Entra.TokenValidationPolicy(ctx)
	if err == nil {
		fields(env, "Root domains", p.RootDomains, "Domain names", strings.Join(p.DomainNames, ", "))
	}
	return err
}
