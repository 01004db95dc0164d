package scenarios

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	microsoft "samlharness/sp/aadsts"
)

// The lines of a script that are said to lead to a code of Microsoft's do so.
func TestScriptsOfExplanations(t *testing.T) {
	var scripts []Script
	for code := range microsoft.Codes() {
		if e, ok := microsoft.Explain(code); ok && e.Seen == microsoft.InWorld {
			lines := slices.Concat(federated, e.Script, []string{"reason " + code.String()})
			scripts = append(scripts, Script{Name: code.String(), Data: []byte(strings.Join(lines, "\n") + "\n")})
		}
	}
	require.Greater(t, len(scripts), 6)
	result, err := Run(t.Context(), RunOptions{Scripts: scripts, TempDir: t.TempDir()})
	require.NoError(t, err)
	for _, s := range result.Scripts {
		for _, step := range s.Steps {
			if step.Failure != nil {
				assert.Fail(t, "the script does not lead to the code", "%s: %s: %s: got %s", s.Name, step.Failure.Command,
					step.Failure.Message, step.Failure.Got)
			}
		}
	}
}
