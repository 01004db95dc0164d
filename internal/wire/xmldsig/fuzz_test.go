package xmldsig_test

import (
	"crypto/rsa"
	"errors"
	"testing"

	"samlharness/internal/corpus"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// FuzzVerify checks that no document panics, that every refusal is an *xmldsig.Error, and that what verifies with the
// key of the corpus is what xmlsec1 signed with it.
func FuzzVerify(f *testing.F) {
	key := &corpus.Key(f).PublicKey
	genuine := map[string]bool{}
	for _, sample := range corpus.Load(f) {
		if len(sample.XML) > 10_000 {
			continue // would only slow the search down
		}
		f.Add(sample.XML)
		verifyAll(f, sample.XML, key, func(content []byte, err error) {
			if err == nil {
				genuine[string(content)] = true
			}
		})
	}
	f.Add([]byte(message))
	f.Add([]byte(`<a ID="_1"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>` +
		`<ds:Reference URI="#_1"/></ds:SignedInfo></ds:Signature></a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		verifyAll(t, data, key, func(content []byte, err error) {
			var refused *xmldsig.Error
			switch {
			case err == nil && !genuine[string(content)]:
				t.Fatalf("verified what nobody signed: %q", content)
			case err != nil && (!errors.As(err, &refused) || refused.Kind == "" || refused.Says == ""):
				t.Fatalf("not a refusal that says why: %#v", err)
			}
		})
	})
}

// verifyAll verifies every signature in a document and tells what came of each.
func verifyAll(t testing.TB, document []byte, key *rsa.PublicKey, tell func(content []byte, err error)) {
	t.Helper()
	root, err := xmltree.Parse(document, xmltree.Limits{})
	if err != nil {
		return
	}
	for e := range root.Descendants() {
		signature, err := xmldsig.Read(e)
		switch {
		case err != nil:
			tell(nil, err)
		case signature != nil:
			tell(signature.Verify(key))
		}
	}
}
