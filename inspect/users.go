package inspect

import (
	"context"
	"strings"

	"samlharness/sp/loginsrf"
)

// User is a user who is known.
type User struct{ UserPrincipalName, ImmutableID string }

func (u User) account() loginsrf.Account {
	return loginsrf.Account{UserPrincipalName: u.UserPrincipalName, ImmutableID: u.ImmutableID, Enabled: true}
}

// knowsUsers tells whether a NameID that matches nobody is a stranger's.
func (k Known) knowsUsers() bool { return k.ImmutableID != "" || len(k.Users) > 0 }

// userWith is the known user with the immutable ID; those who are known by name come first.
func (k Known) userWith(id string) (User, bool) {
	for _, u := range append(k.Users[:len(k.Users):len(k.Users)], User{ImmutableID: k.ImmutableID}) {
		if u.ImmutableID == id && id != "" {
			return u, true
		}
	}
	return User{}, false
}

// AccountNamed finds a known user by user principal name.
func (k Known) AccountNamed(_ context.Context, _ loginsrf.Realm, name string) (loginsrf.Account, bool, error) {
	for _, u := range k.Users {
		if strings.EqualFold(u.UserPrincipalName, name) && name != "" {
			return u.account(), true, nil
		}
	}
	return loginsrf.Account{}, false, nil
}
