package password_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/password"
)

func TestHash(t *testing.T) {
	for name, text := range map[string]string{
		"ASCII": "Passw0rd!", "empty": "", "non-ASCII": "пароль-密码-ß", "NUL": "a\x00b", "dollars": "$1$2$3$",
		"not UTF-8": "\xff\xfe", "long": strings.Repeat("x", 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			hash, err := password.New(text)
			require.NoError(t, err)
			again, err := password.New(text)
			require.NoError(t, err)
			assert.NotEqual(t, string(hash), string(again), "each has a salt of its own")

			stored, err := json.Marshal(hash)
			require.NoError(t, err)
			var back password.Hash
			require.NoError(t, json.Unmarshal(stored, &back))

			right, err := back.Matches(text)
			require.NoError(t, err)
			assert.True(t, right)
			for _, other := range []string{text + "x", "other"} {
				right, err = back.Matches(other)
				require.NoError(t, err)
				assert.False(t, right, "%q", other)
			}
		})
	}
}

func TestNoPasswordMatchesNothing(t *testing.T) {
	for _, text := range []string{"", "x"} {
		right, err := password.Hash("").Matches(text)
		require.NoError(t, err)
		assert.False(t, right)
	}
}

func TestUnreadableHash(t *testing.T) {
	for _, stored := range []password.Hash{
		"x", "plain$100$AAAA$AAAA", "pbkdf2-sha256$0$AAAA$AAAA", "pbkdf2-sha256$many$AAAA$AAAA",
		"pbkdf2-sha256$100$?$AAAA", "pbkdf2-sha256$100$AAAA$?", "pbkdf2-sha256$100$AAAA$AAAA$AAAA",
	} {
		_, err := stored.Matches("x")
		require.ErrorContains(t, err, "not a password hash", string(stored))
	}
}

func TestHashIsNotShown(t *testing.T) {
	hash, err := password.New("secret")
	require.NoError(t, err)
	user := struct{ Hash password.Hash }{hash}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("user", "hash", hash)
	slog.New(slog.NewTextHandler(&log, nil)).Info("user", "hash", hash, "user", user)
	shown := fmt.Sprintf("%v %s %+v %#v %v", hash, hash, user, user, []password.Hash{hash}) + log.String()
	assert.NotContains(t, shown, "pbkdf2-sha256$")
	assert.Contains(t, shown, "(password hash)")
}

func TestMemoHashesEachPasswordOnce(t *testing.T) {
	var memo password.Memo
	one, err := memo.New("one")
	require.NoError(t, err)
	again, err := memo.New("one")
	require.NoError(t, err)
	assert.Equal(t, string(one), string(again))
	two, err := memo.New("two")
	require.NoError(t, err)
	right, err := two.Matches("two")
	require.NoError(t, err)
	assert.True(t, right)
	failing := password.Memo{Hash: func(string) (password.Hash, error) { return "", errors.New("too long") }}
	_, err = failing.New("one")
	require.EqualError(t, err, "too long")
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		_, _ = password.New("Passw0rd!")
	}
}
