package reportpage_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/internal/reportpage"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
)

// ran is the report of scripts.
func ran(t *testing.T, scripts ...scenarios.Script) *report.Report {
	t.Helper()
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{Scripts: scripts, TempDir: t.TempDir(), Record: true})
	require.NoError(t, err)
	return r
}

func page(t *testing.T, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, reportpage.Write(&b, r))
	return b.String()
}

// text is what a reader sees on top, above the scripts, without JavaScript.
func text(html string) string {
	top, _, _ := strings.Cut(html, `<h2 id="scripts">`)
	p := browser.ParsePage(&url.URL{}, 200, nil, []byte(top), true)
	return strings.Join(strings.Fields(p.Text()), " ")
}

// broken are six ways in which a sign-in goes wrong, with the cause and the cure that the page shows.
func broken(t *testing.T) []scenarios.Script {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	require.NoError(t, err)
	require.Len(t, files, 6)
	scripts, err := scenarios.Load(files...)
	require.NoError(t, err)
	return scripts
}

func TestCauseAndCureStandOnTop(t *testing.T) {
	want := [][]string{
		{"1-certificate.txtar:14", "Microsoft refused the Response (AADSTS5000811)", "The certificate is registered",
			"expected SHA-256", "got SHA-256", "Fix register the certificate"},
		{"2-entity-id.txtar:14", "Microsoft refused the Response (AADSTS50107)", "expected https://contoso.com got " +
			"https://contoso.com/", "differs character 20", "Fix make the IdP Entity ID"},
		{"3-unbound.txtar:11", "Microsoft refused the Response (AADSTS51004)", "who has no immutable ID; bind the user"},
		{"4-immutable-id.txtar:13", "Microsoft refused the Response (AADSTS51004)", "expected q1w2E3r4T5y6U7i8O9p0AQ==",
			"Fix IDPEmail names bob@contoso.com, whose immutable ID is"},
		{"5-expectation.txtar:12", "stdout of `signin alice@contoso.com` does not match",
			"expected a match of signed in as " +
				"bob@contoso.com got signed in as alice@contoso.com", "Fix make line 12 expect what came"},
		{"6-expired.txtar:16", "contoso.com has a certificate that ends on 2031-03-02 (FederationDrift)",
			"printed signingCertificate SHA-256", "Fix Replace what ends"},
	}
	top := text(page(t, ran(t, broken(t)...)))
	assert.Contains(t, top, "6 of 6 scripts failed")
	at := 0
	for _, texts := range want {
		for _, part := range texts {
			next := strings.Index(top[at:], part)
			require.GreaterOrEqual(t, next, 0, "%s is not in\n%s", part, top[at:])
			at += next
		}
	}
}

// Commands in what to do stand apart from its words, as in messages.
func TestCommandsOfAFix(t *testing.T) {
	html, _, _ := strings.Cut(page(t, ran(t, broken(t)[0])), `<h2 id="scripts">`)
	assert.Contains(t, html, "then <code>harness federation disable --domain contoso.com</code> and <code>harness")
	assert.NotContains(t, html, "`harness federation")
}

// A stored result gives the same page.
func TestStoredResult(t *testing.T) {
	r := ran(t, broken(t)[0])
	var stored bytes.Buffer
	require.NoError(t, r.WriteJSON(&stored))
	again, err := report.Parse(stored.Bytes())
	require.NoError(t, err)
	assert.True(t, page(t, r) == page(t, again))
}

// The page of the shipped scripts is small, and loads nothing.
func TestShippedScripts(t *testing.T) {
	html := page(t, ran(t))
	assert.Less(t, len(html), 450_000)
	assert.True(t, strings.Contains(html, "default-src &#39;none&#39;"))
	loads := regexp.MustCompile(`(?i)(src|href|action)\s*=\s*"?(https?:|//)|url\("?(https?:|//)|@import`)
	assert.Empty(t, loads.FindString(html))
	assert.Contains(t, text(html), "passed")
	if folder := os.Getenv("HARNESS_SCREENSHOTS"); folder != "" {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "shipped.html"), []byte(html), 0o600))
	}
}

