package federation_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
)

// firstKey gives out one key, and counts how often it is asked.
type firstKey struct{ asked *int }

func (k firstKey) RSAKey(context.Context, int) (*rsa.PrivateKey, error) {
	*k.asked++
	return pairs()[2].Key, nil
}

// elsewhere is a person's identity provider that keeps its pair in a folder.
func elsewhere(folder string, told *[]string, asked *int) *federation.Elsewhere {
	return &federation.Elsewhere{
		Domain: "Contoso.com",
		Pair: federation.PairFiles{
			Folder: folder,
			Keys:   firstKey{asked},
			Now:    func() time.Time { return graphtest.Start },
		},
		Tell:     func(line string) { *told = append(*told, line) },
		Continue: "`harness federation rotate --continue`",
	}
}

// The pair that a person uploads outlives the process, readable for them alone, and goes when the rotation is over.
func TestThePairOutlivesTheProcess(t *testing.T) {
	var told []string
	asked, folder := 0, filepath.Join(t.TempDir(), "Zürich 王")
	e := elsewhere(folder, &told, &asked)
	next, err := e.Next(t.Context(), "https://contoso.com", pairs()[0].Certificate)
	require.NoError(t, err)
	again, err := elsewhere(folder, &told, &asked).Next(t.Context(), "https://contoso.com", pairs()[0].Certificate)
	require.NoError(t, err)
	assert.True(t, next.Equal(again))
	assert.Equal(t, 1, asked)
	for _, name := range []string{"contoso.com-next.pem", "contoso.com-next.key"} {
		info, err := os.Stat(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	require.NoError(t, os.Remove(filepath.Join(folder, "contoso.com-next.pem"))) // ended before it was written
	other, err := elsewhere(folder, &told, &asked).Next(t.Context(), "https://contoso.com", pairs()[0].Certificate)
	require.NoError(t, err)
	assert.Equal(t, next.PublicKey, other.PublicKey)
	assert.Equal(t, 1, asked)
	require.NoError(t, e.End(certs.Thumbprint(pairs()[1].Certificate)))
	assert.FileExists(t, filepath.Join(folder, "contoso.com-next.key"), "of a rotation to another certificate")
	assert.Empty(t, told)
	require.NoError(t, e.End(certs.Thumbprint(other)))
	assert.Contains(t, strings.Join(told, "\n"), "were removed")
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestAPairThatCannotBeRead(t *testing.T) {
	var told []string
	asked := 0
	for name, text := range map[string]string{
		"contoso.com-next.pem": "not a certificate",
		"contoso.com-next.key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
	} {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
		_, err := elsewhere(folder, &told, &asked).Next(t.Context(), "https://contoso.com", nil)
		r := graphtest.Refusal(t, err, federation.CodeRotation)
		assert.Contains(t, r.Expected, name)
		assert.NotContains(t, r.Error()+r.Got, "AAAA")
	}
	assert.Zero(t, asked)
}

// A person is told what to do, and asked; where nobody can be asked the refusal says how to go on.
func TestAPersonSwitches(t *testing.T) {
	var told []string
	asked := 0
	e := elsewhere(t.TempDir(), &told, &asked)
	next, err := e.Next(t.Context(), "https://contoso.com", nil)
	require.NoError(t, err)
	r := graphtest.Refusal(t, e.Switch(t.Context(), "https://contoso.com", next), federation.CodeRotationWaits)
	assert.Contains(t, r.Fix, "contoso.com-next.key")
	assert.Contains(t, r.Fix, "Then run `harness federation rotate --continue`.")

	var question string
	e.Ask = func(_ context.Context, q string) error {
		question = q
		return nil
	}
	require.NoError(t, e.Switch(t.Context(), "https://contoso.com", next))
	assert.Equal(t, "Press Enter when the identity provider signs with it.", question)
	assert.Contains(t, strings.Join(told, "\n"), "SHA-256 "+certs.Thumbprint(next))
	e.Ask = func(context.Context, string) error { return errors.New("EOF") }
	graphtest.Refusal(t, e.Switch(t.Context(), "https://contoso.com", next), federation.CodeRotationWaits)
}

// Nobody goes on with a rotation that did not begin.
func TestNothingToGoOnWith(t *testing.T) {
	var told []string
	asked := 0
	e := elsewhere(t.TempDir(), &told, &asked)
	e.Switched = true
	_, err := e.Signing(t.Context(), "https://contoso.com", nil)
	r := graphtest.Refusal(t, err, federation.CodeRotation)
	assert.Equal(t, "The rotation of Contoso.com cannot go on, since its certificate is missing; nothing was changed",
		r.Message)
	assert.Contains(t, r.Expected, "contoso.com-next.pem")
	assert.Equal(t, exit.Usage, r.ExitCode())
	assert.Zero(t, asked)
}

// A wait of two hours is told of, not every three seconds.
func TestALongWaitIsQuiet(t *testing.T) {
	w, s := rotatable(t)
	wall := clockwork.NewFakeClock()
	warn := &lines{}
	w.operator.Wall, w.operator.Warn = wall, warn
	done := make(chan error)
	go func() {
		options := rotation(s)
		options.Settle = 5 * time.Minute
		_, err := w.operator.Rotate(t.Context(), options)
		done <- err
	}()
	require.NoError(t, wall.BlockUntilContext(t.Context(), 2), "the progress and the wait")
	for range 5 * 60 / 3 {
		wall.Advance(3 * time.Second)
	}
	require.NoError(t, <-done)
	assert.Contains(t, warn.String(), "waiting 5m for the sign-in service to know the next certificate")
	assert.LessOrEqual(t, strings.Count(warn.String(), "waiting for"), 30)
}
