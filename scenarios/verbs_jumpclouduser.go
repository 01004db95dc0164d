package scenarios

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/idp/org"
)

func jumpCloudUserVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud user list", Summary: "list the users of the JumpCloud organization",
			Example: "jumpcloud user list", Run: listUsers},
		{
			Name: "jumpcloud user show", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "print a user",
			Example: "jumpcloud user show alice",
			Detail:  "USER is an e-mail address, a username or an id.",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				u, err := env.World.JumpCloud.User(ctx, call.Arg(0))
				return printUser(env, u, err)
			},
		},
		{
			Name: "jumpcloud user add", Args: "EMAIL", Summary: "add a user, who joins the group All Users",
			Example: "jumpcloud user add dora@contoso.com --password 'JumpCloud-Passw0rd!'",
			Secret:  []string{"password"},
			Flags: texts("username", "the `NAME`; without it, the part of EMAIL before the @", "first-name", "the `NAME`",
				"last-name", "the `NAME`",
				"display-name", "the `NAME` that pages show", "password", "the `PASSWORD`; without it, the password is pending"),
			Run: addUser,
		},
		userState("jumpcloud user suspend", "suspend a user: no access to anything, sessions end", org.Suspended),
		userState("jumpcloud user activate", "activate a suspended or staged user", org.Activated),
		{
			Name: "jumpcloud user unlock", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "unlock a user who typed wrong passwords",
			Example: "jumpcloud user unlock alice",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				locked := false
				u, err := env.World.JumpCloud.UpdateUser(ctx, call.Arg(0), org.UserUpdate{Locked: &locked})
				return printUser(env, u, err)
			},
		},
		{
			Name: "jumpcloud user set", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "change a user", Secret: []string{"password"},
			Example: "jumpcloud user set alice --display-name 'Alice Adams-Ames'",
			Flags:   texts("email", "the `ADDRESS`", "display-name", "the `NAME` that pages show", "password", "the `PASSWORD`"),
			Run: func(ctx context.Context, env *Env, call *Call) error {
				u, err := env.World.JumpCloud.UpdateUser(ctx, call.Arg(0), org.UserUpdate{Email: changed(call, "email"),
					DisplayName: changed(call, "display-name"), Password: changed(call, "password")})
				return printUser(env, u, err)
			},
		},
		{
			Name: "jumpcloud user delete", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "remove a user; Microsoft keeps the account",
			Example: "jumpcloud user delete bob",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.DeleteUser(ctx, call.Arg(0)), "deleted %s", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud directory bind", Args: "[USER]",
			Takes:   named("USER", "user"),
			Summary: "bind a user to the M365 directory, which writes the immutable ID into Entra",
			Example: "jumpcloud directory bind bob",
			Detail:  "With --all everybody is bound who is not yet, or whom Microsoft did not take the last time.",
			Flags: func(f *pflag.FlagSet) {
				texts("immutable-id", "the `ID` that a user imported from Microsoft already had")(f)
				f.Bool("all", false, "bind everybody instead of one USER")
			},
			Check: checkBind,
			Run:   bindDirectory,
		},
		{
			Name: "jumpcloud directory unbind", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "end a user's binding to the M365 directory",
			Example: "jumpcloud directory unbind alice",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				u, err := env.World.JumpCloud.UnbindDirectory(ctx, call.Arg(0))
				return done(env, call, err, "%s is not bound any more", u.Email)
			},
		},
	}
}

// checkBind finds a call that names nobody, or one user and everybody.
func checkBind(call *Call) error {
	switch all := call.Bool("all"); {
	case !all && call.Arg(0) == "":
		return &UsageError{"jumpcloud directory bind needs a USER, or --all", "as in jumpcloud directory bind alice"}
	case all && (call.Arg(0) != "" || call.String("immutable-id") != ""):
		return &UsageError{"--all binds everybody, each with their own immutable ID", "leave USER and --immutable-id out"}
	}
	return nil
}

func bindDirectory(ctx context.Context, env *Env, call *Call) error {
	if call.Bool("all") {
		bound, err := env.World.JumpCloud.BindAll(ctx, nil)
		if err != nil {
			return err
		}
		fields(env, ":bound", bound)
		return done(env, call, nil, "%d users are bound", bound)
	}
	u, err := env.World.JumpCloud.BindDirectory(ctx, call.Arg(0),
		org.BindOptions{ImmutableID: call.String("immutable-id")})
	if err != nil {
		return err
	}
	fields(env, ":email", u.Email, ":immutableId", u.ImmutableID())
	return done(env, call, nil, "%s is bound with the immutable ID %s", u.Email, u.ImmutableID())
}

func listUsers(ctx context.Context, env *Env, _ *Call) error {
	users, err := env.World.JumpCloud.Users(ctx)
	if err != nil {
		return err
	}
	rows := newTable("EMAIL", "USERNAME", "NAME", "STATE", "PASSWORD:passwordStatus", "IMMUTABLE ID", ":id")
	now := env.World.Clock.Now()
	for _, u := range users {
		status := string(u.PasswordStatus(now))
		bound := as(orNull(u.ImmutableID()), u.ImmutableID())
		rows.add(u.Email, u.Username, u.Name(), string(u.State), status, bound, u.ID)
	}
	return rows.print(env)
}

func printUser(env *Env, u org.User, err error) error {
	if err != nil {
		return err
	}
	bound := as(nil, "(not bound)")
	if u.Bound() {
		bound = cellOf(u.ImmutableID())
	}
	fields(env, "Email", u.Email, "Username", u.Username, "Name", u.Name(), "ID", u.ID, "State", string(u.State),
		"Password status", string(u.PasswordStatus(env.World.Clock.Now())), "Immutable ID", bound)
	if u.Bound() {
		fields(env, "Sync error", u.Directory.SyncError)
	}
	fields(env, "Second factors:factors", factorsOf(u), "MFA required:mfaRequired", u.MFA.Required)
	return nil
}

func addUser(ctx context.Context, env *Env, call *Call) error {
	username := call.String("username")
	if username == "" {
		username, _, _ = strings.Cut(call.Arg(0), "@")
	}
	u, err := env.World.JumpCloud.CreateUser(ctx, org.NewUser{Username: username, Email: call.Arg(0),
		FirstName: call.String("first-name"),
		LastName:  call.String("last-name"), DisplayName: call.String("display-name"), Password: call.String("password")})
	return printUser(env, u, err)
}

func userState(name, summary string, state org.State) *Verb {
	return &Verb{
		Name: name, Args: "USER",
		Takes:   named("USER", "user"),
		Summary: summary,
		Example: name + " bob",
		Run: func(ctx context.Context, env *Env, call *Call) error {
			u, err := env.World.JumpCloud.UpdateUser(ctx, call.Arg(0), org.UserUpdate{State: &state})
			return printUser(env, u, err)
		},
	}
}
