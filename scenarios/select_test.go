package scenarios

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/report"
	"samlharness/world"
)

const threeSteps = "# Ann\nsay one\n# Ben\ndoor open ben\n# Cleo\nsay three\n"

func results(r report.ScriptResult) (list []report.Result) {
	for _, s := range r.Steps {
		list = append(list, s.Result)
	}
	return list
}

func TestOnly(t *testing.T) {
	r := fakeRunWith(t, RunOptions{Only: regexp.MustCompile("Ann|^b")}, threeSteps, threeSteps)
	require.Len(t, r.Scripts, 2)
	assert.Equal(t, []report.Result{report.Passed}, results(r.Scripts[0]), "what leads to the step that matches")
	assert.Len(t, r.Scripts[1].Steps, 3, "the script matches")
	_, err := Run(t.Context(), RunOptions{Only: regexp.MustCompile("^no such name$")})
	var usage *UsageError
	require.ErrorAs(t, err, &usage)
}

// Updating a script of which a part is run leaves the rest of it as it is.
func TestOnlyUpdates(t *testing.T) {
	file := scriptFile(t, "# Ann\nsay one\ncmp stdout a\n# Ben\nsay two\ncmp stdout b\n-- b --\nkept\n")
	scripts, err := Load(file)
	require.NoError(t, err)
	_, err = Run(t.Context(), RunOptions{
		Scripts:  scripts,
		Update:   true,
		Only:     regexp.MustCompile("Ann"),
		TempDir:  t.TempDir(),
		verbs:    fakeVerbs(),
		newWorld: fakeWorld,
	})
	require.NoError(t, err)
	after, err := Load(file)
	require.NoError(t, err)
	assert.Equal(t, "# Ann\nsay one\ncmp stdout a\n# Ben\nsay two\ncmp stdout b\n-- b --\nkept\n-- a --\none\n",
		string(after[0].Data))
}

func TestList(t *testing.T) {
	list, err := List(RunOptions{Scripts: []Script{{Name: "x", Data: []byte("# Title\n\n# Step\nclock show\n")}}})
	require.NoError(t, err)
	assert.Equal(t, []Outline{{Name: "x", Title: "Title", Steps: []Step{{3, "Step"}}}}, list)
}

func TestKeepGoing(t *testing.T) {
	r := fakeRunWith(t, RunOptions{KeepGoing: true}, threeSteps)
	assert.Equal(t, []report.Result{report.Passed, report.Failed, report.Passed}, results(r.Scripts[0]))
	assert.Equal(t, report.Failed, r.Scripts[0].Result)
}

func TestFailFast(t *testing.T) {
	r := fakeRunWith(t, RunOptions{FailFast: true, Parallel: 1}, threeSteps, threeSteps)
	assert.Equal(t, report.Failed, r.Scripts[0].Result)
	assert.Equal(t, report.NotRun, r.Scripts[1].Result)
	assert.False(t, r.Interrupted)
	assert.Equal(t, 1, r.ExitCode())
}

func TestTimeout(t *testing.T) {
	slow := func(ctx context.Context, _ world.Spec) (*World, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	r := fakeRunWith(t, RunOptions{Timeout: time.Millisecond, newWorld: slow}, threeSteps)
	require.NotNil(t, r.Scripts[0].Steps[0].Failure)
	assert.Equal(t, "the script took longer than it may", r.Scripts[0].Steps[0].Failure.Message)
	assert.False(t, r.Interrupted, "the run went on")
	assert.Equal(t, report.Passed, fakeRunWith(t, RunOptions{Timeout: time.Hour}, "say one\n").Scripts[0].Result)
}
