package random_test

import (
	"crypto/rand"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/random"
)

// The stream of a seed is the same on every machine: the values stand here.
func TestSeeded(t *testing.T) {
	first, again := random.Seeded(7, "users"), random.Seeded(7, "users")
	id := random.UUID(first)
	assert.Equal(t, "2d385e3e-e032-499d-ab92-810323faab45", id)
	assert.Equal(t, id, random.UUID(again))
	assert.NotEqual(t, id, random.UUID(first), "the next one")
	assert.NotEqual(t, id, random.UUID(random.Seeded(7, "messages")), "another purpose")
	assert.NotEqual(t, id, random.UUID(random.Seeded(8, "users")), "another seed")
	assert.Equal(t, rand.Reader, random.Seeded(0, "users"))
}

func TestOddLengths(t *testing.T) {
	r := random.Seeded(7, "users")
	for _, n := range []int{0, 1, 7, 9, 1000} {
		b := make([]byte, n)
		got, err := io.ReadFull(r, b)
		require.NoError(t, err)
		assert.Equal(t, n, got)
	}
}

func TestContext(t *testing.T) {
	assert.Equal(t, rand.Reader, random.Of(t.Context()))
	r := random.Seeded(7, "messages")
	assert.Equal(t, r, random.Of(random.With(t.Context(), r)))
	assert.Len(t, random.UUID(nil), 36)
}
