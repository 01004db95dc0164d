package scenarios

import (
	"context"
	"maps"
	"slices"

	"github.com/spf13/pflag"

	"samlharness/sp/directory"
)

func entraPolicyVerbs() vocabulary {
	return vocabulary{
		{
			Name: "entra policy security-defaults", Args: "[STATE]",
			Summary: "switch security defaults on or off, or print whether they are on",
			Detail:  "The emulated sign-in asks for no second factor; reports, Graph and preflights tell the state.",
			Example: "entra policy security-defaults on",
			Takes:   map[string]Value{"STATE": {OneOf: []string{"on", "off"}}},
			Run:     securityDefaults,
		},
		{
			Name:    "entra policy authentication-methods",
			Summary: "print which credentials people may use and whether the system prefers them, or change it",
			Example: "entra policy authentication-methods --system-preferred disabled",
			Detail: "default is Microsoft managed: a registered passkey or certificate goes before the redirect to the " +
				"identity provider; enabled concerns the second factor alone.",
			Takes: map[string]Value{
				"system-preferred": {OneOf: []string{
					"", directory.PreferenceDefault, directory.PreferenceEnabled, directory.PreferenceDisabled,
				}},
				"certificate": {OneOf: []string{"", "on", "off"}},
			},
			Flags: func(flags *pflag.FlagSet) {
				texts("system-preferred", "the `STATE` of system-preferred authentication",
					"certificate", "certificate-based authentication, `on|off`")(flags)
			},
			Run: authenticationMethods,
		},
	}
}

func securityDefaults(ctx context.Context, env *Env, call *Call) error {
	if len(call.Args) > 0 {
		if err := env.World.Entra.SetSecurityDefaults(ctx, call.Arg(0) == "on"); err != nil {
			return err
		}
	}
	on, err := env.World.Entra.SecurityDefaults(ctx)
	if err == nil {
		fields(env, "Security defaults:isEnabled", on)
	}
	return err
}

func authenticationMethods(ctx context.Context, env *Env, call *Call) error {
	change := directory.MethodsPolicy{SystemPreference: call.String("system-preferred")}
	if state := call.String("certificate"); state != "" {
		change.Enabled = map[string]bool{directory.CertificateAuthentication: state == "on"}
	}
	if err := env.World.Entra.SetMethodsPolicy(ctx, change); err != nil {
		return err
	}
	policy, err := env.World.Entra.MethodsPolicy(ctx)
	if err != nil {
		return err
	}
	var on []string
	for _, id := range slices.Sorted(maps.Keys(policy.Enabled)) {
		if policy.Enabled[id] {
			on = append(on, id)
		}
	}
	fields(env, "System preferred", policy.SystemPreference, "Enabled methods", on)
	return nil
}

// setMethods registers or removes what the flags of entra user set name.
func setMethods(ctx context.Context, env *Env, call *Call) error {
	for _, m := range []struct {
		flag string
		kind directory.MethodKind
	}{{"passkey", directory.Passkey}, {"mfa", directory.Authenticator}} {
		var err error
		switch {
		case !call.Changed(m.flag):
		case call.Bool(m.flag):
			err = env.World.Entra.AddMethod(ctx, call.Arg(0), m.kind)
		default:
			err = env.World.Entra.RemoveMethods(ctx, call.Arg(0), m.kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// methodNames are the kinds of a user's methods.
func methodNames(u directory.User) []string {
	names := make([]string, len(u.Methods))
	for i, m := range u.Methods {
		names[i] = string(m.Kind)
	}
	return names
}
