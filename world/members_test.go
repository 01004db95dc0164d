package world

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Every member of a world file is explained, and nothing else is.
func TestMembers(t *testing.T) {
	names := map[string]bool{}
	for _, m := range Members() {
		names[m.Name] = true
		assert.NotEmpty(t, m.Text, "add a line for %s to members.tsv", m.Name)
	}
	for line := range strings.Lines(memberTexts) {
		name, _, _ := strings.Cut(line, "\t")
		assert.True(t, names[name], "there is no member %s", name)
	}
	assert.True(t, names["applications.userAttributes.field"])
}
