package scenarios

import (
	"context"
	"strconv"
)

func jumpCloudGroupVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud group list", Summary: "list the user groups with their members", Run: listGroups},
		{
			Name: "jumpcloud group add", Args: "NAME", Summary: "add an empty user group",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				g, err := env.World.JumpCloud.CreateGroup(ctx, call.Arg(0))
				return done(env, err, "added the group %s", g.Name)
			},
		},
		{
			Name: "jumpcloud group delete", Args: "GROUP",
			Takes:   named("GROUP", "group"),
			Summary: "remove a user group",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, env.World.JumpCloud.DeleteGroup(ctx, call.Arg(0)), "deleted the group %s", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud group bind", Args: "GROUP APP",
			Takes: named("GROUP", "group", "APP", "application"),

			Summary: "let a group's members use an application; without it nobody may",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, env.World.JumpCloud.BindGroup(ctx, call.Arg(0), call.Arg(1)), "%s may use %s", call.Arg(0),
					call.Arg(1))
			},
		},
		{
			Name: "jumpcloud group unbind", Args: "GROUP APP",
			Takes:   named("GROUP", "group", "APP", "application"),
			Summary: "take an application from a group",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, env.World.JumpCloud.UnbindGroup(ctx, call.Arg(0), call.Arg(1)), "%s may not use %s any more",
					call.Arg(0), call.Arg(1))
			},
		},
		{
			Name: "jumpcloud group add-member", Args: "GROUP USER",
			Takes:   named("GROUP", "group", "USER", "user"),
			Summary: "put a user into a group",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, env.World.JumpCloud.AddToGroup(ctx, call.Arg(1), call.Arg(0)), "%s is in %s", call.Arg(1),
					call.Arg(0))
			},
		},
		{
			Name: "jumpcloud group remove-member", Args: "GROUP USER",
			Takes:   named("GROUP", "group", "USER", "user"),
			Summary: "take a user out of a group",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return done(env, env.World.JumpCloud.RemoveFromGroup(ctx, call.Arg(1), call.Arg(0)), "%s is not in %s any more",
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
	rows := table{{"GROUP", "MEMBERS"}}
	for _, g := range groups {
		members, err := env.World.JumpCloud.Members(ctx, g.ID)
		if err != nil {
			return err
		}
		rows = append(rows, []string{g.Name, strconv.Itoa(len(members))})
	}
	return rows.print(env)
}
