package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/thirdparty"
	"samlharness/world"
)

// recipe is the part of README that begins with a heading of the shell.
func recipe(t *testing.T, heading string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	_, recipe, found := strings.Cut(string(text), "```sh\n# "+heading+"\n")
	require.True(t, found, heading)
	recipe, _, _ = strings.Cut(recipe, "```")
	return recipe
}

// cook runs the lines of a recipe in a held world, with the address of a server in the place of README's, and returns
// what they print, by line.
func cook(t *testing.T, lines, address, server string, files map[string][]byte,
	after func(folder, line string)) string {
	t.Helper()
	person, said := heldShell(t), ""
	person.env = []string{"HARNESS_CONNECT=" + filepath.Join(person.folder, ".harness", "connection.json")}
	for name, data := range files {
		require.NoError(t, os.WriteFile(filepath.Join(person.folder, name), data, 0o600))
	}
	require.Contains(t, lines, address)
	for line := range strings.Lines(strings.ReplaceAll(lines, address, server)) {
		stdout, stderr, err := person.run(t, strings.TrimSpace(line))
		require.NoError(t, err, "%s\n%s", line, stderr)
		said += stdout
		after(person.folder, line)
	}
	return said
}

// README's recipe for a service provider of one's own works as it is written, with a server of this machine.
func TestReadmeServiceProvider(t *testing.T) {
	sp := thirdparty.NewServiceProvider(thirdparty.Site{Host: "wiki.example", Clock: worldClock()})
	server := httptest.NewServer(sp)
	defer server.Close()
	metadata, err := sp.Metadata()
	require.NoError(t, err)
	said := cook(t, recipe(t, "a service provider of your own"), "http://127.0.0.1:3000", server.URL,
		map[string][]byte{"sp-metadata.xml": metadata}, func(folder, line string) {
			if strings.Contains(line, "metadata export") {
				exported, err := os.ReadFile(filepath.Join(folder, "idp-metadata.xml"))
				require.NoError(t, err)
				_, err = sp.Trust(exported)
				require.NoError(t, err)
			}
		})
	for _, field := range []string{"https://wiki.example/metadata", "mail=email", "All Users",
		"signed in as alice@contoso.com\nat https://wiki.example/\n"} {
		assert.Contains(t, said, field)
	}
}

// README's recipe for an identity provider of one's own works as it is written, with a server of this machine that has
// a certificate of its own.
func TestReadmeIdentityProvider(t *testing.T) {
	key, err := certs.Generator{}.RSAKey(t.Context(), certs.FastBits)
	require.NoError(t, err)
	clock := worldClock()
	pair, err := certs.Issue(key, certs.Profile{NotBefore: clock.Now()})
	require.NoError(t, err)
	idp := thirdparty.NewIdentityProvider(thirdparty.Site{Host: "idp.contoso.com", Clock: clock}, thirdparty.People{
		NameIDs: map[string]string{"alice@contoso.com": "c0ffee"}, Password: "JumpCloud-Passw0rd!",
	}, key, pair.Certificate)
	_, err = idp.Trust([]byte(microsoft))
	require.NoError(t, err)
	server := httptest.NewTLSServer(http.Handler(idp))
	defer server.Close()
	metadata, err := idp.Metadata()
	require.NoError(t, err)
	said := cook(t, recipe(t, "an identity provider of your own"), "https://127.0.0.1:8443", server.URL,
		map[string][]byte{"idp-metadata.xml": metadata}, func(string, string) {})
	assert.Contains(t, said, "signed in as alice@contoso.com\n")
	assert.Contains(t, said, "Signed out of idp.contoso.com")
}

// worldClock is the time in the held world, as far as servers beside it know it.
func worldClock() clockwork.Clock { return clockwork.NewFakeClockAt(world.Demo().Now) }

// microsoft is what a service provider's metadata says of Microsoft.
const microsoft = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"
entityID="urn:federation:MicrosoftOnline">
<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService index="0"
Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://login.microsoftonline.com/login.srf"/>
</SPSSODescriptor></EntityDescriptor>`
