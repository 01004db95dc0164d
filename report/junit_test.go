package report_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/needs"
	"samlharness/record"
	"samlharness/report"
)

// told is a report with what readers of JUnit XML and GitHub's commands might stumble over.
func told() *report.Report {
	return report.New([]report.ScriptResult{
		{Name: "dir/a b,c.txtar", Title: "It is broken", Result: report.Failed, Seconds: 12345.678,
			Steps: []report.StepResult{
				{Title: "Fine", Line: 1, Result: report.Passed, Log: "> say \x00\r\n[[ATTACHMENT|/etc/passwd]]\n::error::x\n"},
				{
					Title:  "100%: it fails, 王小明\n::error::x",
					Line:   3,
					Result: report.Failed,
					Failure: &report.Failure{
						File:     "dir/a b,c.txtar",
						Line:     4,
						Command:  "signin 王小明@contoso.com",
						Message:  "it failed",
						Expected: "one\r\ntwo",
						Got:      "100% ```` <b>",
						Hint:     "mend it",
					},
					Exchanges: []record.Exchange{
						{ID: 1, Kind: record.Response, Message: "<old/>", Verdict: record.Accepted},
						{ID: 2, Kind: record.Response, Message: "<a/>", Verdict: record.Refused},
						{ID: 3, Kind: record.GraphCall, Message: "{}", Verdict: record.Accepted},
					},
					Screens: []report.Screen{{Title: "one"}, {Picture: []byte("\x89PNG\r\n\x1a\n")}, {Title: "three"}},
				},
				{Title: "Not any more", Line: 9, Result: report.NotRun},
				{Title: "", Line: 11, Result: report.Skipped},
			}},
		{Name: "b.txtar", Result: report.Failed, Error: "no port", Steps: []report.StepResult{{Title: "x"}}},
	})
}

// The report has the form that Jenkins publishes, and its attachments exist.
func TestJUnitHasTheFormOfJenkins(t *testing.T) {
	folder := t.TempDir()
	var b bytes.Buffer
	require.NoError(t, told().WriteJUnit(&b, report.JUnitOptions{Attach: func(name string, data []byte) (string, error) {
		path := filepath.Join(folder, name)
		return path, os.WriteFile(path, data, 0o600)
	}}))
	file := filepath.Join(folder, "report.xml")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	attached := regexp.MustCompile(`(?:&#xA;|>)\[\[ATTACHMENT\|([^\]]+)\]\]&#xA;`).FindAllStringSubmatch(b.String(), -1)
	require.Len(t, attached, 2)
	for i, want := range []string{"a_b_c-4-response.xml", "a_b_c-4-screen.png"} {
		assert.True(t, strings.HasSuffix(attached[i][1], want), attached[i][1])
		assert.FileExists(t, attached[i][1])
	}
	message, err := os.ReadFile(attached[0][1])
	require.NoError(t, err)
	assert.Equal(t, "<a/>", string(message), "of the exchange that was refused")

	r := told()
	r.Scripts[0].Steps[1].Screens = []report.Screen{{Title: "Sign in", URL: "https://h/", Text: "Wrong password"}}
	require.NoError(t, r.WriteJUnit(io.Discard, report.JUnitOptions{Attach: func(name string,
		data []byte) (string, error) {
		if strings.HasSuffix(name, "-screen.txt") {
			message = data
		}
		return name, nil
	}}))
	assert.Equal(t, "Sign in\nhttps://h/\n\nWrong password\n", string(message), "where the browser draws nothing")

	_, err = needs.Run(t, needs.Program(t, "xmllint"), "--noout", "--nonet", "--schema", "testdata/jenkins/junit-10.xsd",
		file)
	assert.NoError(t, err)
}

// Workflow commands are escaped as GitHub's own toolkit does it, so that each stays one line.
func TestAnnotations(t *testing.T) {
	var b strings.Builder
	require.NoError(t, told().WriteAnnotations(&b))
	assert.Equal(t, "::error file=dir/a b%2Cc.txtar,line=4,title=100%25%3A it fails%2C 王小明%0A%3A%3Aerror%3A%3Ax::"+
		"signin 王小明@contoso.com: it failed%0Aexpected: one%0D%0Atwo%0Agot: 100%25 ```` <b>%0Afix: mend it\n"+
		"::error file=b.txtar,title=b.txtar::no port\n", b.String())
}

func TestSummary(t *testing.T) {
	var b strings.Builder
	require.NoError(t, told().WriteSummary(&b))
	assert.Contains(t, b.String(), "### harness run: 2 scripts, 5 steps: 1 passed, 1 failed")
	assert.Contains(t, b.String(), "#### ✕ 100%&#58; it fails, 王小明 &#58;&#58;error&#58;&#58;x\n\n`````text\n"+
		"dir/a b,c.txtar:4: signin 王小明@contoso.com\nit failed\nexpected  one")
	assert.Contains(t, b.String(), "got       100% ```` <b>\nfix       mend it\n`````\n")
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		`{"schema": "harness/verb/1"}`: `got the schema "harness/verb/1"`,
		`{}`:                           "got a document without a schema",
		`<html>`:                       "got what is not such JSON",
		" \n":                          "got nothing: it is empty",
		`{"schema": "harness/run/1", `: "got the beginning of a document, which is cut off",
		`[1]`:                          "got JSON of the kind array",
		`{"schema": 1}`:                "got another form: schema is of the kind number",
		`{"schema": "harness/run/1", "scripts": 1}`: "got another form: scripts is of the kind number",
	} {
		_, err := report.Parse([]byte(text))
		require.ErrorContains(t, err, want)
		assert.Equal(t, 2, report.ExitCode(err))
		assert.Equal(t, "harness run --json FILE writes one", report.Hint(err))
	}
	_, err := report.Parse([]byte(`{"schema": "harness/run/9"}`))
	assert.Contains(t, report.Hint(err), "another version of harness wrote it")
	var stored bytes.Buffer
	require.NoError(t, told().WriteJSON(&stored))
	again, err := report.Parse(stored.Bytes())
	require.NoError(t, err)
	assert.Equal(t, told(), again)
}
