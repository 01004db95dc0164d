package scenarios

import (
	"cmp"
	"context"

	"github.com/spf13/pflag"

	"samlharness/sp/directory"
)

func entraUserVerbs() vocabulary {
	return vocabulary{
		{Name: "entra user list", Summary: "list the tenant's users", Example: "entra user list", Run: listEntraUsers},
		{
			Name: "entra user show", Args: "UPN",
			Takes:   named("UPN", "entra user"),
			Summary: "print a user with the On-premises immutable ID",
			Example: "entra user show alice@contoso.com",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				u, err := env.World.Entra.User(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printEntraUser(env, u)
			},
		},
		{
			Name: "entra user add", Args: "UPN", Summary: "add a user", Secret: []string{"password"},
			Example: "entra user add dora@contoso.com --password 'Entra-Passw0rd!'",
			Flags: func(flags *pflag.FlagSet) {
				texts("display-name", "the `NAME` that pages show", "password", "the `PASSWORD` at Microsoft",
					"immutable-id", "the On-premises immutable `ID`")(flags)
				flags.Bool("global-administrator", false, "give the user the role Global Administrator")
			},
			Run: addEntraUser,
		},
		{
			Name: "entra user set", Args: "UPN",
			Takes:   named("UPN", "entra user"),
			Summary: "change a user", Secret: []string{"password"},
			Example: "entra user set alice@contoso.com --immutable-id ''",
			Flags: func(flags *pflag.FlagSet) {
				texts("display-name", "the `NAME` that pages show", "password", "the `PASSWORD` at Microsoft",
					"immutable-id", "the On-premises immutable `ID`; '' clears it", "mail", "the `ADDRESS`")(flags)
				flags.Bool("passkey", false, "register a passkey, which goes before the redirect; =false removes it")
				flags.Bool("mfa", false, "register Microsoft Authenticator as a second factor; =false removes it")
			},
			Run: func(ctx context.Context, env *Env, call *Call) error {
				if err := setMethods(ctx, env, call); err != nil {
					return err
				}
				return patchEntraUser(ctx, env, call, directory.UserPatch{DisplayName: changed(call, "display-name"),
					Password: changed(call, "password"), ImmutableID: changed(call, "immutable-id"), Mail: changed(call, "mail")})
			},
		},
		entraUserSwitch("entra user enable", "let a user sign in again", true),
		entraUserSwitch("entra user disable", "block a user's sign-in", false),
		{
			Name: "entra user move", Args: "UPN NEW-UPN",
			Takes:   named("UPN", "entra user"),
			Summary: "give a user another user principal name, such as one in a staging domain",
			Example: "entra user move bob@contoso.com bob@staging.contoso.net",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				to := call.Arg(1)
				return patchEntraUser(ctx, env, call, directory.UserPatch{UserPrincipalName: &to})
			},
		},
		{
			Name: "entra user delete", Args: "UPN",
			Takes:   named("UPN", "entra user"),
			Summary: "remove a user",
			Example: "entra user delete bob@contoso.com",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.Entra.DeleteUser(ctx, call.Arg(0)), "deleted %s", call.Arg(0))
			},
		},
	}
}

func listEntraUsers(ctx context.Context, env *Env, _ *Call) error {
	users, err := env.World.Entra.Users(ctx, "", 0)
	if err != nil {
		return err
	}
	rows := newTable("USER PRINCIPAL NAME", "DISPLAY NAME", "ENABLED:accountEnabled", "IMMUTABLE ID", ":objectId")
	for _, u := range users {
		rows.add(u.UserPrincipalName, u.DisplayName, u.AccountEnabled, as(orNull(u.ImmutableID), u.ImmutableID), u.ID)
	}
	return rows.print(env)
}

func printEntraUser(env *Env, u directory.User) error {
	immutable := as(orNull(u.ImmutableID), cmp.Or(u.ImmutableID, "(none)"))
	fields(env, "User principal name", u.UserPrincipalName, "Display name", u.DisplayName, "Object ID", u.ID, "Mail",
		u.Mail, "Account enabled", u.AccountEnabled, "On-premises immutable ID:immutableId", immutable,
		"Authentication methods", methodNames(u))
	return nil
}

func addEntraUser(ctx context.Context, env *Env, call *Call) error {
	name := call.String("display-name")
	if name == "" {
		name = call.Arg(0)
	}
	u, err := env.World.Entra.CreateUser(ctx, directory.NewUser{UserPrincipalName: call.Arg(0), DisplayName: name,
		Password: call.String("password"), ImmutableID: call.String("immutable-id")})
	if err != nil {
		return err
	}
	if call.Bool("global-administrator") {
		if err := env.World.Entra.AssignRole(ctx, directory.GlobalAdministrator, u.ID); err != nil {
			return err
		}
	}
	return printEntraUser(env, u)
}

func patchEntraUser(ctx context.Context, env *Env, call *Call, patch directory.UserPatch) error {
	u, err := env.World.Entra.UpdateUser(ctx, call.Arg(0), patch)
	if err != nil {
		return err
	}
	return printEntraUser(env, u)
}

func entraUserSwitch(name, summary string, enabled bool) *Verb {
	return &Verb{
		Name: name, Args: "UPN",
		Takes:   named("UPN", "entra user"),
		Summary: summary,
		Example: name + " bob@contoso.com",
		Run: func(ctx context.Context, env *Env, call *Call) error {
			return patchEntraUser(ctx, env, call, directory.UserPatch{AccountEnabled: &enabled})
		},
	}
}
