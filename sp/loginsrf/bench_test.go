package loginsrf_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/sp/loginsrf"
	"samlharness/wire"
)

// BenchmarkEvaluate is the whole judgement of a message of 6 KB, beside the bare RSA verification that it holds.
func BenchmarkEvaluate(b *testing.B) {
	encoded := wire.EncodePost(sixKB(b))
	d := tenant()
	b.Run("evaluate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			v := loginsrf.Evaluate(context.Background(), loginsrf.Input{SAMLResponse: encoded, Now: now, Directory: d})
			if !v.Accepted() {
				b.Fatal(v.Refusal)
			}
		}
	})
	b.Run("bare RSA-2048 verification", func(b *testing.B) {
		sum := sha256.Sum256([]byte("message"))
		signature, err := rsa.SignPKCS1v15(nil, pairs()[0].Key, crypto.SHA256, sum[:])
		require.NoError(b, err)
		for b.Loop() {
			if rsa.VerifyPKCS1v15(&pairs()[0].Key.PublicKey, crypto.SHA256, sum[:], signature) != nil {
				b.Fatal("bad signature")
			}
		}
	})
}

func sixKB(t testing.TB) []byte {
	xml := good(t, func(r *wire.Response) {
		for i := range 22 {
			r.Attributes = append(r.Attributes, wire.Attribute{Name: fmt.Sprint("attribute", i), Values: []string{"value of the attribute"}})
		}
	})
	require.InDelta(t, 6<<10, len(xml), 1<<10)
	return xml
}
