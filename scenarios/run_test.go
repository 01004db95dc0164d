package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
	"samlharness/world"
)

func TestStepsGetTheirOwnResults(t *testing.T) {
	result := fakeRun(t, "# One is said\nsay one\nstdout one\n\n# Two is said\n# at length\nsay two\nstdout "+
		"three\n\n# Nothing more\nsay four\n")
	require.Len(t, result.Scripts, 1)
	steps := result.Scripts[0].Steps
	require.Len(t, steps, 3)
	assert.Equal(t, report.Passed, steps[0].Result)
	assert.Equal(t, "one", steps[0].Happened)
	assert.Equal(t, report.Failed, steps[1].Result)
	assert.Equal(t, 5, steps[1].Line)
	assert.Equal(t, report.NotRun, steps[2].Result)
	assert.Equal(t, &report.Failure{File: "a.txtar", Line: 8, Command: "stdout three",
		Message:  "stdout of `say two` does not match",
		Expected: "a match of three", Got: "two", Stdout: "two"}, steps[1].Failure)
	assert.Equal(t, exit.Failed, result.ExitCode())
	assert.Equal(t, report.Totals{Scripts: 1, ScriptsFailed: 1, Steps: 3, Passed: 1, Failed: 1, NotRun: 1}, result.Totals)
}

func TestRefusalsAreExplained(t *testing.T) {
	result := fakeRun(t, "# Alice comes\ndoor open alice --key secret\n")
	f := result.Scripts[0].Steps[0].Failure
	require.NotNil(t, f)
	assert.Equal(t, 2, f.Line)
	assert.Equal(t, "door open alice --key ***", f.Command)
	assert.Equal(t, "success", f.Expected)
	assert.Equal(t, "not authorized: The door stays shut.", f.Got)
	assert.Equal(t, "bring the right key", f.Hint)
	require.NotNil(t, f.Explanation)
	assert.Equal(t, "the key fits", f.Explanation.Title)
	assert.Equal(t, `character 1: expected "r", got "w"`, f.Explanation.Difference)
	assert.NotContains(t, result.Scripts[0].Steps[0].Log, "secret")
}

// What a step tells is of its last verb, not what an assertion before it looked for.
func TestHappenedIsOfTheLastVerb(t *testing.T) {
	step := fakeRun(t, "say one\nstdout one\n! door open alice\nreason 'not authorized'\n").Scripts[0].Steps[0]
	assert.Equal(t, "not authorized: The door stays shut.", step.Happened)
}

func TestLongOutputIsToldFromItsEnd(t *testing.T) {
	f := fakeRun(t, "read --file f\nstdout x\n-- f --\n"+strings.Repeat("line\n", 30)).Scripts[0].Steps[0].Failure
	require.NotNil(t, f)
	assert.Equal(t, "…\n"+strings.Repeat("line\n", 19)+"line", f.Stdout)
}

// The record explains a refusal only when it tells of the same one.
func TestExplanationIsOfTheSameRefusal(t *testing.T) {
	log := record.NewLog(record.Options{})
	log.Add(t.Context(), record.Exchange{By: record.JumpCloud, Kind: record.Password, Verdict: record.Refused,
		Refusal: &record.Refusal{Code: "account locked"},
		Checks: []record.Check{{
			Name:    "lockout",
			Title:   "The account is not locked",
			Outcome: record.Fail,
			Code:    "account locked",
			Fix:     "unlock it",
		}}})
	own := &record.Refusal{Code: "InitialDomain", Message: "no", Fix: "choose another domain"}
	assert.Equal(t, &report.RefusedBy{
		Title: "no",
		Code:  "InitialDomain",
		Fix:   "choose another domain",
	}, (&outcome{err: own}).explain(log))
	assert.Equal(t, "lockout", (&outcome{err: errors.New("lost")}).explain(log).Check)
	assert.Nil(t, (&outcome{err: errors.New("lost"), since: log.LastID()}).explain(log),
		"what was refused before explains nothing")
	w := &World{Record: log}
	locked := signin.Result{Refused: &signin.Refused{By: "JumpCloud", Code: "account locked"}}
	assert.Equal(t, "unlock it", hintOf(refused(w, "a@b", locked, 0)))
	noTile := signin.Result{Refused: &signin.Refused{By: "JumpCloud", Code: "no tile"}}
	assert.Empty(t, hintOf(refused(w, "a@b", noTile, 0)))
}

func TestNegatedLines(t *testing.T) {
	for _, c := range []struct{ name, script, expected, got string }{
		{"refused as said", "! door open alice\nreason 'not authorized'\n", "", ""},
		{"refused, text as said", "! door open alice\nstderr 'stays shut'\n", "", ""},
		{"succeeds", "! door open alice --key right\nreason 'not authorized'\n", "a failure with reason 'not authorized'",
			"success: alice is in"},
		{"another reason", "! door open alice\nreason AADSTS50107\n", "AADSTS50107", "not authorized: The door stays shut."},
		{"nothing to give a reason for", "say one\nreason 'not authorized'\n", "not authorized", "success"},
		{"no output", "say one\n! stdout two\n", "", ""},
		{"output after all", "say one\n! stdout one\n", "a failure", "success"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := fakeRun(t, c.script).Scripts[0].Steps[0].Failure
			if c.expected == "" {
				require.Nil(t, f)
				return
			}
			require.NotNil(t, f)
			assert.Equal(t, c.expected, f.Expected)
			assert.Equal(t, c.got, f.Got)
		})
	}
}

