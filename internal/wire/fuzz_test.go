package wire_test

import (
	"encoding/base64"
	"errors"
	"testing"
	"unicode/utf8"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

func FuzzDecodePost(f *testing.F) {
	for _, seed := range []string{"", encode(text), "PGEvPg==\r\n", "PGEvPg", "a b", "<a/>", encode("\xff"), "%2B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		data, err := wire.DecodePost(value)
		if decodes(t, data, err) {
			again, err := wire.DecodePost(wire.EncodePost(data))
			if err != nil || string(again) != string(data) {
				t.Fatalf("%q does not survive (%v): %q", data, err, again)
			}
		}
	})
}

// FuzzDecodeRedirect takes the bytes that are base64-encoded, so that the search is about DEFLATE.
func FuzzDecodeRedirect(f *testing.F) {
	for _, seed := range []string{"", text, deflate(f, text), deflate(f, utf16LE(text))} {
		raw, err := base64.StdEncoding.DecodeString(seed)
		if err != nil {
			raw = []byte(seed)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, compressed []byte) {
		data, err := wire.DecodeRedirect(base64.StdEncoding.EncodeToString(compressed))
		if decodes(t, data, err) {
			again, err := wire.DecodeRedirect(deflate(t, string(data)))
			if err != nil || string(again) != string(data) {
				t.Fatalf("%q does not survive (%v): %q", data, err, again)
			}
		}
	})
}

// decodes says whether a message was decoded, and checks that it then is bounded text, and else a DecodeError.
func decodes(t *testing.T, data []byte, err error) bool {
	if err == nil {
		if len(data) > wire.MaxMessage || !utf8.Valid(data) {
			t.Fatalf("decoded %d bytes, valid %t", len(data), utf8.Valid(data))
		}
		return true
	}
	var refused *wire.DecodeError
	if !errors.As(err, &refused) || refused.Kind == "" || refused.Says == "" ||
		data != nil && refused.Kind != wire.NotUTF8 {
		t.Fatalf("not a refusal that says why: %#v", err)
	}
	return false
}

func FuzzReadAuthnRequest(f *testing.F) {
	f.Add(microsoftRequest().XML())
	f.Add([]byte(`<a:AuthnRequest xmlns:a="urn:oasis:names:tc:SAML:2.0:protocol" ID="1" Version="2.0" ` +
		`IssueInstant="2026-03-02T09:15:00.118Z" ForceAuthn="1"><Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>` +
		`<a:RequestedAuthnContext/></a:AuthnRequest>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := wire.ReadAuthnRequest(data)
		if !reads(t, r != nil, err) {
			return
		}
		again, err := wire.ReadAuthnRequest(r.XML())
		if err == nil {
			again.IssueInstant = r.IssueInstant // milliseconds only
		}
		if err != nil || *again != *r {
			t.Fatalf("%+v does not survive (%v): %+v", r, err, again)
		}
	})
}

// reads says whether a message was read, and checks that a refusal says why.
func reads(t *testing.T, read bool, err error) bool {
	if err == nil {
		return true
	}
	var syntax *xmltree.SyntaxError
	var message *wire.MessageError
	if read || !errors.As(err, &syntax) && !errors.As(err, &message) {
		t.Fatalf("not a refusal that says why: %#v", err)
	}
	return false
}
