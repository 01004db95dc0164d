package shell_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/shell"
)

func TestLine(t *testing.T) {
	assert.Equal(t, `harness jumpcloud group bind 'All Users' office365`,
		shell.Line("harness", "jumpcloud", "group", "bind", "All Users", "office365"))
	for word, want := range map[string]string{
		"alice@contoso.com": "alice@contoso.com",
		"":                  "''",
		"王小明":               "'王小明'",
		"$(date)`;":         "'$(date)`;'",
		"it's":              `'it'\''s'`,
		"a\nb":              "'a\nb'",
	} {
		assert.Equal(t, want, shell.Word(word))
	}
}