func TestLinesAreCountedInWindowsFilesWithByteOrderMark(t *testing.T) {
	result := fakeRun(t, "\ufeff# One\r\nread --file f.txt\r\nstdout ^eins$\r\ncmp stdout f.txt\r\n\r\n# Two\r\nsay "+
		"one\r\nstdout two\r\n-- f.txt --\r\neins\r\n")
	steps := result.Scripts[0].Steps
	assert.Equal(t, report.Passed, steps[0].Result)
	assert.Equal(t, "One", steps[0].Title)
	require.NotNil(t, steps[1].Failure)
	assert.Equal(t, 8, steps[1].Failure.Line)
}

func TestFilesStayInTheFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.txt")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	for _, name := range []string{"../secret.txt", "a/../../secret.txt", outside, `..\secret.txt`} {
		f := fakeRun(t, "scrawl "+name+" x\n").Scripts[0].Steps[0].Failure
		require.NotNil(t, f, name)
		assert.Contains(t, f.Got, "leads out of the script's folder", name)
		f = fakeRun(t, "slurp "+name+"\n").Scripts[0].Steps[0].Failure
		require.NotNil(t, f, name)
		assert.Contains(t, f.Got, "leads out of the script's folder", name)
	}
	data, err := os.ReadFile(outside)
	require.NoError(t, err)
	assert.Equal(t, "secret", string(data))
}

func TestFilesDoNotFollowLinksOut(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "f"), []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link")))
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	files := &rootFiles{root: root, written: map[string]bool{}}
	_, err = files.ReadFile("link/f")
	assert.ErrorContains(t, err, "escapes")
	assert.ErrorContains(t, files.WriteFile("link/g", nil), "escapes")
}

func TestFoldersAreRemovedUnlessKept(t *testing.T) {
	temp := t.TempDir()
	options := RunOptions{
		Scripts:  []Script{{Name: "a", Data: []byte("write sub/f x\nexists sub/f\n")}},
		verbs:    fakeVerbs(),
		newWorld: fakeWorld,
		TempDir:  temp,
	}
	_, err := Run(t.Context(), options)
	require.NoError(t, err)
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left)
	options.Keep = true
	result, err := Run(t.Context(), options)
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(result.Scripts[0].WorkDir, "sub", "f"))
}

func TestPanicFailsOneStep(t *testing.T) {
	f := fakeRun(t, "crash\n").Scripts[0].Steps[0].Failure
	require.NotNil(t, f)
	assert.Equal(t, "internal error in crash: boom", f.Got)
}

func TestGuardsSkip(t *testing.T) {
	result := fakeRun(t, "# Real only\n[real] crash\n\n# Emulated\n[emulated] say one\n[!chromium] stdout one\n")
	assert.Equal(t, report.Skipped, result.Scripts[0].Steps[0].Result)
	assert.Equal(t, report.Passed, result.Scripts[0].Steps[1].Result)
	assert.Equal(t, exit.Passed, result.ExitCode())
}

func TestScriptsWithMistakesAreNotRun(t *testing.T) {
	worlds := 0
	_, err := Run(t.Context(), RunOptions{Scripts: []Script{{
		Name: "a",
		Data: []byte("say one\n"),
	}, {Name: "b", Data: []byte("sya one\n")}}, verbs: fakeVerbs(),
		newWorld: func(context.Context, world.Spec) (*World, error) { worlds++; return nil, nil }})
	mistakes, ok := errors.AsType[Mistakes](err)
	require.True(t, ok)
	assert.Equal(t, "b", mistakes[0].File)
	assert.Zero(t, worlds)
}

func TestWorldThatCannotBeMadeIsTheEnvironmentsFault(t *testing.T) {
	result := fakeRunWith(t, RunOptions{
		newWorld: func(context.Context, world.Spec) (*World, error) { return nil, errors.New("no port") },
	}, "say one\n")
	assert.Contains(t, result.Scripts[0].Error, "no port")
	assert.Equal(t, exit.Environment, result.ExitCode())
}

func TestWorldThatTheCompaniesDoNotTakeIsTheScriptsFault(t *testing.T) {
	text := "# One\nclock show\n\n# Two\nclock show\n-- x --\ny\n-- world.yaml --\nusers: [{upn: " +
		"a/b@contoso.com}]\ngroups: []\n"
	result, err := Run(t.Context(), RunOptions{TempDir: t.TempDir(), Scripts: []Script{{Name: "a", Data: []byte(text)}}})
	require.NoError(t, err)
	assert.Equal(t, exit.Failed, result.ExitCode())
	f := result.Scripts[0].Steps[0].Failure
	require.NotNil(t, f)
	assert.Equal(t, 9, f.Line)
	assert.Equal(t, "user a/b@contoso.com at Microsoft: Request_BadRequest: Property userPrincipalName is invalid: "+
		"'a/b@contoso.com' is not of the form name@domain.", f.Got)
	assert.Equal(t, report.NotRun, result.Scripts[0].Steps[1].Result)
}

