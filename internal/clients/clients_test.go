package clients_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/clients"
	"samlharness/internal/needs"
	"samlharness/world"
)

// worldOf is a world with a proxy, as its clients see it.
func worldOf(t *testing.T) clients.World {
	t.Helper()
	w := world.Start(t, world.Options{})
	proxy, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	return clients.World{
		ConnectionFile: "/tmp/it's here/c.json", ProxyURL: proxy, CACertificateFile: needs.File(t, "ca.pem", w.CAPEM()),
		KeyPin: "pin", TenantID: w.Entra.ID(), ClientID: w.ClientID, ClientSecret: w.ClientSecret,
	}
}

// The lines for curl do what they say when a shell takes them as they stand.
func TestCurlByItsLines(t *testing.T) {
	needs.Program(t, "curl")
	c, found := clients.Find(worldOf(t), "curl")
	require.True(t, found)
	script := c.Script() + strings.Join(c.Try, "\n") + "\n"
	out, err := needs.Run(t, needs.Program(t, "sh"), "-c", script)
	require.NoError(t, err)
	assert.Contains(t, string(out), "<!DOCTYPE html>", "the sign-in page")
	assert.Contains(t, string(out), `"id":"contoso.com"`, "what Graph answers to the token")
}

// So do those for Azure CLI.
func TestAzureCLIByItsLines(t *testing.T) {
	if _, err := exec.LookPath("az"); err != nil || testing.Short() {
		t.Skip("SKIPPED, nothing was tested: az is missing, or takes too long")
	}
	c, found := clients.Find(worldOf(t), "az")
	require.True(t, found)
	out, err := needs.Run(t, needs.Program(t, "sh"), "-c", c.Script()+strings.Join(c.Try, " && ")+"\n")
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), `"id": "contoso.com"`)
}

// Whatever a client's title and note are, a shell takes its script, and quotes nothing apart.
func TestEveryScriptIsOneForItsShell(t *testing.T) {
	w := worldOf(t)
	for _, c := range clients.All(w) {
		if c.Shell == clients.POSIX {
			_, err := needs.Run(t, needs.Program(t, "sh"), "-n", "-c", c.Script())
			require.NoError(t, err, c.Name)
		}
		for line := range strings.Lines(c.Script()) {
			assert.NotContains(t, strings.TrimSuffix(line, "\n"), "\r", c.Name)
		}
		assert.NotEmpty(t, c.Set, c.Name)
	}
	c, _ := clients.Find(w, "harness")
	out, err := needs.Run(t, needs.Program(t, "sh"), "-c", c.Script()+`printf %s "$HARNESS_CONNECT"`)
	require.NoError(t, err)
	assert.Equal(t, filepath.FromSlash("/tmp/it's here/c.json"), string(out))
}

// Without the secret, lines say where it is, and no line has another one.
func TestSecretIsLeftOut(t *testing.T) {
	w := worldOf(t)
	secret := w.ClientSecret
	w.ClientSecret = ""
	for _, c := range clients.All(w) {
		assert.NotContains(t, c.Script(), secret, c.Name)
	}
}
