package house_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// maxColumns is how wide a line of a Go file may be.
const maxColumns = 120

func TestNoLineIsTooWide(t *testing.T) {
	for _, test := range []bool{false, true} {
		for _, f := range goFiles(t, test) {
			data, err := os.ReadFile(filepath.Join(root, f.path))
			require.NoError(t, err)
			for i, line := range strings.Split(string(data), "\n") {
				if w := utf8.RuneCountInString(line); w > maxColumns {
					assert.Fail(t, "too wide", "%s:%d has %d columns, more than %d", f.path, i+1, w, maxColumns)
				}
			}
		}
	}
}