func TestInterruptedRunReportsHowFarItCame(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	worlds := 0
	result, err := Run(ctx, RunOptions{Parallel: 1, TempDir: t.TempDir(), verbs: fakeVerbs(),
		Scripts: []Script{{Name: "a", Data: []byte("say one\n")}, {
			Name: "b",
			Data: []byte("say two\n"),
		}, {Name: "c", Data: []byte("say three\n")}},
		newWorld: func(ctx context.Context, spec world.Spec) (*World, error) {
			if worlds++; worlds == 2 {
				cancel()
			}
			return fakeWorld(ctx, spec)
		}})
	require.NoError(t, err)
	assert.Equal(t, exit.Interrupted, result.ExitCode())
	assert.Equal(t, report.Passed, result.Scripts[0].Result)
	assert.Equal(t, report.NotRun, result.Scripts[1].Result)
	assert.Equal(t, report.NotRun, result.Scripts[1].Steps[0].Result)
	assert.Equal(t, report.NotRun, result.Scripts[2].Result)
	assert.Equal(t, 2, worlds, "no world is made any more")
}

func TestShards(t *testing.T) {
	var all []string
	for shard := 1; shard <= 3; shard++ {
		var texts []string
		for range 7 {
			texts = append(texts, "say one\n")
		}
		for _, s := range fakeRunWith(t, RunOptions{Shard: shard, Shards: 3}, texts...).Scripts {
			all = append(all, s.Name)
		}
	}
	assert.Equal(t, "a d g b e c f", strings.ReplaceAll(strings.Join(all, " "), ".txtar", ""))
}

func TestOptionsThatAreWrong(t *testing.T) {
	for message, options := range map[string]RunOptions{
		"there is no shard 4 of 3":                {Shard: 4, Shards: 3},
		"-1 scripts at a time is too few":         {Parallel: -1},
		`scripts cannot act on the target "real"`: {Target: "real"},
		`there is no browser "netscape"`:          {Browser: "netscape"},
	} {
		_, err := Run(t.Context(), options)
		var usage *UsageError
		require.ErrorAs(t, err, &usage)
		assert.Equal(t, message, usage.Message)
	}
}

func TestHundredScriptsSideBySide(t *testing.T) {
	var texts []string
	for i := range 100 {
		texts = append(texts, fmt.Sprintf("# Says %d\nwrite f %d\nsay %d\nstdout ^%d$\ncmp stdout f\n", i, i, i, i))
	}
	result := fakeRunWith(t, RunOptions{Parallel: 16}, texts...)
	assert.Equal(t, 100, result.Totals.Passed)
	for i, s := range result.Scripts {
		assert.Equal(t, fmt.Sprintf("Says %d", i), s.Steps[0].Title)
	}
}

// What a report prints of a table has its blanks folded; so may the expression that is written after it.
func TestExpressionsMatchWithFoldedBlanks(t *testing.T) {
	for script, passes := range map[string]bool{
		"say 'contoso.com  \tManaged'\nstdout 'contoso.com Managed'\n":           true,
		"say 'contoso.com   Managed'\nstdout '^contoso.com   Managed$'\n":        true,
		"say 'contoso.com   Managed'\nstdout \"com +Man\"\n":                     true,
		"say 'contoso.com   Managed'\nstdout 'contoso.com  Managed'\n":           false,
		"say 'contoso.com   Managed'\n! stdout 'contoso.com Managed'\n":          false,
		"say 'contoso.com' Managed\nstdout contoso.comManaged\n":                 false,
		"read --file f\nstdout 'one two'\n-- f --\none\ntwo\n":                   false,
		"read --file f\nstdout '(?s)one.two  three'\n-- f --\none\ntwo  three\n": true,
	} {
		f := fakeRun(t, script).Scripts[0].Steps[0].Failure
		assert.Equal(t, passes, f == nil, "%s: %+v", script, f)
	}
}

// A line of a report can be copied into a script.
func TestReportedLinesReadBack(t *testing.T) {
	step := fakeRun(t, "say \"All Users\" '\"x\"' \"it's\" '&' '$x'\nstdout \"\"\"x\"\"\"\n").Scripts[0].Steps[0]
	require.Nil(t, step.Failure)
	first, _, _ := strings.Cut(step.Log, "\n")
	assert.Equal(t, `> say 'All Users' '"x"' 'it''s' '&' '$x'`, first)
	again := fakeRun(t, strings.TrimPrefix(first, "> ")+"\n").Scripts[0].Steps[0]
	assert.Equal(t, step.Happened, again.Happened)
}
