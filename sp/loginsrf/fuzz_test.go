package loginsrf_test

import (
	"context"
	"testing"

	"samlharness/attack"
	"samlharness/internal/wire"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// FuzzEvaluate checks that no message panics, that every verdict is whole, and that only a message whose signed part is
// the genuine one signs in.
func FuzzEvaluate(f *testing.F) {
	for _, a := range attack.All() {
		if mutated, err := a.Mutate(hostile(f)); err == nil && len(mutated) < 16<<10 {
			f.Add(mutated)
		}
	}
	f.Add(good(f))
	f.Add([]byte(`<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" ID="a" Version="2.0" ` +
		`IssueInstant="2026-03-02T09:16:02Z"/>`))
	d := tenant()
	f.Fuzz(func(t *testing.T, xml []byte) {
		for _, in := range []loginsrf.Input{{XML: xml}, {SAMLResponse: wire.EncodePost(xml)}, {
			XML:       xml,
			Directory: nothing{},
		}} {
			if in.Directory == nil {
				in.Directory = d
			}
			in.Now = now
			v := loginsrf.Evaluate(context.Background(), in)
			if further := loginsrf.Diagnose(context.Background(), in); v.Refusal == nil && len(further) > 0 {
				t.Fatalf("not refused, and yet: %+v", further)
			}
			failed := 0
			for _, c := range v.Checks {
				if c.Outcome == record.Fail {
					failed++
				}
			}
			switch {
			case v.Err != nil:
				t.Fatal(v.Err)
			case v.Refusal == nil && failed != 0, v.Refusal != nil && failed != 1,
				(v.Accepted() || v.Undecided()) != (failed == 0):
				t.Fatalf("%d checks failed, refusal %v", failed, v.Refusal)
			case v.Accepted() && in.Directory == loginsrf.Directory(nothing{}):
				t.Fatal("signed in by a key that nobody registered")
			case v.Accepted() && (!v.Response.Verified || v.User.ID != "" && v.User.ID != "alice" && v.User.ID != "bob"):
				t.Fatalf("signed in as %+v", v.User)
			}
		}
	})
}

// FuzzForm does the same for the field itself.
func FuzzForm(f *testing.F) {
	f.Add("POST", "application/x-www-form-urlencoded", wire.EncodePost(good(f)), "")
	f.Add("GET", "", "=", "x")
	d := tenant()
	f.Fuzz(func(t *testing.T, method, contentType, response, relayState string) {
		v := loginsrf.Evaluate(context.Background(), loginsrf.Input{Method: method, ContentType: contentType, Now: now,
			Directory: d,
			Values:    map[string][]string{"SAMLResponse": {response}, "RelayState": {relayState}}})
		if v.Accepted() == (v.Refusal != nil) {
			t.Fatalf("neither accepted nor refused: %+v", v)
		}
	})
}
