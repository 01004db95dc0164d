package scenarios

import (
	"bytes"
	"context"
	"slices"
	"strings"
)

// Request is one verb from the command line.
type Request struct {
	// Args are its words, the verb's name first.
	Args []string
	// Files are the content of the files that [Call.Inputs] names.
	Files map[string][]byte
	// Color and Target are those of [Env].
	Color  bool
	Target []string
}

// Invocation is what came of one verb from the command line.
type Invocation struct {
	// Stdout and Stderr are what it printed; the error is not among it.
	Stdout, Stderr string
	// Files are those that it wrote, by the names that the command line gave.
	Files map[string][]byte
	// Next are the words of the verb that the command line does after this one; nil when that was all.
	Next []string
}

// Invoke runs one verb on a world that is held open. The error is the verb's own, with the [*record.Refusal] in it, or
// a [*UsageError].
func Invoke(ctx context.Context, w *World, r Request) (Invocation, error) {
	call, err := callOf(Verbs(), r.Args)
	if err != nil {
		return Invocation{}, err
	}
	folder := newMemoryFiles(r.Files)
	var stdout, stderr bytes.Buffer
	var next []string
	err = call.Run(ctx, &Env{
		World:  w,
		Files:  folder,
		Stdout: &stdout,
		Stderr: &stderr,
		Color:  r.Color,
		Target: r.Target,
		follow: func(words []string) { next = words },
	})
	return Invocation{
		Stdout: stdout.String(),
		Stderr: stderr.String(),
		Files:  folder.written,
		Next:   next,
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
