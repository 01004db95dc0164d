package sp_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp"
)

func TestParityRowsHaveWitnesses(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range sp.Parity() {
		assert.False(t, seen[b.ID], b.ID)
		seen[b.ID] = true
		folder, test, ok := strings.Cut(b.Witness, ".")
		require.True(t, ok, b.Witness)
		test, _, _ = strings.Cut(test, "/")
		found := false
		files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
		require.NoError(t, err)
		for _, f := range files {
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			found = found || strings.Contains(string(text), "\nfunc "+test+"(t *testing.T)")
		}
		assert.True(t, found, "%s: no test %s", b.ID, b.Witness)
	}
}
