package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/exit"
	"samlharness/report"
)

// runFile runs the script in a file and returns what came of it and what the file holds then.
func runFile(t *testing.T, file string, update bool) (report.ScriptResult, string) {
	t.Helper()
	scripts, err := Load(file)
	require.NoError(t, err)
	result, err := Run(t.Context(), RunOptions{
		Scripts:  scripts,
		Update:   update,
		TempDir:  t.TempDir(),
		verbs:    fakeVerbs(),
		newWorld: fakeWorld,
	})
	require.NoError(t, err)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return result.Scripts[0], string(data)
}

func scriptFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.txtar")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o640))
	return file
}

func TestUpdateLeavesShippedScriptsAlone(t *testing.T) {
	result := fakeRunWith(t, RunOptions{Update: true}, "say one\ncmp stdout golden\n-- golden --\ntwo\n")
	assert.Equal(t, exit.Passed, result.ExitCode(), "%+v", result.Scripts[0])
}

func TestUpdateWritesWhatCameIntoTheScript(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{"a file of the script",
			"say one 11111111-1111-1111-1111-111111111111\ncmp stdout golden.txt\n-- golden.txt --\ntwo\n-- other --\nx\n",
			"say one 11111111-1111-1111-1111-111111111111\ncmp stdout golden.txt\n-- golden.txt --\none <uuid>\n-- other " +
				"--\nx\n"},
		{"a file that is missing", "say one\ncmp stdout 1.txt\nsay two\ncmp stdout 2.txt\n-- 0 --\nx\n",
			"say one\ncmp stdout 1.txt\nsay two\ncmp stdout 2.txt\n-- 0 --\nx\n-- 1.txt --\none\n-- 2.txt --\ntwo\n"},
		{"the errors", "! door open bob\nreason 'not authorized'\ncmp stderr e\n",
			"! door open bob\nreason 'not authorized'\ncmp stderr e\n-- e --\nnot authorized: The door stays shut.\n"},
		{"a file that a verb wrote", "write out x\ncmp out want\n", "write out x\ncmp out want\n-- want --\nx\n"},
		{"two files that verbs wrote", "write a x\nwrite b x\ncmp a b\n", "write a x\nwrite b x\ncmp a b\n"},
		{"nothing that must differ", "say one\n! cmp stdout f\n-- f --\ntwo\n", "say one\n! cmp stdout f\n-- f --\ntwo\n"},
		{"Windows line ends", "\ufeff# Büro\r\nsay one\r\ncmp stdout f\r\n",
			"\ufeff# Büro\r\nsay one\r\ncmp stdout f\r\n-- f --\r\none\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := scriptFile(t, c.before)
			result, after := runFile(t, file, true)
			assert.Equal(t, report.Passed, result.Result, "%+v", result)
			assert.Equal(t, c.after, after)
			info, err := os.Stat(file)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o640), info.Mode())
			left, err := os.ReadDir(filepath.Dir(file))
			require.NoError(t, err)
			assert.Len(t, left, 1, "nothing is left beside the script")

			result, again := runFile(t, file, false)
			assert.Equal(t, report.Passed, result.Result, "%+v", result)
			assert.Equal(t, after, again)
		})
	}
}

func TestUpdateRefusesOneFileForTwoOutputs(t *testing.T) {
	const text = "say one\ncmp stdout f\nsay two\ncmp stdout f\n"
	result, after := runFile(t, scriptFile(t, text), true)
	f := result.Steps[0].Failure
	require.NotNil(t, f)
	assert.Equal(t, 4, f.Line)
	assert.Equal(t, "one", f.Expected)
	assert.Equal(t, "two", f.Got)
	assert.Equal(t, text+"-- f --\none\n", after)
}

// Output that would end its own file cannot stand in a script.
func TestUpdateRefusesOutputThatLooksLikeAFile(t *testing.T) {
	const text = "say -- '-- x --'\ncmp stdout f\n"
	result, after := runFile(t, scriptFile(t, text), true)
	assert.Contains(t, result.Error, "-- x --")
	assert.Equal(t, text, after)
}

func TestUpdateWritesNothingButTheScriptThatRan(t *testing.T) {
	const text = "say one\ncmp stdout f\n"
	target := scriptFile(t, text)
	link := filepath.Join(t.TempDir(), "link.txtar")
	require.NoError(t, os.Symlink(target, link))
	result, after := runFile(t, link, true)
	assert.Contains(t, result.Error, "not a regular file")
	assert.Equal(t, text, after)

	err := replaceFile(target, []byte("say two\n"), []byte("say three\n"))
	assert.ErrorContains(t, err, "changed while it ran")
	data, err := os.ReadFile(target)
	require.NoError(t, err)
	assert.Equal(t, text, string(data))
}

func TestOutputsAreComparedWithoutLineEnds(t *testing.T) {
	text := strings.Join([]string{"write a 'one\r'", "cmp a b", "-- b --", "one", ""}, "\n")
	result := fakeRun(t, text)
	assert.Equal(t, exit.Passed, result.ExitCode(), "%+v", result.Scripts[0])
}
