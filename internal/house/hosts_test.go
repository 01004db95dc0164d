package house_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
)

// The hosts of Microsoft's clouds stand in one table: elsewhere no code spells one, so that a tenant of any cloud is
// served at its own. Examples in texts, and packages that read or make other people's captures, name the global ones.
func TestHostsOfCloudsStandInOneTable(t *testing.T) {
	examples := []string{"internal/cloud", "internal/capturetest", "internal/redact", "internal/graphtest", "testdata"}
	var hosts []string
	for _, name := range cloud.Names() {
		hosts = append(hosts, cloud.Cloud(name).Hosts()...)
	}
	for _, p := range sourcePackages(t) {
		example := false
		for _, folder := range examples {
			example = example || p.Path == folder || strings.HasPrefix(p.Path, folder+"/")
		}
		if example {
			continue
		}
		for _, file := range p.GoFiles {
			data, err := os.ReadFile(filepath.Join(p.Dir, file))
			require.NoError(t, err)
			for line := range strings.Lines(string(data)) {
				code, _, _ := strings.Cut(line, " // ")
				if strings.HasPrefix(strings.TrimSpace(code), "//") {
					continue
				}
				for _, host := range hosts {
					assert.NotContains(t, code, host, "%s/%s", p.Path, file)
				}
			}
		}
	}
}
