package scenarios

import (
	"context"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"samlharness/certs"
	"samlharness/sp/directory"
)

// appRef says how an app registration is named.
const appRef = "APP is the application (client) id, the object id, or the display name where it is the only one."

func entraAppVerbs() vocabulary {
	return vocabulary{
		{Name: "entra app list", Summary: "list the app registrations of the tenant", Example: "entra app list",
			Run: listEntraApps},
		{
			Name: "entra app show", Args: "APP", Summary: "print an app registration with its credentials", Detail: appRef,
			Takes: named("APP", "registration"), Example: "entra app show harness",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.Entra.Application(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printEntraApp(env, a)
			},
		},
		{
			Name: "entra app create", Args: "NAME", Summary: "register an application",
			Example: "entra app create 'Contoso tools' --public --redirect-uri http://localhost",
			Detail: "The permissions are those of Microsoft Graph. Without --admin-consent people are asked whether they " +
				"agree " +
				"to the delegated ones.",
			Flags: func(flags *pflag.FlagSet) {
				texts("app-id", "the client `ID`; without it, the tenant chooses")(flags)
				flags.StringArray("redirect-uri", nil, "a `URI` to which sign-ins may return; may be repeated")
				flags.Bool("public", false, "let people sign in without a credential of the application")
				flags.Bool("implicit", false, "let the authorization endpoint give tokens")
				flags.StringArray("role", nil, "an application `PERMISSION`; may be repeated")
				flags.StringArray("scope", nil, "a delegated `PERMISSION`; may be repeated")
				flags.Bool("admin-consent", false, "agree to the delegated permissions for everybody")
			},
			Run: createEntraApp,
		},
		{
			Name: "entra app delete", Args: "APP", Summary: "remove an app registration", Detail: appRef,
			Takes: named("APP", "registration"), Example: "entra app delete harness",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.Entra.DeleteApplication(ctx, call.Arg(0)), "deleted %s", call.Arg(0))
			},
		},
		{
			Name: "entra app secret add", Args: "APP",
			Summary: "give an app registration a client secret and print it, this once", Detail: appRef,
			Takes: named("APP", "registration"), Example: "entra app secret add harness --expires-in 2h",
			Flags: func(flags *pflag.FlagSet) {
				texts("name", "what the list of secrets calls it")(flags)
				flags.Duration("expires-in", 0, "how long it is good; without it, two years")
			},
			Run: addEntraSecret,
		},
		{
			Name: "entra app certificate add", Args: "APP",
			Summary: "let the key of a certificate prove that it is the application", Detail: appRef,
			Takes: named("APP", "registration"), Example: "entra app certificate add harness --certificate certificate.pem",
			In:    []string{"certificate"},
			Flags: texts("certificate", "a `FILE` with the certificate in PEM"),
			Check: func(call *Call) error {
				if !call.Changed("certificate") {
					return &UsageError{call.Verb.Name + " lacks --certificate", "usage: " + call.Verb.Usage()}
				}
				return nil
			},
			Run: addEntraCertificate,
		},
		{
			Name: "entra app consent", Args: "APP PERMISSION...",
			Summary: "let an application act for a person, or for everybody, with delegated permissions", Detail: appRef,
			Takes:   map[string]Value{"APP": {Names: "registration"}, "user": {Names: "entra user"}},
			Example: "entra app consent harness User.Read offline_access --user alice@contoso.com",
			Flags:   texts("user", "the `UPN` of the person; without it, everybody"),
			Run:     consentEntraApp,
		},
		{
			Name: "entra device approve", Args: "CODE UPN",
			Summary: "sign a person in with the code that a program shows, as if they had gone through the pages",
			Takes:   named("UPN", "entra user"), Example: "entra device approve BCDFGHJKL admin@contoso.onmicrosoft.com",
			Detail: "The person agrees to what the program asks for, where they may.",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				application, err := env.World.Tokens.ApproveDevice(ctx, call.Arg(0), call.Arg(1))
				return done(env, call, err, "%s is signed in to %s", call.Arg(1), application)
			},
		},
		{
			Name: "entra device decline", Args: "CODE", Summary: "decline the code that a program shows",
			Example: "entra device decline BCDFGHJKL",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.Tokens.DeclineDevice(call.Arg(0)), "declined %s", call.Arg(0))
			},
		},
	}
}

