package loginsrf_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/corpus"
	"samlharness/sp/loginsrf"
)

// corpusDirectory is a tenant in which the certificate of the corpus is registered for contoso.com.
type corpusDirectory struct{ certificate []byte }

func (d corpusDirectory) Realm(_ context.Context, uri string) (loginsrf.Realm, bool, error) {
	return loginsrf.Realm{
		Domain:       "contoso.com",
		RootDomain:   "contoso.com",
		TenantID:     tenantID,
		IssuerURI:    corpus.Issuer,
		Certificates: [][]byte{d.certificate},
	}, uri == corpus.Issuer, nil
}

func (d corpusDirectory) Account(_ context.Context, _ loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	return loginsrf.Account{
		ID:                "alice",
		UserPrincipalName: "alice@contoso.com",
		ImmutableID:       id,
		Enabled:           true,
		RootDomain:        "contoso.com",
		Federated:         true,
	}, id == corpus.ImmutableID, nil
}

// TestCorpus checks that what xmlsec1 signed and verifies signs the user in, and that what xmlsec1 refuses is refused
// for its signature.
func TestCorpus(t *testing.T) {
	tenant := corpusDirectory{corpus.Certificate(t).Raw}
	for _, sample := range corpus.Load(t) {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			v := loginsrf.Evaluate(t.Context(), loginsrf.Input{XML: sample.XML, Now: corpus.At(), Directory: tenant})
			if !sample.Verifies {
				requireRefused(t, v, "AADSTS50006")
				return
			}
			require.Nil(t, v.Refusal, "%s: %+v", sample.Says, v.Refusal)
			require.True(t, v.Accepted())
			assert.True(t, v.Response.Verified)
			assert.Equal(t, "alice@contoso.com", v.User.UserPrincipalName)
			assert.Equal(t, corpus.ImmutableID, v.Response.NameID)
		})
	}
}

// FuzzEvaluateCorpus checks that no message panics, and that nobody gets in but by an assertion that xmlsec1 signed.
func FuzzEvaluateCorpus(f *testing.F) {
	tenant := corpusDirectory{corpus.Certificate(f).Raw}
	for _, sample := range corpus.Load(f) {
		if len(sample.XML) < 10_000 {
			f.Add(sample.XML)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v := loginsrf.Evaluate(context.Background(), loginsrf.Input{XML: data, Now: corpus.At(), Directory: tenant})
		if v.Err != nil || v.Accepted() && (v.Response.NameID != corpus.ImmutableID || !v.Response.Verified) ||
			!v.Accepted() && v.Refusal == nil {
			t.Fatalf("%+v", v)
		}
	})
}
