package scenarios

import (
	"context"

	"samlharness/federation"
)

func federationVerbs() vocabulary {
	target := texts("domain", "the `DOMAIN`", "xml-file", "the metadata `FILE` that names the domain")
	return vocabulary{
		{
			Name: "federation enable", Summary: "federate the domain that a JumpCloud metadata file names " +
				"(Enable-JumpCloud.Office365.SSO)",
			Flags: texts("xml-file", "the `FILE` that Export Metadata downloads"), In: []string{"xml-file"},
			Check: func(call *Call) error {
				if !call.Changed("xml-file") {
					return &UsageError{"federation enable lacks --xml-file", "usage: " + call.Verb.Usage()}
				}
				return nil
			},
			Run: func(ctx context.Context, env *Env, call *Call) error {
				operator, err := env.World.Operator(env.Stdout, env.Stderr)
				if err != nil {
					return err
				}
				source, err := readSource(env, call.String("xml-file"))
				if err != nil {
					return err
				}
				_, err = operator.Enable(ctx, source)
				return err
			},
		},
		{
			Name: "federation show", Summary: "print a domain's federation (Show-JumpCloud.Office365.SSO)", Flags: target,
			In: []string{"xml-file"}, Takes: named("domain", "domain"), Check: oneTarget,
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return onDomain(ctx, env, call, (*federation.Operator).Show)
			},
		},
		{
			Name: "federation disable", Summary: "return a domain to password sign-in (Disable-JumpCloud.Office365.SSO)",
			Flags: target, In: []string{"xml-file"}, Takes: named("domain", "domain"), Check: oneTarget,
			Run: func(ctx context.Context, env *Env, call *Call) error {
				return onDomain(ctx, env, call, (*federation.Operator).Disable)
			},
		},
	}
}

func oneTarget(call *Call) error {
	if call.Changed("domain") == call.Changed("xml-file") {
		return &UsageError{call.Verb.Name + " needs either --domain or --xml-file", "usage: " + call.Verb.Usage()}
	}
	return nil
}

func onDomain(ctx context.Context, env *Env, call *Call,
	do func(*federation.Operator, context.Context, string) (federation.Result, error)) error {
	operator, err := env.World.Operator(env.Stdout, env.Stderr)
	if err != nil {
		return err
	}
	domain := call.String("domain")
	if file := call.String("xml-file"); file != "" {
		source, err := readSource(env, file)
		if err != nil {
			return err
		}
		domain = source.Domain
	}
	_, err = do(operator, ctx, domain)
	return err
}

// readSource reads a metadata file of the verb's own folder.
func readSource(env *Env, file string) (federation.Source, error) {
	return federation.ReadMetadataFS(fileSystem{env.Files}, file)
}
