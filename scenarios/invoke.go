package scenarios

import (
	"bytes"
	"context"
	"slices"
	"strings"
)

// Invocation is what came of one verb from the command line.
type Invocation struct {
	// Stdout and Stderr are what it printed; the error is not among it.
	Stdout, Stderr string
	// Files are those that it wrote, by the names that the command line gave.
	Files map[string][]byte
}

// Invoke runs one verb, words in argv, on a world that is held open. Files are the content of the input
// files that [Call.Inputs] named. The error is the verb's own, with the [*record.Refusal] in it, or a [*UsageError].
func Invoke(
	ctx context.Context, w *World, argv []string, files map[string][]byte, color bool,
) (Invocation, error) {
	call, err := callOf(Verbs(), argv)
	if err != nil {
		return Invocation{}, err
	}
	folder := newMemoryFiles(files)
	var stdout, stderr bytes.Buffer
	err = call.Run(ctx, &Env{World: w, Files: folder, Stdout: &stdout, Stderr: &stderr, Color: color})
	return Invocation{
		Stdout: stdout.String(),
		Stderr: stderr.String(),
		Files:  folder.written,
	}, err
}

// Find returns the verb that argv begins with; the error, a [*UsageError], says what may have been meant.
func Find(argv []string) (*Verb, error) {
	verb, _, mistake := vocabulary(Verbs()).find(argv)
	if mistake != nil {
		return nil, mistake
	}
	return verb, nil
}

func callOf(verbs vocabulary, argv []string) (*Call, error) {
	verb, rest, mistake := verbs.find(argv)
	if mistake != nil {
		return nil, mistake
	}
	if verb.Assertion {
		return nil, &UsageError{verb.Name + " stands in scripts only", "it asserts what the line before it did"}
	}
	call, mistakes := verb.parse(argv, rest)
	if len(mistakes) > 0 {
		return nil, mistakes[0]
	}
	return call, nil
}

// Verbs are all verbs, by name; the assertions come last.
func Verbs() []*Verb {
	verbs := worldVerbs()
	slices.SortStableFunc(verbs, func(a, b *Verb) int { return strings.Compare(a.Name, b.Name) })
	return append(verbs, assertions()...)
}
