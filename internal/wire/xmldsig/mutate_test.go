package xmldsig_test

import (
	"bytes"
	mathrand "math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/corpus"
	"samlharness/internal/needs"
)

// mutations is how many random changes TestMutationsAsXMLSec makes to each sample.
const mutations = 12

// TestMutationsAsXMLSec changes the assertions of the corpus in one random place after another, and checks that we
// never accept what xmlsec1 refuses. That it accepts more is not a fault: nonsense inside X509Certificate, which it was
// told not to read.
func TestMutationsAsXMLSec(t *testing.T) {
	if testing.Short() {
		t.Skip("runs xmlsec1 a hundred times")
	}
	needs.Program(t, "xmlsec1")
	key, certificate := &corpus.Key(t).PublicKey, corpus.Certificate(t).Raw
	snippets := []string{"", " ", "\n", "\t", "\r", "a", "<!-- x -->", "&#10;", "&#13;", "<x/>", ` xmlns=""`,
		` xmlns:ds="urn:x"`, ` a="b"`, "&amp;", "<![CDATA[]]>", "/", "=", ">", "é", "A"}
	random := mathrand.New(mathrand.NewPCG(3, 5))
	agreed := 0
	for _, sample := range corpus.Load(t) {
		from := bytes.Index(sample.XML, []byte("Assertion "))
		if !sample.Verifies || len(sample.XML) > 10_000 || sample.Name == "response-and-assertion" {
			continue
		}
		for range mutations {
			at, cut := from+random.IntN(len(sample.XML)-from), random.IntN(3)
			mutated := append(append(sample.XML[:at:at], snippets[random.IntN(len(snippets))]...),
				sample.XML[min(len(sample.XML), at+cut):]...)
			accepted := false
			verifyAll(t, mutated, key, func(_ []byte, err error) { accepted = err == nil })
			if !accepted {
				continue
			}
			agreed++
			assert.NoError(t, needs.XMLSecVerify(t, mutated, certificate, needs.Assertion),
				"we accept what xmlsec1 refuses: %s at %d: %q", sample.Name, at, mutated)
		}
	}
	t.Logf("%d changes do not matter to either", agreed)
	assert.Positive(t, agreed)
}
