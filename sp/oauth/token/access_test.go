package token_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/sp/oauth/token"
)

func TestMay(t *testing.T) {
	const domainAdministrator = "8329153b-31d0-4727-b945-745eb3bc5f31"
	need := token.Need{Application: []string{"Domain.ReadWrite.All"}, Delegated: []string{"Domain.ReadWrite.All"},
		DirectoryRoles: []string{domainAdministrator}}
	app := token.Access{Roles: []string{"User.Read.All", "domain.readwrite.all"}}
	assert.True(t, app.May(need))
	assert.False(t, token.Access{Roles: []string{"User.Read.All"}}.May(need))
	person := token.Access{UserPrincipalName: "a@contoso.com", Scopes: []string{"Domain.ReadWrite.All"}}
	assert.False(t, person.May(need), "the scope is not enough")
	person.DirectoryRoles = []string{domainAdministrator}
	assert.True(t, person.May(need))
	person.DirectoryRoles = []string{token.GlobalAdministrator}
	assert.True(t, person.May(need))
	person.Roles, person.Scopes = []string{"Domain.ReadWrite.All"}, []string{"User.Read"}
	assert.False(t, person.May(need), "application permissions are no person's")
	assert.True(t, person.May(token.Need{}))
}
