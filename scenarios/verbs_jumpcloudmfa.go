package scenarios

import (
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"

	"github.com/spf13/pflag"

	"samlharness/idp/org"
)

func jumpCloudMFAVerbs() vocabulary {
	return vocabulary{
		{
			Name: "jumpcloud mfa enroll", Args: "USER",
			Takes:   map[string]Value{"USER": {Names: "user"}, "factor": {OneOf: []string{"totp", "push", "webauthn"}}},
			Summary: "give a user a second factor",
			Example: "jumpcloud mfa enroll alice",
			Detail: "A user with totp types the code of an authenticator app, which signin knows. The secret is shown with " +
				"--show-secret alone. A webauthn authenticator answers programs that use the login API.",
			Secret: []string{"secret"},
			In:     []string{"public-key"},
			Flags: func(flags *pflag.FlagSet) {
				flags.String("factor", "totp", "the factor: `totp|push|webauthn`")
				texts("secret", "the app's secret, a `TEXT` in base32; without it one is made",
					"public-key", "a `FILE` with the authenticator's public key, on P-256, in PEM",
					"credential-id", "the authenticator's credential `ID`, in base64url")(flags)
				flags.Bool("show-secret", false, "print the secret and its otpauth URL for an authenticator app")
			},
			Check: checkEnrolment,
			Run:   enrol,
		},
		{
			Name: "jumpcloud mfa require", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "ask a user for a second factor at every sign-in",
			Example: "jumpcloud mfa require alice",
			Detail:  "Policies ask for one by application, group and network: jumpcloud policy create --mfa.",
			Flags:   func(flags *pflag.FlagSet) { flags.Bool("off", false, "do not ask any more") },
			Run: func(ctx context.Context, env *Env, call *Call) error {
				required := !call.Bool("off")
				u, err := env.World.JumpCloud.UpdateUser(ctx, call.Arg(0), org.UserUpdate{RequireMFA: &required})
				return printFactors(env, u, err)
			},
		},
		{
			Name: "jumpcloud mfa reset", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "take all second factors from a user",
			Example: "jumpcloud mfa reset alice",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				u, err := env.World.JumpCloud.ResetMFA(ctx, call.Arg(0))
				return printFactors(env, u, err)
			},
		},
		{
			Name: "jumpcloud mfa code", Args: "USER",
			Takes:   named("USER", "user"),
			Summary: "print the code that a user's authenticator app shows now",
			Example: "jumpcloud mfa code alice",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				code, err := env.World.JumpCloud.TOTPCode(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				fields(env, ":code", code)
				env.Printf("%s\n", code)
				return nil
			},
		},
		pushAnswer("jumpcloud push approve", "approve the pushes that wait on a user's phone", true),
		pushAnswer("jumpcloud push deny", "deny the pushes that wait on a user's phone", false),
	}
}

func pushAnswer(name, summary string, approve bool) *Verb {
	return &Verb{
		Name: name, Args: "USER",
		Takes:   named("USER", "user"),
		Summary: summary,
		Example: name + " alice",
		Detail:  "A push waits for one minute. A sign-in of a script answers its own: signin --push approve|deny.",
		Run: func(ctx context.Context, env *Env, call *Call) error {
			answered, err := env.World.JumpCloud.AnswerPush(ctx, call.Arg(0), approve)
			if err != nil {
				return err
			}
			fields(env, ":answered", len(answered))
			return done(env, call, nil, "answered %d for %s", len(answered), call.Arg(0))
		},
	}
}

// checkEnrolment finds flags that do not go with the factor.
func checkEnrolment(call *Call) error {
	key := call.Changed("public-key") && call.Changed("credential-id")
	switch factor := call.String("factor"); {
	case factor == "webauthn" && !key:
		return &UsageError{"an authenticator needs --public-key and --credential-id", "give both, as it registered them"}
	case factor != "webauthn" && (call.Changed("public-key") || call.Changed("credential-id")):
		return &UsageError{"--public-key and --credential-id go with --factor webauthn", "leave them out"}
	case factor != "totp" && (call.Changed("secret") || call.Bool("show-secret")):
		return &UsageError{"--secret and --show-secret go with --factor totp", "leave them out"}
	}
	return nil
}

func enrol(ctx context.Context, env *Env, call *Call) error {
	switch org.Factor(call.String("factor")) {
	case org.FactorPush:
		u, err := env.World.JumpCloud.Enrol(ctx, call.Arg(0), org.FactorPush)
		return printFactors(env, u, err)
	case org.FactorWebAuthn:
		return enrolWebAuthn(ctx, env, call)
	}
	e, err := env.World.JumpCloud.EnrolTOTP(ctx, call.Arg(0), call.String("secret"))
	if err := printFactors(env, e.User, err); err != nil || !call.Bool("show-secret") {
		return err
	}
	fields(env, "Secret", env.secret(e.Secret), "URL", e.URL)
	return nil
}

func enrolWebAuthn(ctx context.Context, env *Env, call *Call) error {
	data, err := env.Files.ReadFile(call.String("public-key"))
	if err != nil {
		return fmt.Errorf("read --public-key: %w", err)
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	id, err := base64.RawURLEncoding.DecodeString(call.String("credential-id"))
	if err != nil {
		return &UsageError{"--credential-id is not base64url: " + err.Error(), "give it as the authenticator did"}
	}
	u, err := env.World.JumpCloud.EnrolWebAuthn(ctx, call.Arg(0), org.Authenticator{CredentialID: id, PublicKey: data})
	return printFactors(env, u, err)
}

func printFactors(env *Env, u org.User, err error) error {
	if err != nil {
		return err
	}
	fields(env, "Email", u.Email, "Second factors:factors", factorsOf(u), "MFA required:mfaRequired", u.MFA.Required)
	return nil
}

// factorsOf are the names of a user's second factors.
func factorsOf(u org.User) []string {
	names := []string{}
	for _, e := range u.MFA.Enrolled {
		names = append(names, string(e.Factor))
	}
	return names
}
