package record_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/record"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"王小明\té\n":         "王小明\té\n",
		"\x1b[31mred\r":    `\x1b[31mred\x0d`,
		"\u009b2J\x00\x7f": `\x9b2J\x00\x7f`,
		"":                 "",
	} {
		assert.Equal(t, want, record.Visible(text))
	}
}
