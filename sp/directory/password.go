package directory

import (
	"context"
	"fmt"
	"strings"
)

// VerifyPassword returns the account when the password is right. Errors: [ErrUnknownUser], [ErrWrongPassword] (also
// when the account has no password), and, only after the right password, [ErrAccountDisabled]; with the last two the
// account is returned as well.
func (t *Tenant) VerifyPassword(ctx context.Context, upn, password string) (User, error) {
	u, found, err := t.named(ctx, usersByUPN, strings.ToLower(upn))
	switch {
	case err != nil:
		return User{}, err
	case !found:
		return User{}, ErrUnknownUser
	}
	right, err := u.Password.Matches(password)
	switch {
	case err != nil:
		return User{}, fmt.Errorf("password of %s: %w", u.UserPrincipalName, err)
	case !right:
		return u.User, ErrWrongPassword
	case !u.AccountEnabled:
		return u.User, ErrAccountDisabled
	}
	return u.User, nil
}
