package scenarios

import (
	"context"
	"time"

	"github.com/spf13/pflag"
)

// syncDelay is how long a change of directory synchronisation takes (JumpCloud support: SSO with Microsoft 365).
const syncDelay = 20 * time.Minute

func entraOrganizationVerbs() vocabulary {
	return vocabulary{
		{Name: "entra organization show", Summary: "print the tenant", Example: "entra organization show",
			Run: showTenant},
		{
			Name: "entra organization set", Summary: "switch directory synchronisation on or off",
			Example: "entra organization set --directory-sync off",
			Detail: "It takes effect after 20 minutes of the world's clock, as the article says; with --at-once now. Where it " +
				"never was on, off leaves (null).",
			Takes: map[string]Value{"directory-sync": {OneOf: []string{"", "on", "off"}}},
			Flags: func(flags *pflag.FlagSet) {
				texts("directory-sync", "onPremisesSyncEnabled: `on|off`")(flags)
				flags.Bool("at-once", false, "do not wait 20 minutes")
			},
			Check: func(call *Call) error {
				if call.String("directory-sync") == "" {
					return &UsageError{call.Verb.Name + " lacks --directory-sync", "usage: " + call.Verb.Usage()}
				}
				return nil
			},
			Run: setOrganization,
		},
	}
}

func setOrganization(ctx context.Context, env *Env, call *Call) error {
	on, delay := call.String("directory-sync") == "on", syncDelay
	if call.Bool("at-once") {
		delay = 0
	}
	if err := env.World.Entra.SetOnPremisesSyncIn(ctx, &on, delay); err != nil {
		return err
	}
	o, err := env.World.Entra.Organization(ctx)
	if err == nil && !o.SyncChangesAt.IsZero() {
		env.Warnf("It can take up to 20 minutes for directory synchronisation to change: here until %s.\n",
			instant(o.SyncChangesAt))
	}
	if err != nil {
		return err
	}
	return showTenant(ctx, env, call)
}
