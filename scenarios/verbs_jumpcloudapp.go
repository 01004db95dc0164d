package scenarios

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"github.com/spf13/pflag"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/script"
)

func jumpCloudAppVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud app list", Summary: "list the SSO applications", Example: "jumpcloud app list", Run: listApps},
		{
			Name: "jumpcloud app show", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "print an SSO application and the groups that may use it",
			Example: "jumpcloud app show office365",
			Detail:  "APP is the end of the SSO IdP URL, the Display Label or an id.",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.Application(ctx, call.Arg(0))
				return printApp(ctx, env, a, err)
			},
		},
		{
			Name: "jumpcloud app create", Args: "TEMPLATE", Summary: "add an SSO application from a template such as office365",
			Example: "jumpcloud app create office365 --domain contoso.com",
			Takes: map[string]Value{
				"TEMPLATE": {OneOf: org.Templates()},
				"domain":   {Names: "domain"},
			},
			Detail: "The domain replaces YOUR_DOMAIN in IdP Entity ID and Login URL. The SSO IdP URL cannot be changed " +
				"afterwards.",
			Flags: texts("domain", "the `DOMAIN` to federate", "entity-id",
				"the IdP Entity `ID`: https://domain.com or urn:uri:domain.com",
				"login-url", "the `URL` that the tile opens; '' begins sign-on at JumpCloud", "label", "the Display `LABEL`",
				"slug", "the `END` of the SSO IdP URL"),
			Run: createApp,
		},
		{
			Name: "jumpcloud app set", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "change an SSO application",
			Example: "jumpcloud app set office365 --entity-id https://contoso.com",
			Flags: func(flags *pflag.FlagSet) {
				texts("entity-id", "the IdP Entity `ID`: https://domain.com or urn:uri:domain.com",
					"login-url", "the `URL` that the tile opens; '' begins sign-on at JumpCloud", "label",
					"the Display `LABEL`")(flags)
				flags.Bool("active", true, "switch single sign-on on or off")
				flags.Bool("sign-response", false, "sign the Response too")
				flags.Bool("sign-assertion", true, "sign the Assertion")
			},
			Run: setApp,
		},
		{
			Name: "jumpcloud app delete", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "remove an SSO application with its key",
			Example: "jumpcloud app delete office365",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.DeleteApplication(ctx, call.Arg(0)), "deleted %s", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud certificate show", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "print an application's IdP certificate",
			Example: "jumpcloud certificate show office365 --out certificate.pem",
			Out:     []string{"out"},
			Flags:   texts("out", "write the certificate in PEM to a `FILE` too"),
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.Application(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printCertificate(env, a, call.String("out"))
			},
		},
		{
			Name: "jumpcloud certificate regenerate", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "give an application a new key and certificate; the old pair stops at once",
			Example: "jumpcloud certificate regenerate office365",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.RegenerateCertificate(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printCertificate(env, a, "")
			},
		},
		{
			Name: "jumpcloud metadata export", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "the button Export Metadata: write an application's metadata to a file",
			Example: "jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml", Out: []string{"out"},
			files: ownName,
			Flags: texts("out", "the `FILE`; without it, JumpCloud's own name for it"),
			Run:   exportMetadata,
		},
	}
}

func listApps(ctx context.Context, env *Env, _ *Call) error {
	apps, err := env.World.JumpCloud.Applications(ctx)
	if err != nil {
		return err
	}
	rows := newTable("APP", "LABEL", "IDP ENTITY ID", "ACTIVE", "IDP CERTIFICATE STATUS:certificateExpires", ":id")
	for _, a := range apps {
		rows.add(a.Slug, a.Label, a.EntityID, a.Active, expiry(a), a.ID)
	}
	return rows.print(env)
}

// expiry is the certificate's status as the application list shows it.
func expiry(a org.Application) cell {
	expires := a.CertificateExpires.UTC()
	return as(expires, "Expires "+expires.Format("01-02-2006"))
}

func printApp(ctx context.Context, env *Env, a org.Application, err error) error {
	if err != nil {
		return err
	}
	groups, err := env.World.JumpCloud.BoundGroups(ctx, a.ID)
	if err != nil {
		return err
	}
	names := make([]string, len(groups))
	for i, g := range groups {
		names[i] = g.Name
	}
	fields(env, "Display Label:label", a.Label, ":app", a.Slug, "ID", a.ID, "IdP Entity ID", a.EntityID,
		"SP Entity ID", a.SPEntityID, "ACS URL:acsUrls", a.ACSURLs, "Login URL", a.LoginURL, "IDP URL:idpUrl", a.SSOURL(),
		"Active", a.Active, "Sign", signed(a), "IdP Certificate:certificateExpires", expiry(a), "User Groups", names)
	return nil
}

func signed(a org.Application) []string {
	var parts []string
	if a.SignAssertion {
		parts = append(parts, "Assertion")
	}
	if a.SignResponse {
		parts = append(parts, "Response")
	}
	return parts
}

func createApp(ctx context.Context, env *Env, call *Call) error {
	a, err := env.World.JumpCloud.CreateApplication(ctx, org.NewApplication{Template: call.Arg(0),
		Domain:   call.String("domain"),
		EntityID: call.String("entity-id"), LoginURL: call.String("login-url"), NoLoginURL: call.Changed("login-url") &&
			call.String("login-url") == "",
		Label: call.String("label"), Slug: call.String("slug")})
	return printApp(ctx, env, a, err)
}

func setApp(ctx context.Context, env *Env, call *Call) error {
	a, err := env.World.JumpCloud.UpdateApplication(ctx, call.Arg(0), org.ApplicationUpdate{Label: changed(call, "label"),
		EntityID: changed(call, "entity-id"), LoginURL: changed(call, "login-url"), Active: switched(call, "active"),
		SignAssertion: switched(call, "sign-assertion"), SignResponse: switched(call, "sign-response")})
	return printApp(ctx, env, a, err)
}

// switched is a flag's value when it was given, nil otherwise.
func switched(call *Call, flag string) *bool {
	if !call.Changed(flag) {
		return nil
	}
	value := call.Bool(flag)
	return &value
}

func printCertificate(env *Env, a org.Application, out string) error {
	c, err := x509.ParseCertificate(a.Certificate)
	if err != nil {
		return fmt.Errorf("read the certificate of %s: %w", a.Label, err)
	}
	fields(env, "Subject", c.Subject.String(), "Serial", c.SerialNumber.Text(16), "Valid from:notBefore",
		c.NotBefore, "Expires:notAfter", c.NotAfter, "Thumbprint", certs.Thumbprint(c))
	if out == "" {
		return nil
	}
	return env.Files.WriteFile(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate}))
}

// ownName is the file that an export without --out writes: its name depends on the application.
func ownName(call *Call) []script.FileUse {
	if call.Changed("out") {
		return nil
	}
	return []script.FileUse{{Name: "JumpCloud-*-metadata.xml", How: script.WritesLike}}
}

func exportMetadata(ctx context.Context, env *Env, call *Call) error {
	name, data, err := env.World.JumpCloud.ExportMetadata(ctx, call.Arg(0))
	if err != nil {
		return err
	}
	if out := call.String("out"); out != "" {
		name = out
	}
	if err := env.Files.WriteFile(name, data); err != nil {
		return err
	}
	fields(env, ":file", name)
	return done(env, call, nil, "wrote %s", name)
}
