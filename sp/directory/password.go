package directory

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// passwordIterations is modest: the passwords are test data, and 100,000 users must be imported in seconds.
const passwordIterations = 100

// hashPassword returns "pbkdf2-sha256$iterations$salt$key".
func hashPassword(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	key, err := pbkdf2.Key(sha256.New, password, salt, passwordIterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("pbkdf2-sha256$%d$%s$%s", passwordIterations, encode(salt), encode(key)), nil
}

// matchesHash compares in constant time.
func matchesHash(hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 4 || parts[0] != "pbkdf2-sha256" {
		return false, errors.New("unknown form of password hash")
	}
	iterations, err := strconv.Atoi(parts[1])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[2])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[3])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	got, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	return subtle.ConstantTimeCompare(want, got) == 1, nil
}

// VerifyPassword returns the account when the password is right. Errors: [ErrUnknownUser], [ErrWrongPassword]
// (also when the account has no password), and, only after the right password, [ErrAccountDisabled]; with the
// last two the account is returned as well.
func (t *Tenant) VerifyPassword(ctx context.Context, upn, password string) (User, error) {
	u, found, err := t.userByUPN(ctx, upn)
	switch {
	case err != nil:
		return User{}, err
	case !found:
		return User{}, ErrUnknownUser
	case u.passwordHash == "":
		return u, ErrWrongPassword
	}
	right, err := matchesHash(u.passwordHash, password)
	switch {
	case err != nil:
		return User{}, fmt.Errorf("password of %s: %w", u.UserPrincipalName, err)
	case !right:
		return u, ErrWrongPassword
	case !u.AccountEnabled:
		return u, ErrAccountDisabled
	}
	return u, nil
}
