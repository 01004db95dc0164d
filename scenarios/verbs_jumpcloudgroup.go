package scenarios

import "context"

func jumpCloudGroupVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud group list", Summary: "list the user groups with their members",
			Example: "jumpcloud group list", Run: listGroups},
		{
			Name: "jumpcloud group add", Args: "NAME", Summary: "add an empty user group",
			Example: "jumpcloud group add Sales",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				g, err := env.World.JumpCloud.CreateGroup(ctx, call.Arg(0))
				return done(env, call, err, "added the group %s", g.Name)
			},
		},
		{
			Name: "jumpcloud group delete", Args: "GROUP",
			Takes:   named("GROUP", "group"),
			Summary: "remove a user group",
			Example: "jumpcloud group delete Finance",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.DeleteGroup(ctx, call.Arg(0)), "deleted the group %s", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud group bind", Args: "GROUP APP",
			Takes:   named("GROUP", "group", "APP", "application"),
			Summary: "let a group's members use an application; without it nobody may",
			Example: "jumpcloud group bind 'All Users' office365",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.BindGroup(ctx, call.Arg(0), call.Arg(1)), "%s may use %s", call.Arg(0),
					call.Arg(1))
			},
		},
		{
			Name: "jumpcloud group unbind", Args: "GROUP APP",
			Takes:   named("GROUP", "group", "APP", "application"),
			Summary: "take an application from a group",
			Example: "jumpcloud group unbind 'All Users' office365",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.UnbindGroup(ctx, call.Arg(0), call.Arg(1)), "%s may not use %s any more",
					call.Arg(0), call.Arg(1))
			},
		},
		{
			Name: "jumpcloud group add-member", Args: "GROUP USER",
			Takes:   named("GROUP", "group", "USER", "user"),
			Summary: "put a user into a group",
			Example: "jumpcloud group add-member Finance alice",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.AddToGroup(ctx, call.Arg(1), call.Arg(0)), "%s is in %s", call.Arg(1),
					call.Arg(0))
			},
		},
		{
			Name: "jumpcloud group remove-member", Args: "GROUP USER",
			Takes:   named("GROUP", "group", "USER", "user"),
			Summary: "take a user out of a group",
			Example: "jumpcloud group remove-member Finance carol",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, call, env.World.JumpCloud.RemoveFromGroup(ctx, call.Arg(1), call.Arg(0)),
					"%s is not in %s any more",
					call.Arg(1), call.Arg(0))
			},
		},
	}
}

func listGroups(ctx context.Context, env *Env, _ *Call) error {
	groups, err := env.World.JumpCloud.Groups(ctx)
	if err != nil {
		return err
	}
	rows := newTable("GROUP", "MEMBERS", ":id")
	for _, g := range groups {
		members, err := env.World.JumpCloud.Members(ctx, g.ID)
		if err != nil {
			return err
		}
		rows.add(g.Name, len(members), g.ID)
	}
	return rows.print(env)
}
