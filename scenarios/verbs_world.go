package scenarios

import (
	"bytes"
	"context"
	"io"

	"go.yaml.in/yaml/v4"

	"samlharness/world"
)

func worldFileVerbs() vocabulary {
	return vocabulary{{
		Name: "world export", Summary: "write the world as it is now as a world file, for up --world and run --world",
		Detail: "In it are domains with their federation, users, administrators, groups, directory bindings, " +
			"applications, IP lists and policies. Applications get new keys when another world starts; a domain that was " +
			"federated with an " +
			"application's certificate is federated with the new one, and one that was federated with an old certificate " +
			"stays so. Both companies keep hashes of passwords alone: a password that was changed in the world is replaced " +
			"by the demo's, with a comment.\n\n" +
			"Without --out the file goes to standard output, without passwords other than the demo's, since reports of " +
			"scripts show what verbs print.",
		Example: "world export --out world.yaml",
		Out:     []string{"out"},
		Flags:   texts("out", "write a `FILE`, - for standard output, with the passwords that are known"),
		Run:     exportWorld,
	}}
}

func exportWorld(ctx context.Context, env *Env, call *Call) error {
	spec, err := env.World.Export(ctx)
	if err != nil {
		return err
	}
	if out := call.String("out"); out != "" {
		text, err := spec.YAML()
		if err != nil {
			return err
		}
		if err := env.Files.WriteFile(out, text); err != nil {
			return err
		}
		fields(env, ":file", out, ":users", len(spec.Users), ":domains", len(spec.Domains),
			":applications", len(spec.Applications))
		env.Printf("wrote %s: users %d, domains %d, applications %d\n", out, len(spec.Users), len(spec.Domains),
			len(spec.Applications))
		return nil
	}
	return printWorld(env, spec)
}

// printWorld gives the world without passwords.
func printWorld(env *Env, spec world.Spec) error {
	bare, had := spec.WithoutPasswords()
	if had {
		env.Warnf("passwords are left out; --out FILE writes those that are known\n")
	}
	text, err := bare.YAML()
	if err != nil {
		return err
	}
	var result map[string]any
	if err := yaml.Load(text, &result); err != nil {
		return err
	}
	return env.give(result, func(w io.Writer) error { _, err := bytes.NewReader(text).WriteTo(w); return err })
}
