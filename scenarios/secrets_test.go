package scenarios

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"io"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/har"
	"samlharness/internal/reportpage"
	"samlharness/report"
	"samlharness/world"
)

var runs = flag.Int("runs", 8, "how many generated runs are scanned for secrets")

// No password, cookie, token or private key of a run is in what tells of it.
func TestReportsHoldNoSecrets(t *testing.T) {
	kinds := map[string]int{}
	for i := range *runs {
		spy := &secretSpy{known: map[string]string{}}
		var made []*world.World
		text := secretive(rand.New(rand.NewPCG(uint64(i), 10)), spy)
		r, err := Run(t.Context(), RunOptions{
			Scripts:  []Script{{Name: "secret.txtar", Data: []byte(text)}},
			TempDir:  t.TempDir(),
			Record:   true,
			newWorld: spy.worlds(t, &made),
		})
		require.NoError(t, err, text)
		require.Greater(t, r.Totals.Passed, 0, "%s", r.Scripts[0].Steps[0].Log)
		for place, content := range told(t, r, made) {
			for secret, what := range spy.known {
				kinds[strings.Fields(what)[0]]++
				for _, form := range written(secret) {
					assert.False(t, strings.Contains(content, form), "run %d: %s holds a %s: %q", i, place, what, form)
				}
			}
			for _, key := range []string{"PRIVATE KEY", "IBADANBgkqhkiG9w0BAQEFAASC"} { // PEM; PKCS #8 of RSA
				assert.False(t, strings.Contains(content, key), "run %d: %s holds a private key", i, place)
			}
		}
	}
	for _, kind := range []string{"password", "cookie", "bearer", "parameter"} {
		assert.Positive(t, kinds[kind], "the scanner has seen no %s", kind)
	}
}

// secretive writes a script in which people have and type passwords of their own.
func secretive(r *rand.Rand, spy *secretSpy) string {
	password := func() string {
		p := fmt.Sprintf("Pa%x&+\"é/%x!Z", r.Uint32(), r.Uint32())
		spy.add("password", p)
		return p
	}
	quote := func(p string) string { return "'" + p + "'" }
	jc, entra := password(), password()
	lines := []string{
		"# Contoso federates", "jumpcloud user add erin@contoso.com --password " + quote(jc),
		"entra user set bob@contoso.com --password " + quote(entra),
		"jumpcloud directory bind alice", "jumpcloud app create office365 --domain contoso.com",
		"jumpcloud group bind 'All Users' office365",
		"signin bob@contoso.com --entra-password " + quote(entra) + " --transcript",
		"jumpcloud metadata export office365 --out m.xml", "federation enable --xml-file m.xml",
	}
	possible := [][]string{
		{"signin alice@contoso.com --transcript", "record show --xml --all --json"},
		{"! signin alice@contoso.com --jumpcloud-password " + quote(password()), "stderr ."},
		{"jumpcloud user set alice --password " + quote(jc), "signin alice@contoso.com --jumpcloud-password " + quote(jc)},
		{"record list --hops --json", "record har --out record.har"},
		{"jumpcloud certificate regenerate office365", "! signin alice@contoso.com", "reason AADSTS5000811"},
		{"entra signins --json", "entra user list --json", "jumpcloud user list --json"},
		{"federation show --domain contoso.com --json", "signin alice@contoso.com office365 --idp-initiated", "signout"},
		{"signin alice@contoso.com --stay-signed-in yes", "signin alice@contoso.com --same-window --transcript"},
		{"entra user add zed@contoso.onmicrosoft.com --password " + quote(password()), "world export --out w.yaml"},
	}
	for n := range 2 + r.IntN(4) {
		lines = append(lines, fmt.Sprintf("# Step %d", n))
		lines = append(lines, possible[r.IntN(len(possible))]...)
	}
	if r.IntN(2) == 0 { // a step that fails tells more
		lines = append(lines, "# It fails", "signin alice@contoso.com --jumpcloud-password "+quote(password()))
	}
	return strings.Join(lines, "\n") + "\n"
}

var packedMessages = regexp.MustCompile(`<p id="packed" hidden>([^<]+)</p>`)

