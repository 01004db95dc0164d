package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/up"
	"samlharness/sp/directory"
)

// halfFederated holds a world open whose contoso.com says Federated and has no configuration.
func halfFederated(t *testing.T, folder string) *up.Held {
	t.Helper()
	held := hold(t, up.Options{ConnectionFile: filepath.Join(folder, "connection.json")})
	_, err := held.World.Entra.CreateFederation(t.Context(), "contoso.com", directory.Federation{
		IssuerURI:               "https://contoso.com",
		FederatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
	})
	require.Error(t, err, "Graph wants a certificate, and leaves the domain half federated without")
	return held
}

func half(t *testing.T, held *up.Held) bool {
	t.Helper()
	d, err := held.World.Entra.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	return d.HalfFederated
}

// shell runs a command line as a person does who types it.
type shell struct {
	folder string
	env    []string
}

func (s shell) run(t *testing.T, line string) (stdout, stderr string, err error) {
	t.Helper()
	var out, complaint bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a command may wait for a person
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", line)
	cmd.WaitDelay = time.Second
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = s.folder, append(os.Environ(), s.env...), &out, &complaint
	err = cmd.Run()
	return out.String(), complaint.String(), err
}

// A cure that is copied from the output and run as it stands acts on the tenant that the refused command was for: a
// world under production names stands for the real tenant, and the one of HARNESS_CONNECT beside it.
func TestCuresActOnTheirTarget(t *testing.T) {
	folder := t.TempDir()
	production := filepath.Join(folder, "it's production")
	require.NoError(t, os.Mkdir(production, 0o700))
	tenant, emulation := halfFederated(t, production), halfFederated(t, folder)
	secret := filepath.Join(production, "secret")
	require.NoError(t, os.WriteFile(secret, []byte(tenant.Connection.ClientSecret), 0o600))
	ca, err := filepath.Rel(folder, tenant.Connection.CACertificateFile)
	require.NoError(t, err)

	person := shell{folder: folder, env: []string{
		"HARNESS_CONNECT=" + emulation.ConnectionFile,
		"HARNESS_REAL_DOMAIN=contoso.com",
		"HTTPS_PROXY=" + tenant.Connection.ProxyURL,
		"AZURE_TENANT_ID=" + tenant.Connection.TenantID,
		"AZURE_CLIENT_ID=" + tenant.Connection.ClientID,
		"AZURE_CLIENT_SECRET=",
	}}
	target := ` --domain contoso.com --target=real --snapshots snap\ shots ` +
		`--graph https://graph.microsoft.com --authority-host https://login.microsoftonline.com --credential secret ` +
		`--secret-file "it's production/secret" --ca-file "` + ca + `"`
	for _, line := range []string{
		"harness jumpcloud app create office365 --domain contoso.com",
		"harness jumpcloud metadata export office365 --out metadata.xml",
	} {
		_, stderr, err := person.run(t, line)
		require.NoError(t, err, stderr)
	}
	cure := cureOf(t, person, "harness federation enable --xml-file metadata.xml"+target)
	assert.Equal(t, cure, cureOf(t, person, "harness federation show"+target))
	assert.Contains(t, cure, " --target real ")
	stdout, stderr, err := person.run(t, cure)
	require.NoError(t, err, "%s\n%s", cure, stderr)
	assert.Equal(t, "SSO disabled for domain: contoso.com\n", stdout)
	assert.False(t, half(t, tenant), "the real tenant is mended")
	assert.True(t, half(t, emulation), "the emulated one is not touched")
	snapshots, err := filepath.Glob(filepath.Join(folder, "snap shots", "federation-contoso.com-*.json"))
	require.NoError(t, err)
	assert.Len(t, snapshots, 1)

	cure = cureOf(t, person, "harness federation show --domain contoso.com")
	assert.Equal(t, "harness federation disable --domain contoso.com", cure)
	named := "harness federation show --domain contoso.com --connect '" + emulation.ConnectionFile + "'"
	person.env[0] = "HARNESS_CONNECT="
	cure = cureOf(t, person, named)
	_, stderr, err = person.run(t, cure)
	require.NoError(t, err, "%s\n%s", cure, stderr)
	assert.False(t, half(t, emulation))
}

// cureOf is the command in the hint of a command that is refused because the domain is half federated.
func cureOf(t *testing.T, person shell, line string) string {
	t.Helper()
	_, stderr, err := person.run(t, line)
	require.Error(t, err)
	require.Contains(t, stderr, "HalfFederated: ")
	found := regexp.MustCompile("(?m)^hint: .*`([^`]+)`").FindStringSubmatch(stderr)
	require.NotNil(t, found, stderr)
	return found[1]
}
