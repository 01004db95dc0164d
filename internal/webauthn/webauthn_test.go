package webauthn_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/webauthn"
)

func TestPublicKey(t *testing.T) {
	for name, der := range map[string]string{
		"nothing": "",
		"garbage": "AAAA",
		// an Ed25519 key, RFC 8410 10.1
		"another kind of key": "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
	} {
		t.Run(name, func(t *testing.T) {
			data, err := base64.StdEncoding.DecodeString(der)
			assert.NoError(t, err)
			_, err = webauthn.PublicKey(data)
			assert.Error(t, err)
		})
	}
}

// No assertion counts without the registered key, whatever it holds.
func FuzzVerify(f *testing.F) {
	f.Add(`{"id":"a2V5IDE","rawId":"a2V5IDE","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":` +
		`"AAAA","signature":"AAAA"}}`)
	f.Add(`{"rawId":"a2V5IDE=","type":"public-key","response":{"clientDataJSON":"` +
		base64.RawURLEncoding.EncodeToString([]byte(`{"type":"webauthn.get","challenge":"Yw","origin":"https://o"}`)) + `"}}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, body string) {
		var a webauthn.Assertion
		if json.Unmarshal([]byte(body), &a) != nil {
			return
		}
		e := webauthn.Expected{Challenge: []byte("c"), Origin: "https://o", RPID: "o", CredentialID: []byte("key 1")}
		if e.Verify(a) == nil {
			t.Fatal("an assertion without a key counts")
		}
	})
}
