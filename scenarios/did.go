package scenarios

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/internal/script"
	"samlharness/world"
)

// noteCommand puts a call that changed the world into its record, from which a script can be made: see [Copy]. Private
// keys do not come along.
func (e *Env) noteCommand(ctx context.Context, call *Call) {
	if e.World == nil || !changes(call.Verb) {
		return
	}
	files := map[string][]byte{}
	for _, name := range call.Inputs() {
		if data, err := e.Files.ReadFile(name); err == nil && !bytes.Contains(data, []byte("PRIVATE KEY-----")) {
			files[scriptName(name)] = data
		}
	}
	e.World.record().Did(ctx, e.now(), scriptWords(call), files)
}

// changes tells whether a verb changes the world, or writes a file that others need. Sign-ins are in the record
// themselves.
func changes(v *Verb) bool {
	family, _, _ := strings.Cut(v.Name, " ")
	last := v.Name[strings.LastIndex(v.Name, " ")+1:]
	return slices.Contains([]string{"jumpcloud", "entra", "federation", "clock"}, family) &&
		!slices.Contains([]string{"show", "list", "notices", "signins"}, last)
}

// scriptWords are the words of a call as a script has them: no flags of this machine, files in the script's folder,
// arguments first. A password is replaced by the demo's, which people type unless told otherwise.
func scriptWords(call *Call) []string {
	v := call.Verb
	words := strings.Fields(v.Name)
	args := slices.Clone(call.Args)
	for _, name := range slices.Concat(v.In, v.Out) {
		if i := v.argument(name); i >= 0 && i < len(args) {
			args[i] = scriptName(args[i])
		}
	}
	behind := slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "-") })
	if !behind {
		words = append(words, args...)
	}
	v.FlagSet().VisitAll(func(f *pflag.Flag) {
		if FlagGroup(f) != "" {
			return
		}
		for _, value := range call.given(f.Name) {
			words = append(words, flagWords(v, f, value)...)
		}
	})
	if behind {
		words = append(append(words, "--"), args...)
	}
	return words
}

func flagWords(v *Verb, f *pflag.Flag, value string) []string {
	switch {
	case slices.Contains(v.Secret, f.Name):
		value = world.DemoJumpCloudPassword
		if strings.HasPrefix(v.Name, "entra ") {
			value = world.DemoEntraPassword
		}
	case slices.Contains(v.In, f.Name), slices.Contains(v.Out, f.Name):
		value = scriptName(value)
	}
	switch {
	case f.Value.Type() == "bool" && value == "true":
		return []string{"--" + f.Name}
	case f.Value.Type() == "bool" || strings.HasPrefix(value, "-"):
		return []string{"--" + f.Name + "=" + value}
	}
	return []string{"--" + f.Name, value}
}

// scriptName is the name of a file of this machine in the folder of a script.
func scriptName(name string) string {
	if isURL(name) {
		return name
	}
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if script.BadName(base) != "" || base == "-" || base == worldFile {
		return "file.out"
	}
	return base
}