// A long step that passed shows its newest exchanges, and says how many are left out; one that failed shows all.
func TestLongSteps(t *testing.T) {
	step := report.StepResult{Title: "Everybody signs in", Result: report.Passed, Earlier: 3}
	for n := range 45 {
		step.Exchanges = append(step.Exchanges, record.Exchange{
			ID:    int64(n + 1),
			Kind:  record.GraphCall,
			Title: fmt.Sprintf("GET /users/%d.", n+1),
			From:  record.Operator,
			To:    record.Microsoft,
		})
	}
	script := report.ScriptResult{Name: "long.txtar", Result: report.Passed, Steps: []report.StepResult{step}}
	html := page(t, report.New([]report.ScriptResult{script}))
	assert.Contains(t, html, "40 exchanges, after 8 that are left out")
	assert.NotContains(t, html, "GET /users/5.")
	assert.Contains(t, html, "GET /users/6.")

	script.Result = report.Failed
	html = page(t, report.New([]report.ScriptResult{script}))
	assert.Contains(t, html, "45 exchanges, after 3 that are left out")
	assert.Contains(t, html, "GET /users/5.")
}

// A call of which nothing is known but that it was answered has nothing to open; one that was refused has.
func TestAnsweredCalls(t *testing.T) {
	call := record.Exchange{
		ID:      1,
		Kind:    record.GraphCall,
		Title:   "GET /users",
		Verdict: record.Accepted,
		Checks:  []record.Check{{Name: "status", Title: "HTTP status", Outcome: record.Pass, Got: "200"}},
	}
	step := report.StepResult{Title: "Look", Result: report.Passed, Exchanges: []record.Exchange{call}}
	script := report.ScriptResult{Name: "look.txtar", Result: report.Passed, Steps: []report.StepResult{step}}
	assert.NotContains(t, page(t, report.New([]report.ScriptResult{script})), "data-p=")

	call.Verdict, call.Checks[0].Outcome = record.Refused, record.Fail
	step.Exchanges[0] = call
	assert.Contains(t, page(t, report.New([]report.ScriptResult{script})), "data-p=1 ")
}

// What others wrote is text.
func TestNamesAreText(t *testing.T) {
	const nasty = `<script>alert(1)</script>`
	exchange := ran(t, broken(t)[2]).Scripts[0].Steps[1].Exchanges[0]
	exchange.Title, exchange.Subject, exchange.Message = nasty, "王小明", "<a>"+nasty+"</a>"
	html := page(t, report.New([]report.ScriptResult{{
		Name:   nasty,
		Title:  nasty + "\x1b[2J",
		Result: report.Failed,
		Error:  nasty,
		Steps: []report.StepResult{{
			Title:    nasty,
			Result:   report.Failed,
			Happened: nasty,
			Log:      nasty,
			Lines:    []report.Line{{Number: 1, Text: nasty, Result: report.Failed}},
			Failure: &report.Failure{
				File:     nasty,
				Line:     1,
				Command:  nasty,
				Message:  nasty,
				Expected: nasty,
				Got:      nasty,
				Hint:     nasty,
			},
			Screens: []report.Screen{{
				Title:   nasty,
				URL:     "javascript:" + nasty,
				Text:    nasty,
				Picture: []byte("<svg onload=alert(1)>"),
			}},
			Exchanges: []record.Exchange{exchange, exchange},
		}},
	}}))
	_, body, _ := strings.Cut(html, "<main>")
	body, _, _ = strings.Cut(body, "</main>")
	for _, never := range []string{nasty, "\x1b", "onload", `="javascript:`} {
		assert.False(t, strings.Contains(body, never), never)
	}
	assert.Contains(t, body, "王小明")
}

// A report without steps, and one whose scripts had no world, are pages too.
func TestEmptyReport(t *testing.T) {
	assert.Contains(t, text(page(t, report.New(nil))), "0 of 0 scripts passed")
	html := text(page(t, report.New([]report.ScriptResult{{Name: "a.txtar", Result: report.Failed, Error: "no port"}})))
	assert.Contains(t, html, "a.txtar The script was not run to its end no port")
}
