// Package password keeps the passwords of emulated users as salted hashes.
package password

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// iterations is the cost of a new hash. It is far below what a real directory needs (OWASP: 600,000), on purpose: these
// are passwords of test identities, and a world imports 100,000 users into both companies in 5 s, where 100 iterations
// alone would take longer. The hash is there so that a stored world does not show the passwords.
const iterations = 20

const (
	scheme   = "pbkdf2-sha256"
	saltSize = 16
)

// errForm is wrapped by [Hash.Matches] when a stored hash cannot be read.
var errForm = errors.New("not a password hash of the form " + scheme + "$iterations$salt$key")

// Hash is a password as PBKDF2-HMAC-SHA-256 with a salt of its own: "pbkdf2-sha256$iterations$salt$key", the last two
// in base64 without padding. "" stands for an account without a password. JSON holds this text; fmt and log/slog do not
// show it.
type Hash string

// New hashes a password. Any bytes are a password, also none.
func New(password string) (Hash, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	key, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return Hash(fmt.Sprintf("%s$%d$%s$%s", scheme, iterations, encode(salt), encode(key))), nil
}

// Matches says whether this is the password, in a time that does not depend on where it differs. The hash "" matches
// nothing, in the time that a wrong password takes. A hash of another form is an error.
func (h Hash) Matches(password string) (bool, error) {
	rounds, salt, want := iterations, make([]byte, saltSize), make([]byte, sha256.Size)
	if h != "" {
		var err error
		if rounds, salt, want, err = h.parts(); err != nil {
			return false, err
		}
	}
	got, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil {
		return false, fmt.Errorf("compare a password: %w", err)
	}
	return subtle.ConstantTimeCompare(want, got) == 1 && h != "", nil
}

func (h Hash) parts() (rounds int, salt, key []byte, err error) {
	parts := strings.Split(string(h), "$")
	if len(parts) != 4 || parts[0] != scheme {
		return 0, nil, nil, errForm
	}
	rounds, err = strconv.Atoi(parts[1])
	if err != nil || rounds < 1 {
		return 0, nil, nil, fmt.Errorf("%w: the iterations are not a positive number", errForm)
	}
	if salt, err = decode(parts[2]); err != nil {
		return 0, nil, nil, fmt.Errorf("%w: salt: %w", errForm, err)
	}
	if key, err = decode(parts[3]); err != nil {
		return 0, nil, nil, fmt.Errorf("%w: key: %w", errForm, err)
	}
	return rounds, salt, key, nil
}

// String hides the hash from whoever prints it.
func (h Hash) String() string { return "(password hash)" }

// GoString hides it from %#v.
func (h Hash) GoString() string { return h.String() }

// LogValue hides it from log/slog.
func (h Hash) LogValue() slog.Value { return slog.StringValue(h.String()) }

func encode(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func decode(s string) ([]byte, error) { return base64.RawStdEncoding.DecodeString(s) }
