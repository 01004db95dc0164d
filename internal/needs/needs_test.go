package needs_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/needs"
)

// ending is a test that notes how it was ended.
type ending struct {
	testing.TB
	fatal, skipped string
}

func (e *ending) Helper()           {}
func (e *ending) Fatal(args ...any) { e.fatal = fmt.Sprint(args...) }
func (e *ending) Skip(args ...any)  { e.skipped = fmt.Sprint(args...) }

func TestMissingProgramSkipsLoudlyAndFailsInCI(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	t.Setenv("CI", "")
	var local ending
	needs.Program(&local, "xmllint")
	assert.Contains(t, local.skipped, "NOT CHECKED, xmllint is not installed: apt-get install libxml2-utils")
	assert.Empty(t, local.fatal)

	t.Setenv("CI", "true")
	var ci ending
	needs.Program(&ci, "xmlsec1")
	assert.Contains(t, ci.fatal, "xmlsec1 is not installed: apt-get install xmlsec1")
}
