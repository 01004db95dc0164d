package xmldsig_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// TestCorpus checks that every signature of the corpus, which xmlsec1 made, is judged as xmlsec1 judged it, and that
// what was verified can be read again.
func TestCorpus(t *testing.T) {
	key := &corpus.Key(t).PublicKey
	samples := corpus.Load(t)
	require.GreaterOrEqual(t, len(samples), 48)
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			root, err := xmltree.Parse(s.XML, xmltree.Limits{})
			require.NoError(t, err)
			signatures, verified := 0, 0
			for e := range root.Descendants() {
				signature, err := xmldsig.Read(e)
				require.NoError(t, err)
				if signature == nil {
					continue
				}
				signatures++
				if content, err := signature.Verify(key); err == nil {
					verified++
					again, err := xmltree.Parse(content, xmltree.Limits{})
					require.NoError(t, err)
					assert.True(t, again.Is(e.Space, e.Local))
				}
			}
			require.NotZero(t, signatures)
			assert.Equal(t, s.Verifies, signatures == verified, s.Says)
		})
	}
}

// TestCorpusIndex asks xmlsec1 again.
func TestCorpusIndex(t *testing.T) {
	needs.Program(t, "xmlsec1")
	for _, s := range corpus.Load(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			elements := []string{needs.Assertion}
			if strings.Contains(s.Name, "response") {
				elements = append(elements, needs.Response)
			}
			valid := true
			for _, element := range elements {
				valid = valid && needs.XMLSecVerify(t, s.XML, corpus.Certificate(t).Raw, element) == nil
			}
			assert.Equal(t, s.Verifies, valid, s.Says)
		})
	}
}
