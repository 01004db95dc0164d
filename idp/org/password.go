package org

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
)

// DefaultPasswordIterations is the cost of a password hash unless the options say otherwise: small, for these
// are passwords of test users and a world makes many.
const DefaultPasswordIterations = 1000

// maxPassword bounds the bytes of a password that are hashed.
const maxPassword = 1024

// passwordHash is PBKDF2-HMAC-SHA-256 with its own salt.
type passwordHash struct {
	Salt       []byte `json:"salt,omitempty"`
	Iterations int    `json:"iterations,omitempty"`
	Sum        []byte `json:"sum,omitempty"`
}

func hashPassword(password string, iterations int) (passwordHash, error) {
	if len(password) > maxPassword {
		return passwordHash{}, invalid("password", fmt.Sprintf("at most %d bytes", maxPassword), "a longer one")
	}
	h := passwordHash{Salt: make([]byte, 16), Iterations: iterations}
	_, _ = rand.Read(h.Salt) // never fails
	var err error
	if h.Sum, err = pbkdf2.Key(sha256.New, password, h.Salt, iterations, sha256.Size); err != nil {
		return passwordHash{}, fmt.Errorf("org: hash password: %w", err)
	}
	return h, nil
}

// matches takes the same time for a right, a wrong and, with fallback iterations, a missing password.
func (h passwordHash) matches(password string, fallback int) bool {
	known := len(h.Sum) == sha256.Size
	if !known {
		h = passwordHash{Salt: make([]byte, 16), Iterations: fallback, Sum: make([]byte, sha256.Size)}
	}
	if len(password) > maxPassword {
		return false
	}
	sum, err := pbkdf2.Key(sha256.New, password, h.Salt, h.Iterations, sha256.Size)
	return err == nil && subtle.ConstantTimeCompare(sum, h.Sum) == 1 && known
}
