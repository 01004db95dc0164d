package report_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/report"
)

func refused() record.Exchange {
	failed := record.Check{
		Name:     "issuer",
		Title:    "Issuer is registered",
		Outcome:  record.Fail,
		Fix:      "mend it\nor leave it",
		Warnings: []string{"odd"},
	}.Unlike("https://contoso.com", "https://contoso.com/")
	return record.Exchange{
		By: record.Microsoft, Kind: record.Response, Verdict: record.Refused,
		Refusal: &record.Refusal{Code: "AADSTS50107", Message: "It does not exist."},
		Checks: []record.Check{
			{Name: "xml", Title: "The message is XML", Outcome: record.Pass, Got: "6 KB"},
			{Name: "version", Title: "Version is 2.0", Outcome: record.Pass, Warnings: []string{"\x1b[2J an old one"}},
			failed,
			{Name: "key", Title: "The key is registered", Outcome: record.Unknown, Got: "no certificate was given"},
			{Name: "user", Title: "There is such a user", Outcome: record.NotReached},
		},
	}
}

func written(t *testing.T, e record.Exchange, o report.CheckOptions) string {
	t.Helper()
	var s strings.Builder
	require.NoError(t, report.WriteExchange(&s, e, o))
	return s.String()
}

func TestWriteExchange(t *testing.T) {
	const failed = `AADSTS50107: It does not exist.
fail         Issuer is registered (check issuer)
             expected  https://contoso.com
             got       https://contoso.com/
             differs   character 20: expected the end of the text, got "/"
             fix       mend it
                       or leave it
             warning   odd
`
	assert.Equal(t, failed+`pass         Version is 2.0
             warning   \x1b[2J an old one
unknown      The key is registered: no certificate was given
checks       2 passed, 1 not reached; --all lists them
`, written(t, refused(), report.CheckOptions{}))
	assert.Equal(t, failed+`pass         The message is XML: 6 KB
pass         Version is 2.0
             warning   \x1b[2J an old one
unknown      The key is registered: no certificate was given
not reached  There is such a user
checks       2 passed, 1 not reached
`, written(t, refused(), report.CheckOptions{All: true}))
	assert.Contains(t, written(t, refused(), report.CheckOptions{Color: true}), "\x1b[31mfail       \x1b[0m  Issuer")
}

// What came is always shown of a failed check, also when nothing came.
func TestGotIsAlwaysShown(t *testing.T) {
	e := record.Exchange{Verdict: record.Refused, Checks: []record.Check{{
		Name:     "name-id",
		Title:    "NameID is there",
		Outcome:  record.Fail,
		Code:     "AADSTS5000818",
		Expected: "a NameID",
	}}}
	assert.Equal(t, `fail         NameID is there (AADSTS5000818, check name-id)
             expected  a NameID
             got       nothing
checks       0 passed, 0 not reached; --all lists them
`, written(t, e, report.CheckOptions{}))
}

// A refusal that no check led to explains itself.
func TestRefusalWithoutChecks(t *testing.T) {
	e := record.Exchange{
		Verdict: record.Refused,
		Refusal: &record.Refusal{Code: "NotFound", Message: "no", Fix: "make it"},
	}
	assert.Equal(t, "NotFound: no\n             fix       make it\n", written(t, e, report.CheckOptions{}))
	assert.Empty(t, written(t, record.Exchange{Verdict: record.Sent}, report.CheckOptions{}))
}

func TestExplanation(t *testing.T) {
	c, ok := report.Explanation(refused())
	assert.True(t, ok)
	assert.Equal(t, "issuer", c.Name)
	assert.Equal(t, "AADSTS50107", c.Code, "the refusal's, as the check names none")
	_, ok = report.Explanation(record.Exchange{Verdict: record.Accepted})
	assert.False(t, ok)
	_, ok = report.Explanation(record.Exchange{Verdict: record.Refused})
	assert.False(t, ok)
}

// What a step has told is not told again, but for what came.
func TestExplain(t *testing.T) {
	c := record.Check{Name: "id", Title: "It is wrong", Code: "Typo", Expected: "a", Got: "b", Fix: "write a"}
	for _, e := range []struct {
		name, by, told, head string
		labels               []string
	}{
		{"by a company", "Microsoft", "", "Microsoft refused the Response (Typo)",
			[]string{"not met", "expected", "got", "fix"}},
		{"told already", "Microsoft", "It is wrong: b (write a)", "Microsoft refused the Response (Typo)", []string{"got"}},
		{"by the operator", "", "", "It is wrong (Typo)", []string{"expected", "got", "fix"}},
		{"by the operator, told already", "", "It is wrong.", "Typo", []string{"expected", "got", "fix"}},
	} {
		t.Run(e.name, func(t *testing.T) {
			head, details := report.Explain(c, e.by, "Response", e.told)
			assert.Equal(t, e.head, head)
			var labels []string
			for _, d := range details {
				labels = append(labels, d.Label)
			}
			assert.Equal(t, e.labels, labels)
		})
	}
}

// Commands stand between backticks in what to do alone; a backtick that is not closed is a character.
func TestPieces(t *testing.T) {
	const text = "run `harness run`, then look"
	assert.Equal(t, []report.Piece{{Text: "run "}, {Text: "harness run", Code: true}, {Text: ", then look"}},
		report.Detail{Label: "fix", Text: text}.Pieces())
	for _, d := range []report.Detail{{Label: "got", Text: text}, {Label: "fix", Text: "one ` alone"}} {
		assert.Equal(t, []report.Piece{{Text: d.Text}}, d.Pieces())
	}
}
