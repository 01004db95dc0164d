package scenarios

import (
	"context"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/idp/org"
)

func jumpCloudPolicyVerbs() vocabulary {
	return vocabulary{
		{Name: "jumpcloud policy list", Summary: "list the conditional access policies, and the default ones",
			Example: "jumpcloud policy list", Run: listPolicies},
		{
			Name: "jumpcloud policy create", Args: "NAME",
			Takes:   policyTakes(map[string]Value{}),
			Summary: "add a conditional access policy",
			Example: "jumpcloud policy create 'MFA for Microsoft 365' --app office365 --mfa",
			Detail: "Of several policies that match, one that denies wins, then those that ask for a second factor. Without " +
				"--app, --group or a network it is for all of them. With --app it is about applications, else about the User " +
				"Portal, unless --type says otherwise.",
			Flags: policyFlags,
			Check: checkPolicyFlags,
			Run: func(ctx context.Context, env *Env, call *Call) error {
				p, err := env.World.JumpCloud.CreatePolicy(ctx, policyOf(call))
				return done(env, call, err, "added the policy %s", p.Name)
			},
		},
		policySwitch("jumpcloud policy enable", "let a policy decide again", false),
		policySwitch("jumpcloud policy disable", "let a policy decide nothing", true),
		{
			Name: "jumpcloud policy delete", Args: "POLICY",
			Takes:   named("POLICY", "policy"),
			Summary: "remove a conditional access policy",
			Example: "jumpcloud policy delete MFA",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				err := env.World.JumpCloud.DeletePolicy(ctx, call.Arg(0))
				return done(env, call, err, "deleted the policy %s", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud policy default", Args: "TYPE",
			Takes: map[string]Value{"TYPE": {OneOf: policyTypes()}, "action": {OneOf: []string{"allow", "deny"}},
				"factor": {OneOf: policyFactors()}},
			Summary: "set what becomes of a sign-in that no policy of the type matches",
			Example: "jumpcloud policy default application --mfa",
			Flags:   effectFlags,
			Check:   checkEffectFlags,
			Run: func(ctx context.Context, env *Env, call *Call) error {
				err := env.World.JumpCloud.SetDefaultPolicy(ctx, org.PolicyType(call.Arg(0)), effectOf(call))
				return done(env, call, err, "the default policy for %s is set", call.Arg(0))
			},
		},
		{
			Name: "jumpcloud iplist set", Args: "NAME IP...",
			Summary: "make a list of addresses for policies, or replace the one of that name",
			Example: "jumpcloud iplist set Office 203.0.113.0/24",
			Detail:  "IP is an address, a prefix, or a range from one address to another with a dash between.",
			Run:     setIPList,
		},
	}
}

func policySwitch(name, summary string, disabled bool) *Verb {
	return &Verb{
		Name: name, Args: "POLICY",
		Takes:   named("POLICY", "policy"),
		Summary: summary,
		Example: name + " MFA",
		Run: func(ctx context.Context, env *Env, call *Call) error {
			p, err := env.World.JumpCloud.UpdatePolicy(ctx, call.Arg(0), func(p *org.Policy) { p.Disabled = disabled })
			state := map[bool]string{true: "disabled", false: "enabled"}[disabled]
			return done(env, call, err, "the policy %s is %s", p.Name, state)
		},
	}
}

func policyTypes() (types []string) {
	for _, t := range org.PolicyTypes() {
		types = append(types, string(t))
	}
	return types
}

// policyFactors are what --factor takes; "" is left out.
func policyFactors() []string { return []string{"", "totp", "push", "webauthn", "duo"} }

func policyTakes(takes map[string]Value) map[string]Value {
	takes["type"] = Value{OneOf: append([]string{""}, policyTypes()...)} // "" is left out
	takes["action"] = Value{OneOf: []string{"allow", "deny"}}
	takes["app"] = Value{Names: "application"}
	takes["group"] = Value{Names: "group"}
	takes["exclude-group"] = Value{Names: "group"}
	takes["factor"] = Value{OneOf: policyFactors()}
	return takes
}

// effectFlags say what a policy does.
func effectFlags(flags *pflag.FlagSet) {
	flags.String("action", "allow", "what it does: `allow|deny`")
	flags.Bool("mfa", false, "let in only with a second factor")
	flags.String("factor", "", "the second factor that counts; any, when it is left out: `totp|push|webauthn|duo`")
	flags.String("message", "", "the `TEXT` for whoever is denied")
}

func policyFlags(flags *pflag.FlagSet) {
	effectFlags(flags)
	flags.String("type", "", "what it is about: `user_portal|application|ldap|admin_portal`")
	flags.String("app", "", "the `APP` that it is about; all, when it is left out")
	flags.String("group", "", "the `GROUP` whose members it is for; everybody, when it is left out")
	flags.String("exclude-group", "", "the `GROUP` whose members it is not for")
	flags.String("network", "", "only from the addresses of the IP list of this `NAME`")
	flags.String("outside-network", "", "only from other addresses than those of the IP list of this `NAME`")
}

// checkEffectFlags finds a factor that nothing asks for.
func checkEffectFlags(call *Call) error {
	if call.String("factor") != "" && !call.Bool("mfa") {
		return &UsageError{"--factor goes with --mfa", "give --mfa too, or leave --factor out"}
	}
	return nil
}

// checkPolicyFlags finds an application with another type as well.
func checkPolicyFlags(call *Call) error {
	if t := call.String("type"); call.String("app") != "" && t != "" && t != string(org.PolicyApplication) {
		return &UsageError{"--app goes with --type application", "leave --type out"}
	}
	return checkEffectFlags(call)
}

func effectOf(call *Call) org.PolicyEffect {
	e := org.PolicyEffect{
		Action:     org.PolicyAction(call.String("action")),
		RequireMFA: call.Bool("mfa"),
		Message:    org.PolicyMessage{Text: call.String("message")},
	}
	if f := call.String("factor"); f != "" {
		e.Factors = []org.Factor{org.Factor(f)}
	}
	return e
}

func policyOf(call *Call) org.Policy {
	p := org.Policy{
		Name:           call.Arg(0),
		Type:           org.PolicyType(call.String("type")),
		Effect:         effectOf(call),
		Applications:   given(call, "app"),
		Groups:         given(call, "group"),
		ExcludedGroups: given(call, "exclude-group"),
		Conditions: org.Condition{
			AddressIn:    given(call, "network"),
			AddressNotIn: given(call, "outside-network"),
		},
	}
	if p.Type == "" && len(p.Applications) > 0 {
		p.Type = org.PolicyApplication
	}
	return p
}

// given is a flag's value as a list, empty when it was left out.
func given(call *Call, flag string) []string {
	if value := call.String(flag); value != "" {
		return []string{value}
	}
	return nil
}

func listPolicies(ctx context.Context, env *Env, _ *Call) error {
	jumpCloud := env.World.JumpCloud
	policies, err := jumpCloud.Policies(ctx)
	if err != nil {
		return err
	}
	for _, t := range org.PolicyTypes() {
		e, err := jumpCloud.DefaultPolicy(ctx, t)
		if err != nil {
			return err
		}
		policies = append(policies, org.Policy{Name: "Default Access Policy", Type: t, Effect: e})
	}
	rows := newTable("POLICY", "TYPE", "ACTION", "MFA", "ENABLED", ":id")
	for _, p := range policies {
		mfa := "no"
		if p.Effect.RequireMFA {
			mfa = "any factor"
		}
		if names := org.FactorNames(p.Effect.Factors); p.Effect.RequireMFA && names != "" {
			mfa = names
		}
		rows.add(p.Name, string(p.Type), string(p.Effect.Action), mfa, !p.Disabled, p.ID)
	}
	return rows.print(env)
}

func setIPList(ctx context.Context, env *Env, call *Call) error {
	lists, err := env.World.JumpCloud.IPLists(ctx)
	if err != nil {
		return err
	}
	l := org.IPList{Name: call.Arg(0), IPs: call.Args[1:]}
	for _, there := range lists {
		if strings.EqualFold(there.Name, l.Name) {
			l.ID, l.Description = there.ID, there.Description
		}
	}
	_, err = env.World.JumpCloud.PutIPList(ctx, l)
	return done(env, call, err, "the IP list %s has %d entries", l.Name, len(l.IPs))
}
