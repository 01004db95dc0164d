// Package random is where ids come from: the system's randomness, or a stream that a seed decides, so that a world with
// a seed has the same ids in every run and on every machine. What guards something (tokens, cookies, salts, TLS keys)
// never comes from a seed.
package random

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"sync"

	"github.com/google/uuid"
)

// Seeded is the stream of a seed for one purpose; what is read for one purpose changes nothing in the others. The seed
// 0 stands for none: the stream is then the system's randomness.
func Seeded(seed uint64, purpose string) io.Reader {
	if seed == 0 {
		return rand.Reader
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, purpose))
	return &stream{chacha: randv2.NewChaCha8(sum)}
}

// stream may be read by many goroutines at once. Each read begins at a new block of eight bytes, so that how much one
// reader takes does not shift what the next one gets within a block.
type stream struct {
	mu     sync.Mutex
	chacha *randv2.ChaCha8
}

// Read fills p; it never fails.
func (s *stream) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var block [8]byte
	for done := 0; done < len(p); done += len(block) {
		binary.LittleEndian.PutUint64(block[:], s.chacha.Uint64())
		copy(p[done:], block[:])
	}
	return len(p), nil
}

// Or is a stream that was handed in, or the system's randomness for nil.
func Or(r io.Reader) io.Reader {
	if r == nil {
		return rand.Reader
	}
	return r
}

// UUID is a version 4 UUID of a stream; nil means the system's randomness.
func UUID(r io.Reader) string {
	id, err := uuid.NewRandomFromReader(Or(r))
	if err != nil { // neither stream fails
		return uuid.NewString()
	}
	return id.String()
}

type key struct{}

// With says where the ids of requests come from that are answered in the context.
func With(ctx context.Context, r io.Reader) context.Context { return context.WithValue(ctx, key{}, r) }

// Of is where the ids of a request come from: the system's randomness unless [With] has said otherwise.
func Of(ctx context.Context) io.Reader {
	r, _ := ctx.Value(key{}).(io.Reader)
	return Or(r)
}
