package xmldsig_test

import (
	"errors"
	"testing"

	"samlharness/wire/xmldsig"
	"samlharness/wire/xmltree"
)

// FuzzVerify holds that no document panics, that every refusal is an *xmldsig.Error, and that what verifies
// with the key is what was signed with it.
func FuzzVerify(f *testing.F) {
	genuine := map[string]bool{}
	for _, method := range methods {
		document := signed(f, signer(method))
		content, err := verify(f, document, &pair().Key.PublicKey)
		if err != nil {
			f.Fatal(err)
		}
		genuine[string(content)] = true
		f.Add([]byte(document))
	}
	f.Add([]byte(message))
	f.Add([]byte(`<a ID="_1"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:Reference URI="#_1"/></ds:SignedInfo></ds:Signature></a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := xmltree.Parse(data, xmltree.Limits{})
		if err != nil {
			return
		}
		for e := range root.Descendants() {
			s, err := xmldsig.Read(e)
			if s == nil && err == nil {
				continue
			}
			var content []byte
			if err == nil {
				content, err = s.Verify(&pair().Key.PublicKey)
			}
			var refused *xmldsig.Error
			switch {
			case err == nil && !genuine[string(content)]:
				t.Fatalf("verified what nobody signed: %q", content)
			case err != nil && (!errors.As(err, &refused) || refused.Kind == "" || refused.Says == ""):
				t.Fatalf("not a refusal that says why: %#v", err)
			}
		}
	})
}
