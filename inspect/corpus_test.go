package inspect_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect"
	"samlharness/internal/corpus"
)

// TestCorpus inspects what xmlsec1 signed, as XML and as base64: what xmlsec1 verifies is accepted, what it refuses is
// refused.
func TestCorpus(t *testing.T) {
	known := inspect.Known{
		IssuerURI:    corpus.Issuer,
		Certificates: [][]byte{corpus.Certificate(t).Raw},
		ImmutableID:  corpus.ImmutableID,
	}
	for _, sample := range corpus.Load(t) {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			for _, input := range [][]byte{sample.XML, []byte(base64.StdEncoding.EncodeToString(sample.XML))} {
				report, err := one(t.Context(), input, inspect.Options{At: corpus.At(), Directory: known})
				require.NoError(t, err)
				assert.Equal(t, sample.Verifies, report.Accepted, "%s: %+v", sample.Says, report.Refusal)
				if !sample.Verifies {
					require.NotNil(t, report.Refusal)
					assert.Equal(t, "AADSTS50006", report.Refusal.Code)
				}
			}
		})
	}
}