// told is all that is written of a run, by its place.
func told(t *testing.T, r *report.Report, worlds []*world.World) map[string]string {
	t.Helper()
	all := map[string]string{}
	put := func(place string, write func(io.Writer) error) {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		all[place] += b.String()
	}
	put("the JSON", r.WriteJSON)
	put("the annotations", r.WriteAnnotations)
	put("the summary", r.WriteSummary)
	put("the text", func(w io.Writer) error { return r.WriteText(w, report.TextOptions{Width: 100_000, Steps: true}) })
	put("the JUnit report", func(w io.Writer) error {
		return r.WriteJUnit(w, report.JUnitOptions{Attach: func(name string, data []byte) (string, error) {
			all["the attachments"] += name + string(data)
			return name, nil
		}})
	})
	put("the page", func(w io.Writer) error { return reportpage.Write(w, r) })
	for _, packed := range packedMessages.FindAllStringSubmatch(all["the page"], -1) {
		data, err := base64.StdEncoding.DecodeString(packed[1])
		require.NoError(t, err)
		all["the page"] += unpacked(t, data)
	}
	for _, w := range worlds {
		put("the record", func(out io.Writer) error { return json.NewEncoder(out).Encode(w.Record.Since(0)) })
		put("the HAR", func(out io.Writer) error { return har.Write(out, w.Record.Since(0)) })
	}
	return all
}

// written are the forms in which a secret may stand in what is told. JSON is written with its & as it is and escaped,
// and html/template escapes more than html does.
func written(secret string) []string {
	escaped, _ := json.Marshal(secret) // a string always can
	inJSON := strings.Trim(string(escaped), `"`)
	inHTML := template.HTMLEscapeString(secret)
	return []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)),
		inJSON, strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(inJSON),
		inHTML, strings.ReplaceAll(inHTML, "+", "&#43;")}
}

// A secret is found in each form in which a report writes text.
func TestSecretsAreFoundAsReportsWriteThem(t *testing.T) {
	const secret = "Pa1f&+\"é/<2e>!Z"
	failed := report.StepResult{
		Title:   "It fails",
		Result:  report.Failed,
		Log:     secret,
		Lines:   []report.Line{{Number: 1, Text: secret, Result: report.Failed}},
		Failure: &report.Failure{File: "a.txtar", Line: 1, Command: secret},
	}
	script := report.ScriptResult{Name: "a.txtar", Result: report.Failed, Steps: []report.StepResult{failed}}
	places := told(t, report.New([]report.ScriptResult{script}), nil)
	assert.Len(t, places, 6)
	for place, content := range places {
		assert.True(t, slices.ContainsFunc(written(secret), func(form string) bool {
			return strings.Contains(content, form)
		}), "%s holds it, and it was not found", place)
	}
}

// unpacked are the packed messages of a page, put together from their pieces.
func unpacked(t *testing.T, data []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(data))
	require.NoError(t, err)
	var pieces []string
	var messages [][]int
	require.NoError(t, json.NewDecoder(z).Decode(&[]any{&pieces, &messages}))
	require.NotEmpty(t, messages)
	var all strings.Builder
	for _, message := range messages {
		for _, n := range message {
			all.WriteString(pieces[n])
		}
	}
	return all.String()
}

// What verbs print that lets somebody in is not in what a run writes, nor in what its assertions compare.
func TestPrintedSecretsAreNotReported(t *testing.T) {
	result, err := Run(t.Context(), RunOptions{TempDir: t.TempDir(), Scripts: []Script{{Name: "printed", Data: []byte(`
jumpcloud apikey show
stdout '^API key : \*\*\*\n$'
jumpcloud apikey show --json
stdout '"apiKey": "\*\*\*"'
jumpcloud user add erin@contoso.com
jumpcloud mfa enroll erin@contoso.com --secret JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP --show-secret
entra app secret add harness
stdout '^Value +: \*\*\*\n$'
`)}}})
	require.NoError(t, err)
	for _, step := range result.Scripts[0].Steps {
		assert.Nil(t, step.Failure, "%v", step.Failure)
	}
	var b bytes.Buffer
	require.NoError(t, result.WriteJSON(&b))
	assert.NotContains(t, b.String(), "JBSWY3DPEHPK3PXP")
}
