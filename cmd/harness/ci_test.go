package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// yamlOf is the first block of the README that begins with a file's name, read into v.
func yamlOf(t *testing.T, name string, v any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, block, found := strings.Cut(string(text), "```yaml\n# "+name+"\n")
	require.True(t, found, name)
	block, _, _ = strings.Cut(block, "```")
	require.NoError(t, yaml.Unmarshal([]byte(block), v))
}

// job is a repository on a machine of a CI service, with a script that fails.
type job struct {
	folder string
	env    []string
}

func newJob(t *testing.T) job {
	t.Helper()
	j, bin := job{folder: t.TempDir()}, t.TempDir()
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	require.NoError(t, os.Symlink(repository, filepath.Join(j.folder, "harness")))
	require.NoError(t, os.Mkdir(filepath.Join(j.folder, "my-scripts"), 0o700))
	for name, text := range map[string]string{
		"bad.txtar":  "# It fails\nsignin alice@contoso.com --entra-password wrong\n",
		"good.txtar": "# It passes\nsignin alice@contoso.com\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(j.folder, "my-scripts", name), []byte(text), 0o600))
	}
	j.env = append(os.Environ(), "GOBIN="+bin, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	j.env = slices.Clip(j.env) // each job appends its own
	return j
}

// run runs a line of the job.
func (j job) run(line string) (output string, err error) {
	cmd := exec.Command("sh", "-ec", line)
	cmd.Dir, cmd.Env = j.folder, j.env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// runAll runs the lines of the job, of which the last fails.
func (j job) runAll(t *testing.T, lines []string) (output string) {
	t.Helper()
	require.Len(t, lines, 2)
	output, err := j.run(lines[0])
	require.NoError(t, err, output)
	output, err = j.run(lines[1])
	exit, isExit := err.(*exec.ExitError)
	require.True(t, isExit, "%v\n%s", err, output)
	assert.Equal(t, 1, exit.ExitCode(), output)
	for _, name := range []string{"report.html", "junit.xml", "result.json"} {
		assert.FileExists(t, filepath.Join(j.folder, "out", name))
	}
	return output
}

// attached are the paths in the JUnit report.
func (j job) attached(t *testing.T) (paths []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(j.folder, "out", "junit.xml"))
	require.NoError(t, err)
	for _, found := range regexp.MustCompile(`\[\[ATTACHMENT\|([^\]]+)\]\]`).FindAllStringSubmatch(string(data), -1) {
		paths = append(paths, found[1])
	}
	require.NotEmpty(t, paths)
	return paths
}

// The steps of the README's jobs do what it says.
func TestJobs(t *testing.T) {
	if testing.Short() {
		t.Skip("they install the program")
	}
	j := newJob(t) // one for both: the second finds what the first has compiled
	t.Run("GitHub", func(t *testing.T) { runOnGitHub(t, j) })
	require.NoError(t, os.RemoveAll(filepath.Join(j.folder, "out")))
	t.Run("GitLab", func(t *testing.T) { runOnGitLab(t, j) })
}

func runOnGitHub(t *testing.T, j job) {
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	yamlOf(t, ".github/workflows/sign-in.yml", &workflow)
	var lines []string
	for _, step := range workflow.Jobs["sign-in"].Steps {
		if step.Run != "" {
			lines = append(lines, step.Run)
		}
	}
	summary := filepath.Join(t.TempDir(), "summary.md")
	j.env = append(j.env, "CI_PROJECT_DIR=", "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+summary)
	output := j.runAll(t, lines)
	assert.Regexp(t, `(?m)^::error file=my-scripts/bad.txtar,line=2,title=It fails::signin .*AADSTS50126`, output)
	assert.Regexp(t, `(?s)^::stop-commands::(\w+)\n.*\n::\w+::\n::error`, output)
	for _, path := range j.attached(t) { // where Jenkins looks for them
		assert.True(t, filepath.IsAbs(path), path)
		assert.FileExists(t, path)
	}
	text, err := os.ReadFile(summary)
	require.NoError(t, err)
	assert.Contains(t, string(text), "#### ✕ It fails")
}

// Attachments lie where GitLab looks for them.
func runOnGitLab(t *testing.T, j job) {
	var file map[string]struct{ Script []string }
	yamlOf(t, ".gitlab-ci.yml", &file)
	j.env = append(j.env, "GITHUB_ACTIONS=", "CI_PROJECT_DIR="+j.folder)
	output := j.runAll(t, file["sign-in"].Script)
	assert.NotContains(t, output, "::error")
	for _, path := range j.attached(t) {
		assert.True(t, strings.HasPrefix(path, "out/junit-files/"), path)
		assert.FileExists(t, filepath.Join(j.folder, path))
	}
	page, err := j.run("rm out/report.html && harness report out/result.json && ls out")
	require.NoError(t, err, page)
	assert.Contains(t, page, "wrote out/result.html")
}
