package scenarios

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What people have registered, and the policies about it, are said by verbs.
func TestAuthenticationMethodsInAScript(t *testing.T) {
	result, err := Run(t.Context(), RunOptions{TempDir: t.TempDir(), Scripts: []Script{{Name: "methods", Data: []byte(`
entra user set alice@contoso.com --passkey --mfa
stdout 'passkey'
stdout 'authenticator'
entra user set alice@contoso.com --passkey=false
entra policy security-defaults on
stdout 'yes'
entra policy security-defaults
stdout 'yes'
entra policy authentication-methods
stdout 'default'
entra policy authentication-methods --system-preferred disabled --certificate on
stdout 'disabled'
stdout 'X509Certificate'
`)}}})
	require.NoError(t, err)
	for _, step := range result.Scripts[0].Steps {
		assert.Nil(t, step.Failure, "%v", step.Failure)
	}
}
