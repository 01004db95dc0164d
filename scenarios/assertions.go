package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"samlharness/record"
)

// assertions are the verbs that look at what the verb before them did.
func assertions() Vocabulary {
	return Vocabulary{
		{
			Name: "stdout", Args: "REGEXP", Raw: true, Assertion: true, Check: goodRegexp,
			Summary: "assert that the last verb's results match a regular expression (^ and $ match at lines)",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return matches(env, call, func(o *Outcome) string { return o.Stdout })
			},
		},
		{
			Name: "stderr", Args: "REGEXP", Raw: true, Assertion: true, Check: goodRegexp,
			Summary: "assert that the last verb's warnings and errors match a regular expression",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return matches(env, call, func(o *Outcome) string { return o.Stderr })
			},
		},
		{
			Name: "reason", Args: "CODE", Raw: true, Assertion: true, Check: knownReason,
			Summary: "assert that the last verb was refused with this code, such as AADSTS50107",
			Run:     func(_ context.Context, env *Env, call *Call) error { return hasReason(env, call.Arg(0)) },
		},
		{
			Name: "cmp", Args: "FILE|stdout|stderr FILE", Raw: true, Assertion: true, FileArgs: true,
			Summary: "assert that two files, or the last verb's output and a file, say the same",
			Detail: "Values that differ from run to run (ids, instants, certificates, signatures, digests) are masked on both " +
				"sides; a file may hold them or the masks. `harness run -u` writes the output into the script's file instead.",
			Run: compare,
		},
		{
			Name: "exists", Args: "FILE [FILE...]", Raw: true, Assertion: true, FileArgs: true,
			Summary: "assert that files exist",
			Run:     exist,
		},
	}
}

func goodRegexp(call *Call) error {
	_, err := regexp.Compile(call.Arg(0))
	if err != nil {
		return &UsageError{call.Verb.Name + ": " + err.Error(),
			"quote it with '…', and a dot, bracket or star that stands for itself with \\"}
	}
	return nil
}

func matches(env *Env, call *Call, of func(*Outcome) string) error {
	if env.Last == nil {
		return errors.New("no verb ran before")
	}
	re, err := regexp.Compile("(?m)" + call.Arg(0))
	if err != nil {
		return err
	}
	text := of(env.Last)
	if at := re.FindStringIndex(text); at != nil {
		env.noted = lineAt(text, at[0])
		return nil
	}
	e := &expectation{message: call.Verb.Name + " of `" + env.Last.Command + "` does not match",
		expected: "a match of " + call.Arg(0), got: shown(text)}
	if env.Last.Err != nil && !strings.Contains(text, errorText(env.Last.Err)) {
		e.hint = "that verb failed: " + errorText(env.Last.Err)
	}
	return e
}

// lineAt is the line of text that holds the byte at.
func lineAt(text string, at int) string {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return line
}

// shown is a text in a message: nothing, one line, or the lines themselves.
func shown(text string) string {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return "nothing"
	}
	return tail(text)
}

func hasReason(env *Env, code string) error {
	if env.Last == nil {
		return errors.New("no verb ran before")
	}
	if env.Last.Err == nil {
		return &expectation{message: "`" + env.Last.Command + "` was not refused", expected: code, got: "success"}
	}
	got := Reason(env.Last.Err)
	if got == normalReason(code) {
		return nil
	}
	e := &expectation{
		message:  "`" + env.Last.Command + "` was refused for another reason",
		expected: code,
		got:      errorText(env.Last.Err),
	}
	if got == "" {
		e.message = "`" + env.Last.Command + "` failed without a code"
	}
	e.hint = hintOf(env.Last.Err)
	return e
}

func compare(_ context.Context, env *Env, call *Call) error {
	gotName, wantName := call.Arg(0), call.Arg(1)
	got, err := comparable(env, gotName)
	if err != nil {
		return err
	}
	if env.Update && (gotName == "stdout" || gotName == "stderr") {
		if env.updated == nil {
			env.updated = make(map[string][]byte)
		}
		env.updated[wantName] = []byte(maskVolatile(got))
		return nil
	}
	want, err := comparable(env, wantName)
	if err != nil {
		return err
	}
	got, want = maskVolatile(got), maskVolatile(want)
	if got == want {
		return nil
	}
	number, wantLine, gotLine := firstDifferentLine(want, got)
	e := &expectation{message: fmt.Sprintf("%s and %s differ at line %d", gotName, wantName, number),
		expected: wantLine, got: gotLine, hint: "when the new text is right: harness run -u"}
	if wantLine != endOfText && gotLine != endOfText {
		e.difference = record.FirstDifference(wantLine, gotLine)
	}
	return e
}

func comparable(env *Env, name string) (string, error) {
	if name == "stdout" || name == "stderr" {
		if env.Last == nil {
			return "", errors.New("no verb ran before")
		}
		if name == "stdout" {
			return env.Last.Stdout, nil
		}
		return env.Last.Stderr, nil
	}
	data, err := env.Files.ReadFile(name)
	return string(data), err
}

// endOfText stands for the line that one of two texts lacks.
const endOfText = "the end of the text"

func firstDifferentLine(want, got string) (number int, wantLine, gotLine string) {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(wants), len(gots)) {
		w, g := endOfText, endOfText
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

func exist(_ context.Context, env *Env, call *Call) error {
	for _, name := range call.Args {
		if _, err := env.Files.ReadFile(name); errors.Is(err, fs.ErrNotExist) {
			return &expectation{message: "a file is missing", expected: name, got: "no such file"}
		} else if err != nil {
			return err
		}
	}
	return nil
}
