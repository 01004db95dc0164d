package scenarios

import (
	"context"
	"fmt"
	"strings"

	"samlharness/internal/script"
	"samlharness/record"
)

// isOutput says whether cmp looks at what the last verb printed, and not at a file.
func isOutput(name string) bool { return name == "stdout" || name == "stderr" }

// compared are the files that a cmp needs. A run that updates scripts adds the second one.
func compared(call *Call) []script.FileUse {
	var uses []script.FileUse
	for i, name := range call.Args {
		use := script.FileUse{Name: name, How: script.Needs}
		if i == 1 && !call.negated {
			use.How = script.Golden
		}
		if !isOutput(name) {
			uses = append(uses, use)
		}
	}
	return uses
}

func compare(_ context.Context, env *Env, call *Call) error {
	gotName, wantName := call.Arg(0), call.Arg(1)
	got, err := comparable(env, gotName)
	if err != nil {
		return err
	}
	exact := env.World != nil && env.World.exact
	if !exact {
		got = maskVolatile(got)
	}
	if env.golden != nil && !call.negated && env.golden.owns(wantName) {
		return env.golden.take(wantName, got)
	}
	want, err := comparable(env, wantName)
	if err != nil {
		return err
	}
	if exact {
		got = maskedAs(want, got)
	} else {
		want = maskVolatile(want)
	}
	if got == want {
		return nil
	}
	number, wantLine, gotLine := firstDifferentLine(want, got)
	return &expectation{
		message:    fmt.Sprintf("%s and %s differ at line %d", gotName, wantName, number),
		expected:   wantLine,
		got:        gotLine,
		difference: record.FirstDifference(wantLine, gotLine),
		hint:       "when the new text is right: `harness run -u` writes it",
	}
}

// maskedAs is got with those lines masked that want has so: a golden file of a run without a seed suits one with a
// seed.
func maskedAs(want, got string) string {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wants), len(gots)) {
		if masked := maskVolatile(gots[i]); masked == wants[i] {
			gots[i] = masked
		}
	}
	return strings.Join(gots, "\n")
}

// comparable is a text that cmp compares, with lines that end in one way.
func comparable(env *Env, name string) (string, error) {
	var text string
	switch {
	case !isOutput(name):
		data, err := env.Files.ReadFile(name)
		if err != nil {
			return "", err
		}
		text = string(data)
	case env.last == nil:
		return "", errNothingRan
	case name == "stdout":
		text = env.last.stdout
	default:
		text = env.last.stderr
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n" // as in txtar, where every file ends so
	}
	return text, nil
}

func firstDifferentLine(want, got string) (number int, wantLine, gotLine string) {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(wants), len(gots)) {
		w, g := "the end of the text", "the end of the text"
		if i < len(wants) {
			w = wants[i]
		}
		if i < len(gots) {
			g = gots[i]
		}
		if w != g {
			return i + 1, w, g
		}
	}
	return 0, "", ""
}
