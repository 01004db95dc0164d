package parity_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/parity"
	"samlharness/record"
)

var rows = []parity.Behaviour{
	{
		ID:      "browser.cookie",
		Party:   record.Browser,
		Says:    "A cookie is sent back.",
		Grade:   parity.Documented,
		Source:  "RFC 6265",
		Witness: "browser.TestCookie",
	},
	{ID: "entra.login.form", Party: record.Microsoft, Says: "What is not a posted form with one SAMLResponse is refused.",
		Grade:  parity.Assumed,
		Source: "https://login.microsoftonline.com/error?code=90081; inferred", Witness: "sp/loginsrf.TestForm/no field"},
}

func TestWriteText(t *testing.T) {
	var out strings.Builder
	require.NoError(t, parity.WriteText(&out, rows, 40))
	assert.Equal(t, `Browser

  browser.cookie
    A cookie is sent back.
    documented: RFC 6265
    test: browser.TestCookie

Microsoft

  entra.login.form
    What is not a posted form with one
    SAMLResponse is refused.
    assumed: https://login.microsoftonline.com/error?code=90081;
             inferred
    test: sp/loginsrf.TestForm/no field

2 behaviours: 1 documented, 0 observed, 1 assumed
`, out.String())
}

func TestWriteTable(t *testing.T) {
	var out strings.Builder
	require.NoError(t, parity.WriteTable(&out, rows))
	lines := strings.Split(out.String(), "\n")
	require.Len(t, lines, 3, "two rows, and the end of the last line")
	assert.Equal(t, "Browser\tbrowser.cookie\tdocumented\tA cookie is sent back.\tRFC 6265\tbrowser.TestCookie", lines[0])
}

func TestWriteJSON(t *testing.T) {
	var out strings.Builder
	require.NoError(t, parity.WriteJSON(&out, rows))
	var got struct {
		Schema string
		Rows   []parity.Behaviour
	}
	require.NoError(t, json.Unmarshal([]byte(out.String()), &got))
	assert.Equal(t, parity.Schema, got.Schema)
	assert.Equal(t, rows, got.Rows)

	out.Reset()
	require.NoError(t, parity.WriteJSON(&out, nil))
	assert.Contains(t, out.String(), `"rows": []`)
}
