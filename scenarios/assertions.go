package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"samlharness/internal/script"
)

var errNothingRan = errors.New("no verb ran before")

// expectation is the error of an assertion that does not hold.
type expectation struct {
	message, expected, got, difference, hint string
}

// Error is the message.
func (e *expectation) Error() string {
	return fmt.Sprintf("%s: expected %s, got %s", e.message, e.expected, e.got)
}

// assertions are the verbs that look at what the verb before them did.
func assertions() vocabulary {
	const folded = "The expression is matched with the text as it is, and with the text in which each run of blanks " +
		"is one blank, so that columns of a table need not be counted."
	return vocabulary{
		{
			Name: "stdout", Args: "REGEXP", Raw: true, Assertion: true, Check: goodRegexp, kind: script.OutcomeAssertion,
			Summary: "assert that the last verb's results match a regular expression (^ and $ match at lines)",
			Detail:  folded,
			Example: "stdout 'signed in as alice@contoso.com'",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return matches(env, call, func(o *outcome) string { return o.stdout })
			},
		},
		{
			Name: "stderr", Args: "REGEXP", Raw: true, Assertion: true, Check: goodRegexp, kind: script.ReasonAssertion,
			Summary: "assert that the last verb's warnings and errors match a regular expression",
			Detail:  folded,
			Example: "stderr 'It can take up to'",
			Run: func(_ context.Context, env *Env, call *Call) error {
				return matches(env, call, func(o *outcome) string { return o.stderr })
			},
		},
		{
			Name: "reason", Args: "CODE", Raw: true, Assertion: true, Check: knownReason, kind: script.ReasonAssertion,
			Summary: "assert that the last verb was refused with this code, such as AADSTS50107",
			Example: "reason AADSTS50107",
			Run:     func(_ context.Context, env *Env, call *Call) error { return hasReason(env, call.Arg(0)) },
		},
		{
			Name: "cmp", Args: "FILE|stdout|stderr FILE", Raw: true, Assertion: true, files: compared,
			kind:    script.FileAssertion,
			Summary: "assert that two files, or the last verb's output and a file, say the same",
			Detail: "Values that differ from run to run (ids, instants, certificates, signatures, digests) are masked on both " +
				"sides; a file may hold them or the masks. Line ends are not compared. `harness run -u` writes what is compared " +
				"into the script's file instead, and adds the file when the script lacks it.",
			Example: "cmp stdout domains.txt",
			Run:     compare,
		},
		{
			Name: "exists", Args: "FILE [FILE...]", Raw: true, Assertion: true, In: []string{"FILE"},
			kind:    script.FileAssertion,
			Summary: "assert that files exist",
			Example: "exists JumpCloud-office365-metadata.xml",
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

func matches(env *Env, call *Call, of func(*outcome) string) error {
	if env.last == nil {
		return errNothingRan
	}
	re, err := regexp.Compile("(?m)" + call.Arg(0))
	if err != nil {
		return err
	}
	output := of(env.last)
	for _, text := range []string{output, foldBlanks(output)} {
		if at := re.FindStringIndex(text); at != nil {
			env.noted = lineAt(text, at[0])
			return nil
		}
	}
	e := &expectation{message: call.Verb.Name + " of `" + env.last.command + "` does not match",
		expected: "a match of " + call.Arg(0), got: shown(output)}
	if env.last.err != nil && !strings.Contains(output, errorText(env.last.err)) {
		e.hint = "that verb failed: " + errorText(env.last.err)
	}
	return e
}

var blankRun = regexp.MustCompile(`[ \t]{2,}|\t`)

// foldBlanks makes one blank of each run of blanks within a line.
func foldBlanks(text string) string { return blankRun.ReplaceAllString(text, " ") }

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
	if env.last == nil {
		return errNothingRan
	}
	err := env.last.err
	if err == nil {
		return &expectation{message: "`" + env.last.command + "` was not refused", expected: code, got: "success"}
	}
	got := reasonOf(err)
	if got == normalReason(code) {
		return nil
	}
	e := &expectation{
		message:  "`" + env.last.command + "` was refused for another reason",
		expected: code,
		got:      errorText(err),
	}
	if got == "" {
		e.message = "`" + env.last.command + "` failed without a code"
	}
	e.hint = hintOf(err)
	return e
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
