package token

import (
	"slices"
	"strings"

	"samlharness/internal/directoryrole"
)

// Access is what a good access token says of its bearer.
type Access struct {
	// AppID is the client id; AppName the registration's display name.
	AppID, AppName string
	// ObjectID is that of the person, or of the service principal in an app-only token.
	ObjectID string
	// UserPrincipalName is the person's, "" in an app-only token.
	UserPrincipalName string
	// Roles are the application permissions of an app-only token.
	Roles []string
	// Scopes are the delegated permissions of a person's token.
	Scopes []string
	// DirectoryRoles are the template ids of the roles that the person had when the token was made: wids.
	DirectoryRoles []string
}

// AppOnly tells a token that an application got for itself from one that it got for a person.
func (a Access) AppOnly() bool { return a.UserPrincipalName == "" }

// Need is what a call needs of a token: one of each list that is not empty.
type Need struct {
	// Application are the permissions of which an app-only token has to have one.
	Application []string
	// Delegated are those of which a person's token has to have one.
	Delegated []string
	// DirectoryRoles are the template ids of which the person has to have one as well; see [GlobalAdministrator].
	DirectoryRoles []string
}

// GlobalAdministrator is the template id of the role that stands for every other (Microsoft Learn: Microsoft Entra
// built-in roles).
const GlobalAdministrator = directoryrole.GlobalAdministrator

// May tells whether the token's bearer may make a call. An app-only token is judged by its roles; a person's by its
// scopes and then by what the person themself may do, since the application can do no more than both (Microsoft Graph:
// Overview of Microsoft Graph permissions).
func (a Access) May(n Need) bool {
	if a.AppOnly() {
		return anyOf(a.Roles, n.Application)
	}
	return anyOf(a.Scopes, n.Delegated) && (anyOf(a.DirectoryRoles, n.DirectoryRoles) ||
		slices.Contains(a.DirectoryRoles, GlobalAdministrator))
}

// anyOf tells whether one of the needed is among those that are there; when none is needed, it is.
func anyOf(has, needed []string) bool {
	return len(needed) == 0 || slices.ContainsFunc(needed, func(one string) bool {
		return slices.ContainsFunc(has, func(other string) bool { return strings.EqualFold(one, other) })
	})
}

func accessOf(c Claims) Access {
	a := Access{
		AppID:          c.AppID,
		AppName:        c.AppDisplayName,
		ObjectID:       c.ObjectID,
		Roles:          c.Roles,
		Scopes:         strings.Fields(c.Scopes),
		DirectoryRoles: c.WIDs,
	}
	if c.IDType == "user" {
		a.UserPrincipalName = c.UPN
	}
	return a
}
