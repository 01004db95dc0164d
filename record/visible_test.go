package record_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/record"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"王小明\té\n":           "王小明\té\n",
		"\x1b[31mred\r":      `\x1b[31mred\x0d`,
		"\u009b2J\x00\x7f":   `\u009b2J\x00\x7f`,
		"a\u202eb\u2066c":    `a\u202eb\u2066c`,
		"\u200b\u200d\ufeff": `\u200b\u200d\ufeff`,
		"soft\u00adhyphen":   `soft\u00adhyphen`,
		"\U000e0041tag":      `\U000e0041tag`,
		"\x9b\xff\ufffd":     "\\x9b\\xff\ufffd",
		"":                   "",
	} {
		assert.Equal(t, want, record.Visible(text))
	}
}
