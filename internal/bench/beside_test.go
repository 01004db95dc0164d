package bench_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

// beside measures work by turns with its floor. work-B is what the work alone allocates, in bytes.
func beside(b *testing.B, floor, work func() error) {
	b.Helper()
	var floors, works []time.Duration
	for b.Loop() {
		start := b.Elapsed()
		must(b, floor())
		between := b.Elapsed()
		must(b, work())
		floors, works = append(floors, between-start), append(works, b.Elapsed()-between)
	}
	f, w := median(floors), median(works)
	b.ReportMetric(float64(w), "ns/op")
	b.ReportMetric(float64(f), "floor-ns")
	b.ReportMetric(float64(w-f), "over-ns")
	b.ReportMetric(float64(w)/float64(f), "x-floor")
	b.ReportMetric(bytesOf(b, work), "work-B")
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func bytesOf(b *testing.B, work func() error) float64 {
	b.Helper()
	const times = 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range times {
		must(b, work())
	}
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / times
}

func must(b testing.TB, err error) {
	if err != nil {
		b.Fatal(err)
	}
}

// at is the instant of all messages.
func at() time.Time { return time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC) }

// pairs holds one key pair of each size.
var pairs = sync.OnceValue(func() map[int]*certs.KeyPair {
	made := map[int]*certs.KeyPair{}
	for _, bits := range []int{2048, 4096} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err == nil {
			made[bits], err = certs.Issue(key, certs.Profile{Organization: "Contoso", NotBefore: at()})
		}
		if err != nil {
			panic(err)
		}
	}
	return made
})

// sign is the bare RSA signature.
func sign(bits int) func() error {
	key, digest := pairs()[bits].Key, sha256.Sum256([]byte("SignedInfo"))
	return func() error {
		_, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
		return err
	}
}

// verify is the bare RSA verification.
func verify(b testing.TB, bits int) func() error {
	key, digest := pairs()[bits].Key, sha256.Sum256([]byte("SignedInfo"))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	require.NoError(b, err)
	return func() error { return rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature) }
}
