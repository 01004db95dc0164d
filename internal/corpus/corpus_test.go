package corpus_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/needs"
)

// TestCorpusCanBeMadeAnew runs the generator into another folder. It asks xmlsec1 about every file itself.
func TestCorpusCanBeMadeAnew(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	needs.Program(t, "xmlsec1")
	folder := t.TempDir()
	t.Chdir("../..")
	_, err := needs.Run(t, needs.Program(t, "go"), "run", "./testdata/corpus", folder)
	require.NoError(t, err)
	made, err := os.ReadFile(filepath.Join(folder, "index.json"))
	require.NoError(t, err)
	kept, err := os.ReadFile("testdata/corpus/index.json")
	require.NoError(t, err)
	assert.Equal(t, string(kept), string(made))
}

// TestCorpusHasWhatItShould names the ways of signing that must not get lost.
func TestCorpusHasWhatItShould(t *testing.T) {
	verdicts := map[string]bool{}
	for _, s := range corpus.Load(t) {
		verdicts[s.Name] = s.Verifies
		assert.NotEmpty(t, s.Says)
	}
	for _, name := range []string{
		"rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512", "inclusive-transform", "inclusive-method", "inclusive-both",
		"default-namespaces",
		"redundant-undeclaration", "white-space-in-attributes", "cdata", "comments", "indented-base64", "5000-values",
	} {
		good, ok := verdicts[name]
		assert.True(t, ok && good, name)
		good, ok = verdicts[name+"-broken"]
		assert.True(t, ok && !good, name)
	}
	assert.Equal(t, "5000-values", corpus.Find(t, "5000-values").Name)
	assert.True(t, corpus.Key(t).PublicKey.Equal(corpus.Certificate(t).PublicKey))
}
