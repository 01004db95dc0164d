package certs

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
)

// The sizes of RSA keys, in bits.
const (
	// ProfileBits is the size of the keys that JumpCloud generates.
	ProfileBits = 4096
	// FastBits is the size for scenarios, where the key's strength is of no interest: it is made some ten times faster and
	// signs some five times faster.
	FastBits = 2048

	leastBits, mostBits = 1024, 8192
)

// KeySource gives out RSA keys that nobody else has. [Generator], [WorldKeys] and, for tests, [SeededKeys] are those
// there are.
type KeySource interface {
	// RSAKey returns a new key of that size in bits, 0 meaning [ProfileBits], with the public exponent 65537. It fails
	// with *[KeySizeError], or with the context's error when the context ends first.
	RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error)
}

// KeySizeError says that a key of a size was asked for that is not made: too weak for Go's crypto/rsa, or so large that
// making it takes minutes.
type KeySizeError struct{ Bits int }

// Error names the size and the range that is allowed.
func (e *KeySizeError) Error() string {
	return fmt.Sprintf("certs: an RSA key of %d bits is not made: expected a multiple of 8 from %d to %d", e.Bits,
		leastBits, mostBits)
}

// Generator is a [KeySource] that makes each key when it is asked for. Its zero value works.
type Generator struct{}

// RSAKey makes a key. Go cannot interrupt that, so the context is looked at before and a key that comes after its end
// is thrown away.
func (Generator) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	bits, err := keySize(bits)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	key, err := generate(bits)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return key, nil
}

func keySize(bits int) (int, error) {
	if bits == 0 {
		bits = ProfileBits
	}
	if bits < leastBits || bits > mostBits || bits%8 != 0 {
		return 0, &KeySizeError{Bits: bits}
	}
	return bits, nil
}

func generate(bits int) (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("certs: make an RSA key of %d bits: %w", bits, err)
	}
	return key, nil
}
