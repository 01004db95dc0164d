package capture_test

import (
	"encoding/json"
	"testing"

	"samlharness/inspect/capture"
)

// find reads an input, whatever it is: what is found has a message, a form or a code, and a place in the input.
func find(t *testing.T, data []byte) {
	t.Helper()
	found, err := capture.Find(t.Context(), data)
	if (len(found) == 0) != (err != nil) {
		t.Fatalf("%d messages and the error %v", len(found), err)
	}
	for _, f := range found {
		if f.XML == nil && f.Form == nil && f.Code == "" || f.Place.Offset < 0 || f.Place.Line < 0 {
			t.Fatalf("%+v", f)
		}
		_, _ = f.Direction(), f.Place.String()
	}
	if list, errList := capture.List(found); errList != nil {
		t.Fatal(errList)
	} else if again, _ := capture.Find(t.Context(), list); len(again) != len(found) {
		t.Fatalf("%d messages of %d are in the list", len(again), len(found))
	}
	for _, text := range capture.Plain(t.Context(), data) {
		end := 0
		for _, s := range capture.Spans(t.Context(), text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("the span %d to %d of %q", s.Start, s.End, text)
			}
			end = s.End
		}
	}
}

const fuzzed = "PHNhbWxwOlJlc3BvbnNlIHhtbG5zOnNhbWxwPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiLz4="

func FuzzText(f *testing.F) {
	for _, seed := range []string{fuzzed, "SAMLResponse=" + fuzzed, "curl 'https://a/?SAMLRequest=" + fuzzed + "'",
		"AADSTS50107: x", "<Response xmlns=\"urn:oasis:names:tc:SAML:2.0:protocol\">", "\xff\xfe<\x00", "\x1f\x8b\x08"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(find)
}

func FuzzValue(f *testing.F) {
	f.Add(fuzzed)
	f.Add(`=\u003d%25&#43;^` + "`\r\n >")
	f.Fuzz(func(t *testing.T, value string) { find(t, []byte("SAMLResponse="+value+"&RelayState=x")) })
}

func FuzzPage(f *testing.F) {
	f.Add(`<form action="/x"><input name="SAMLResponse" value="` + fuzzed + `"><textarea name=wresult>&lt;x`)
	f.Fuzz(func(t *testing.T, page string) { find(t, []byte("<html><body>"+page)) })
}

func FuzzMail(f *testing.F) {
	f.Add("--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSAMLResponse=3D" + fuzzed)
	f.Fuzz(func(t *testing.T, parts string) {
		find(t, []byte("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+parts))
	})
}

func FuzzHAR(f *testing.F) {
	f.Add("https://login.microsoftonline.com/login.srf", "SAMLResponse="+fuzzed, "<form>", "base64")
	f.Fuzz(func(t *testing.T, address, sent, answer, encoding string) {
		entry := map[string]any{
			"request":  map[string]any{"url": address, "postData": map[string]any{"text": sent}},
			"response": map[string]any{"content": map[string]any{"text": answer, "encoding": encoding}},
		}
		data, err := json.Marshal(map[string]any{"log": map[string]any{"entries": []any{entry}}})
		if err != nil {
			t.Skip(err)
		}
		find(t, data)
		find(t, data[:len(data)*3/4])
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"requests": [{"url": "https://a/", "post": [["SAMLResponse", "` + fuzzed + `"]]}, 1]}`))
	f.Add([]byte(`[{"name": "SAMLResponse", "value": "` + fuzzed + `"}, "`))
	f.Fuzz(find)
}

func FuzzList(f *testing.F) {
	f.Add(`[{"xml":"PHg+","place":{"line":-1}}]`)
	f.Fuzz(func(t *testing.T, messages string) {
		find(t, []byte(`{"schema":"harness/capture/1","messages":`+messages+`}`))
	})
}
