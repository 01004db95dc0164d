package scenarios

import (
	"context"
	"strings"

	"samlharness/sp/directory"
)

func entraDomainVerbs() vocabulary {
	return vocabulary{
		{
			Name: "entra domain list", Summary: "list the tenant's domains: Managed means SSO is off, Federated on",
			Example: "entra domain list",
			Run: func(ctx context.Context, env *Env, _ *Call) error {
				domains, err := env.World.Entra.Domains(ctx)
				if err != nil {
					return err
				}
				rows := newTable("DOMAIN", "AUTHENTICATION", "VERIFIED", "DEFAULT")
				for _, d := range domains {
					rows.add(d.Name, d.AuthenticationType(), d.Verified, d.Default)
				}
				return rows.print(env)
			},
		},
		{
			Name: "entra domain show", Args: "DOMAIN",
			Takes:   named("DOMAIN", "domain"),
			Summary: "print a domain, its federation configuration, and what the sign-in service sees of it",
			Example: "entra domain show contoso.com",
			Run:     showDomain,
		},
		{
			Name: "entra domain add", Args: "DOMAIN", Summary: "add a domain, not verified yet",
			Example: "entra domain add fabrikam.net",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				d, err := env.World.Entra.AddDomain(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				fields(env, ":domain", d.Name, ":verified", d.Verified, ":verificationText", d.VerificationText)
				env.Printf("added %s\n", d.Name)
				if !d.Verified {
					env.Printf("to verify it, its TXT record must hold %s\n", d.VerificationText)
				}
				return nil
			},
		},
		domainVerb("entra domain verify", "unverified.example", "verify a domain, as if its DNS record were in place",
			"verified",
			func(ctx context.Context, t *directory.Tenant, name string) error {
				_, err := t.VerifyDomain(ctx, name)
				return err
			}),
		domainVerb("entra domain set-default", "fabrikam.com", "make a domain the tenant's default one", "default is now",
			func(ctx context.Context, t *directory.Tenant, name string) error {
				return t.SetDefaultDomain(ctx, name)
			}),
		domainVerb("entra domain delete", "fabrikam.com", "remove a domain that no user has", "deleted",
			func(ctx context.Context, t *directory.Tenant, name string) error { return t.DeleteDomain(ctx, name) }),
	}
}

func domainVerb(
	name, domain, summary, past string, do func(context.Context, *directory.Tenant, string) error,
) *Verb {
	return &Verb{
		Example: name + " " + domain,
		Name:    name, Args: "DOMAIN",
		Takes:   named("DOMAIN", "domain"),
		Summary: summary,
		Run: func(ctx context.Context, env *Env, call *Call) error {
			err := do(ctx, env.World.Entra, call.Arg(0))
			return done(env, call, err, "%s %s", past, strings.ToLower(call.Arg(0)))
		},
	}
}

func showDomain(ctx context.Context, env *Env, call *Call) error {
	d, err := env.World.Entra.Domain(ctx, call.Arg(0))
	if err != nil {
		return err
	}
	fields(env, "Domain", d.Name, "Authentication", d.AuthenticationType(), "Verified", d.Verified, "Default", d.Default)
	printFederation(env, d.Federation)
	seen, known, err := env.World.Entra.SignInDomain(ctx, d.Name)
	if err == nil && known && seen.AuthenticationType() != d.AuthenticationType() {
		env.Warnf("the sign-in service still sees the domain as %s\n", seen.AuthenticationType())
	}
	return err
}

func printFederation(env *Env, f *directory.Federation) {
	if f == nil {
		return
	}
	fields(env, "Issuer URI", f.IssuerURI, "Sign-in URI", f.PassiveSignInURI, "Sign-out URI", f.SignOutURI,
		"Protocol", f.PreferredAuthenticationProtocol, "MFA", f.FederatedIdpMfaBehavior,
		"Certificate", certificateCell(f.SigningCertificate),
		"Next certificate", certificateCell(f.NextSigningCertificate))
}