func listEntraApps(ctx context.Context, env *Env, _ *Call) error {
	apps, err := env.World.Entra.Applications(ctx)
	if err != nil {
		return err
	}
	rows := newTable("APPLICATION (CLIENT) ID:appId", "DISPLAY NAME", "PUBLIC", "SECRETS", "CERTIFICATES", ":objectId")
	for _, a := range apps {
		rows.add(a.AppID, a.DisplayName, a.Public, len(a.Secrets), len(a.Certificates), a.ID)
	}
	return rows.print(env)
}

func printEntraApp(env *Env, a directory.Application) error {
	secrets, certificates := newTable(":keyId", ":name", ":expires"), newTable(":keyId", ":subject", ":expires")
	var lines []string
	for _, s := range a.Secrets {
		secrets.add(s.KeyID, s.DisplayName, s.EndsAt)
		lines = append(lines, fmt.Sprintf("%s until %s", s.KeyID, instant(s.EndsAt)))
	}
	for _, c := range a.Certificates {
		certificates.add(c.KeyID, c.DisplayName, c.EndsAt)
		lines = append(lines, fmt.Sprintf("%s until %s: %s", c.KeyID, instant(c.EndsAt), c.DisplayName))
	}
	fields(env, "Display name", a.DisplayName, "Application (client) ID:appId", a.AppID, "Object ID", a.ID,
		"Redirect URIs", a.RedirectURIs, "Public client:public", a.Public, "Application permissions:roles", a.Roles,
		"Delegated permissions:scopes", a.Scopes, "Credentials:-", strings.Join(lines, "\n"),
		":secrets", secrets.objects(), ":certificates", certificates.objects())
	return nil
}

func createEntraApp(ctx context.Context, env *Env, call *Call) error {
	a, err := env.World.Entra.CreateApplication(ctx, directory.NewApplication{
		AppID:        call.String("app-id"),
		DisplayName:  call.Arg(0),
		RedirectURIs: call.given("redirect-uri"),
		Public:       call.Bool("public"),
		Implicit:     call.Bool("implicit"),
		Roles:        call.given("role"),
		Scopes:       call.given("scope"),
		AdminConsent: call.Bool("admin-consent"),
	})
	if err != nil {
		return err
	}
	return printEntraApp(env, a)
}

func addEntraSecret(ctx context.Context, env *Env, call *Call) error {
	n := directory.NewApplicationSecret{DisplayName: call.String("name")}
	if call.Changed("expires-in") {
		life, err := time.ParseDuration(call.String("expires-in"))
		if err != nil || life <= 0 {
			return &UsageError{"entra app secret add: --expires-in takes a length of time such as 2h",
				"usage: " + call.Verb.Usage()}
		}
		n.EndsAt = env.now().Add(life)
	}
	s, value, err := env.World.Entra.AddApplicationSecret(ctx, call.Arg(0), n)
	if err != nil {
		return err
	}
	fields(env, "Key ID", s.KeyID, "Expires", s.EndsAt, "Value", env.secret(value))
	return nil
}

func addEntraCertificate(ctx context.Context, env *Env, call *Call) error {
	file := call.String("certificate")
	data, err := env.Files.ReadFile(file)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(data)
	if block == nil || block.Type != "CERTIFICATE" {
		return &UsageError{file + " has no certificate in PEM",
			"expected a block that begins with -----BEGIN CERTIFICATE-----"}
	}
	c, err := env.World.Entra.AddApplicationCertificate(ctx, call.Arg(0), block.Bytes)
	if err != nil {
		return err
	}
	parsed, err := certs.ParseDER(c.DER)
	if err != nil {
		return err
	}
	fields(env, "Key ID", c.KeyID, "Subject", c.DisplayName, "Thumbprint", certs.Thumbprint(parsed), "Expires", c.EndsAt)
	return nil
}

func consentEntraApp(ctx context.Context, env *Env, call *Call) error {
	a, err := env.World.Entra.Application(ctx, call.Arg(0))
	if err != nil {
		return err
	}
	userID := ""
	if upn := call.String("user"); upn != "" {
		u, err := env.World.Entra.User(ctx, upn)
		if err != nil {
			return err
		}
		userID = u.ID
	}
	err = env.World.Entra.Consent(ctx, userID, a.AppID, call.Args[1:])
	return done(env, call, err, "%s may act with %s", a.DisplayName, strings.Join(call.Args[1:], ", "))
}
