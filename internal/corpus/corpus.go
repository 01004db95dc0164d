// Package corpus opens testdata/corpus for tests: SAML responses to Microsoft that xmlsec1 signed in the ways in which
// other stacks sign, each as signed and broken in one place, and the test-only key that signed them.
package corpus

import (
	"bytes"
	"compress/gzip"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What every response of the corpus says.
const (
	Issuer      = "https://contoso.com"
	ImmutableID = "64b1f0c2a9d3e45f6a7b8c9d"
)

// At is an instant at which every response is valid.
func At() time.Time { return time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC) }

// Sample is one response.
type Sample struct {
	// Name is that of the file without .xml; Says what is special about it.
	Name, Says string
	// Verifies is what xmlsec1 thinks of its signatures.
	Verifies bool
	XML      []byte
}

// Load reads all samples.
func Load(t testing.TB) []Sample {
	t.Helper()
	var index []struct {
		File, Says string
		Verifies   bool
	}
	if err := json.Unmarshal(read(t, "index.json"), &index); err != nil {
		t.Fatal(err)
	}
	var all []Sample
	for _, line := range index {
		content := read(t, line.File)
		name, zipped := strings.CutSuffix(line.File, ".gz")
		if zipped {
			content = unzip(t, content)
		}
		all = append(all, Sample{
			Name:     strings.TrimSuffix(name, ".xml"),
			Says:     line.Says,
			Verifies: line.Verifies,
			XML:      content,
		})
	}
	return all
}

// Find is the sample with the name.
func Find(t testing.TB, name string) Sample {
	t.Helper()
	for _, s := range Load(t) {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no sample %q in the corpus", name)
	return Sample{}
}

// Key is the key that signed the corpus.
func Key(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := x509.ParsePKCS8PrivateKey(block(t, "TEST-ONLY-key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

// Certificate is the certificate of that key.
func Certificate(t testing.TB) *x509.Certificate {
	t.Helper()
	certificate, err := x509.ParseCertificate(block(t, "TEST-ONLY-certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func block(t testing.TB, name string) []byte {
	t.Helper()
	b, _ := pem.Decode(read(t, name))
	if b == nil {
		t.Fatalf("%s is not PEM", name)
	}
	return b.Bytes
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root(t), "testdata", "corpus", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// root is the folder of go.mod, at or above the folder of the package under test.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	for ; err == nil; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			break
		}
	}
	t.Fatal("no go.mod above the working folder")
	return ""
}

func unzip(t testing.TB, content []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
