package certs

import (
	"context"
	"crypto/rsa"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"sync"

	"samlharness/internal/random"
)

// SeededKeys is a [KeySource] FOR TESTS ALONE: its keys follow from a number, so whoever knows the number has the
// private keys. The n-th key of a size is the same in every run and on every machine. It may be used by many goroutines
// at once; which of them gets which key is then a matter of who comes first.
type SeededKeys struct {
	random io.Reader
	made   *memory
}

// ForTests gives out the keys that a seed, which is not 0, and a purpose decide.
func (p *Pool) ForTests(seed uint64, purpose string) *SeededKeys {
	return &SeededKeys{random.Seeded(seed, "keys "+purpose), &p.seeded}
}

// RSAKey gives out the next key. Making one takes about as long as crypto/rsa does; the pool remembers it for the next
// world with that seed.
func (s *SeededKeys) RSAKey(ctx context.Context, bits int) (*rsa.PrivateKey, error) {
	bits, err := keySize(bits)
	if err != nil {
		return nil, err
	}
	var seed [8]byte
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s.made.key(binary.LittleEndian.Uint64(seed[:])|1, bits) // never 0, which stands for no seed
}

// maxRemembered bounds the keys that a pool remembers.
const maxRemembered = 256

// memory has keys by what decides them.
type memory struct {
	mu   sync.Mutex
	keys map[memoryKey]func() (*rsa.PrivateKey, error)
}

type memoryKey struct {
	seed uint64
	bits int
}

// key makes a key once; those who ask for it meanwhile wait.
func (m *memory) key(seed uint64, bits int) (*rsa.PrivateKey, error) {
	m.mu.Lock()
	if m.keys == nil || len(m.keys) == maxRemembered {
		m.keys = map[memoryKey]func() (*rsa.PrivateKey, error){}
	}
	which := memoryKey{seed, bits}
	if m.keys[which] == nil {
		m.keys[which] = sync.OnceValues(func() (*rsa.PrivateKey, error) {
			return seededKey(random.Seeded(seed, "primes"), bits)
		})
	}
	made := m.keys[which]
	m.mu.Unlock()
	return made()
}

// seededKey makes an RSA key of a stream. crypto/rsa would not do: it takes the system's randomness, whatever reader it
// is given.
func seededKey(r io.Reader, bits int) (*rsa.PrivateKey, error) {
	one, e := big.NewInt(1), big.NewInt(publicExponent)
	for {
		p, q := prime(r, bits/2), prime(r, bits/2)
		if p.Cmp(q) == 0 {
			continue
		}
		order := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		key := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: publicExponent},
			D:         new(big.Int).ModInverse(e, order),
			Primes:    []*big.Int{p, q},
		}
		key.Precompute()
		if err := key.Validate(); err != nil {
			return nil, fmt.Errorf("certs: make an RSA key of %d bits from a seed: %w", bits, err)
		}
		return key, nil
	}
}

const (
	publicExponent = 65537
	// sieved are the odd candidates looked at after a random number, before another one is taken. A prime of 4096 bits is
	// among some 1400.
	sieved = 1 << 13
	// smallPrimes bounds the primes that rule candidates out.
	smallPrimes = 1 << 13
)

// prime finds a prime of so many bits whose two highest bits are set, so that the product of two has twice as many, and
// which the public exponent suits: the first one after a random number.
func prime(r io.Reader, bits int) *big.Int {
	e := big.NewInt(publicExponent)
	for {
		start := candidate(r, bits)
		composite := sieve(start)
		for i := range composite {
			if composite[i] {
				continue
			}
			p := new(big.Int).Add(start, big.NewInt(int64(2*i)))
			fits := new(big.Int).Mod(new(big.Int).Sub(p, big.NewInt(1)), e).Sign() != 0
			if p.BitLen() == bits && fits && p.ProbablyPrime(1) {
				return p
			}
		}
	}
}

// candidate is a random odd number of so many bits, the two highest set. The number of bits is a multiple of four.
func candidate(r io.Reader, bits int) *big.Int {
	b := make([]byte, (bits+7)/8)
	_, _ = io.ReadFull(r, b) // the stream of a seed does not fail
	n := new(big.Int).Rsh(new(big.Int).SetBytes(b), uint(len(b)*8-bits))
	n.SetBit(n, bits-1, 1)
	n.SetBit(n, bits-2, 1)
	return n.SetBit(n, 0, 1)
}

// sieve says which of start, start+2, start+4 and so on have a small divisor.
func sieve(start *big.Int) (composite [sieved]bool) {
	var seen [smallPrimes]bool
	for p := 3; p < smallPrimes; p += 2 {
		if seen[p] {
			continue
		}
		for multiple := p * p; multiple < smallPrimes; multiple += 2 * p {
			seen[multiple] = true
		}
		rest := int(new(big.Int).Mod(start, big.NewInt(int64(p))).Int64())
		// the first i with start + 2i = 0 (mod p): i = (p - rest) / 2, halved modulo p
		first := (p - rest) % p
		if first%2 == 1 {
			first += p
		}
		for i := first / 2; i < sieved; i += p {
			composite[i] = true
		}
	}
	return composite
}
