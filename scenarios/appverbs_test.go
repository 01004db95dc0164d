package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A field that is missing is named with its flag, before anything runs.
func TestMissingFieldsAreNamedWithTheirFlags(t *testing.T) {
	for _, c := range []struct {
		line    []string
		message string
		fix     string
	}{
		{[]string{"saml2"}, "jumpcloud app create saml2 lacks the IdP Entity ID", "give --entity-id ID"},
		{[]string{"saml2", "--entity-id", "a"}, "jumpcloud app create saml2 lacks the SP Entity ID",
			"give --sp-entity-id ID, or --sp-metadata FILE"},
		{[]string{"saml2", "--entity-id", "a", "--sp-entity-id", "b"}, "jumpcloud app create saml2 lacks the ACS URL",
			"give --acs-url URL, or --sp-metadata FILE"},
		{[]string{"saml2", "--entity-id", "a", "--sp-entity-id", "b", "--acs-url", "c"}, `--acs-url cannot be "c"`,
			"write https://wiki.example/acs, or 1=https://wiki.example/acs with its index"},
		{[]string{"bookmark"}, "jumpcloud app create bookmark lacks the Login URL, which the tile opens",
			"give --login-url URL"},
		{[]string{"bookmark", "--login-url", "https://a.example", "--acs-url", "https://a.example"},
			"a bookmark has no --acs-url", "it has --label, --description, --image, --color, --login-url, --slug, " +
				"--show-in-portal"},
		{[]string{"office365", "--user-attribute", "mail"}, `jumpcloud app create: --user-attribute cannot be "mail"`,
			"write NAME=VALUE, as in mail=email"},
	} {
		_, err := callOf(Verbs(), append([]string{"jumpcloud", "app", "create"}, c.line...))
		var usage *UsageError
		if assert.ErrorAs(t, err, &usage, "%v", c.line) {
			assert.Equal(t, c.message, usage.Message)
			assert.Equal(t, c.fix, usage.Fix)
		}
	}
}

func TestSeveralApplicationsNeedTheirCount(t *testing.T) {
	for line, ok := range map[string]bool{
		"office365": true, "office365 --count 1": true, "office365 --count 2": false, "office365 wiki": false,
		"office365 wiki --count 2": true,
	} {
		_, err := callOf(Verbs(), append([]string{"jumpcloud", "app", "delete"}, strings.Fields(line)...))
		assert.Equal(t, ok, err == nil, line)
	}
}

// An application's image comes from a file, and app show tells everything about it; a file that is not an image makes
// none.
func TestImageOfAnApplication(t *testing.T) {
	result, err := Run(t.Context(), RunOptions{TempDir: t.TempDir(), Scripts: []Script{{Name: "image.txtar", Data: []byte(
		`! jumpcloud app create bookmark --label Intranet --login-url https://intranet.example/ --image world.yaml
stderr 'User Portal Image must be image/png'
jumpcloud app list
! stdout Intranet
jumpcloud app create bookmark --label Intranet --login-url https://intranet.example/ --image logo.gif --color '#FFB000'
stdout 'User Portal Image\s+: image/gif, [0-9]+ bytes'
stdout '#FFB000'
jumpcloud app create office365 --domain contoso.com --description 'Mail and files' --show-in-portal=false
jumpcloud app set office365 --image logo.gif
jumpcloud app show office365
stdout 'Show in User Portal\s+: no'
stdout 'Description\s+: Mail and files'
stdout 'Assertions valid for\s+: 5m0s'
stdout 'IdP Private Key\s+: RSA, 2048 bits'
jumpcloud app set office365 --image ''
! stdout 'User Portal Image'
-- logo.gif --
GIF89a
-- world.yaml --
name: no image
`)}}})
	require.NoError(t, err)
	for _, step := range result.Scripts[0].Steps {
		assert.Nil(t, step.Failure, "%+v", step.Failure)
	}
}
