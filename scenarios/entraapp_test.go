package scenarios

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// App registrations and codes are refused with the reasons that a script can name.
func TestAppRegistrationsInAScript(t *testing.T) {
	result, err := Run(t.Context(), RunOptions{TempDir: t.TempDir(), Scripts: []Script{{Name: "app", Data: []byte(`
entra app create 'Contoso tools' --public --redirect-uri http://localhost --scope User.Read --admin-consent
stdout 'Contoso tools'
entra app list
stdout 'harness'
entra app secret add 'Contoso tools' --expires-in 2h
stdout 'Value'
entra app show 'Contoso tools'
stdout 'User.Read'
! entra app create 'Contoso tools' --redirect-uri http://app.example
reason Request_BadRequest
! entra app show 'Contoso tool'
reason Request_ResourceNotFound
! entra device approve BCDFGHJKL admin@contoso.onmicrosoft.com
reason AADSTS70018
! entra device decline BCDFGHJKL
reason AADSTS70018
entra app delete 'Contoso tools'
`)}}})
	require.NoError(t, err)
	for _, step := range result.Scripts[0].Steps {
		assert.Nil(t, step.Failure, "%v", step.Failure)
	}
}
