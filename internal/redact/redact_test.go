package redact_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/inspect/capture"
	"samlharness/internal/redact"
)

const (
	jwt     = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"
	key     = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
	message = "SAMLResponse=PFJlc3BvbnNlIHhtbG5zPSJ1cm46b2FzaXM6bmFtZXM6dGM6U0FNTDoyLjA6cHJvdG9jb2wiLz4%3D"
	codes   = "AADSTS50107: The requested federation realm object 'https://contoso.com/' does not exist. " +
		"Correlation ID: 8d1f0c4e-0b7a-4c57-9f0f-2d6a4b1f9c11"
)

func clean(t testing.TB, text string) (string, redact.Receipt) {
	t.Helper()
	found, err := capture.Find(t.Context(), []byte(text))
	require.NoError(t, err)
	out, receipt, err := redact.Capture(t.Context(), []byte(text), found)
	require.NoError(t, err)
	return string(out), receipt
}

// Each line stands after a message, in the text that is cleaned.
func TestText(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		removed          redact.Removal
	}{
		{"cookie header", "Cookie: a=b; c=d", "Cookie: REMOVED", redact.Removal{
			Kind:  redact.Cookie,
			Name:  "cookie",
			Count: 1,
		}},
		{"authorization", "authorization: Basic YWxpY2U6cHc=", "authorization: REMOVED",
			redact.Removal{Kind: redact.Token, Name: "authorization", Count: 1}},
		{"API key", "x-api-key: 0123", "x-api-key: REMOVED", redact.Removal{Kind: redact.Token, Name: "xapikey", Count: 1}},
		{"field", "x passwd=hunter2 y", "x passwd=REMOVED y",
			redact.Removal{Kind: redact.Password, Name: "passwd", Count: 1}},
		{"field of no form", "x password=a&/b'c&d y", "x password=REMOVED y",
			redact.Removal{Kind: redact.Password, Name: "password", Count: 1}},
		{"JSON", `{"client_secret": "a\"b", "x": 1}`, `{"client_secret": "REMOVED", "x": 1}`,
			redact.Removal{Kind: redact.Password, Name: "clientsecret", Count: 1}},
		{"name and value", `{"name": "refresh_token", "value": "abc"}`, `{"name": "refresh_token", "value": "REMOVED"}`,
			redact.Removal{Kind: redact.Token, Name: "refreshtoken", Count: 1}},
		{"two lines", "passwd\nhunter2\nlogin\nalice", "passwd\nREMOVED\nlogin\nalice",
			redact.Removal{Kind: redact.Password, Name: "passwd", Count: 1}},
		{"JWT", "got " + jwt + ", so", "got REMOVED, so", redact.Removal{Kind: redact.Token, Count: 1}},
		{"private key", "key " + key + " end", "key REMOVED end", redact.Removal{Kind: redact.PrivateKey, Count: 1}},
		{"key without an end", "key " + key[:50], "key REMOVED", redact.Removal{Kind: redact.PrivateKey, Count: 1}},
		{"opaque", "id 0.AXoA1bCdEfGhIjKlMnOpQrStUv here", "id 0.REMOVED here", redact.Removal{
			Kind:  redact.Opaque,
			Count: 1,
		}},
		{"unknown field", "https://login.microsoftonline.com/x?own=1&wa=wsignin1.0",
			"https://login.microsoftonline.com/x?own=REMOVED&wa=wsignin1.0", redact.Removal{Kind: redact.Field, Count: 1}},
		{"unrelated host", "see https://wiki.example/a?b=c now", "see https://unrelated.invalid/ now",
			redact.Removal{Kind: redact.Host, Count: 1}},
		{"address with a password", "https://alice:pw@login.microsoftonline.com/",
			"https://REMOVED@login.microsoftonline.com/", redact.Removal{Kind: redact.Password, Count: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, receipt := clean(t, message+"\n"+c.text+"\n")
			assert.Equal(t, message+"\n"+c.want+"\n", got)
			assert.Equal(t, redact.Receipt{c.removed}, receipt)
			again, receipt := clean(t, got)
			assert.Equal(t, got, again)
			assert.Empty(t, receipt)
		})
	}
}

// What helps to find a fault stays.
func TestKept(t *testing.T) {
	for _, text := range []string{codes, "2026-03-02T09:15:00Z INFO denied", "POST /login.srf HTTP/1.1",
		"Host: login.microsoftonline.com", "wa=wsignin1.0&wtrealm=urn:federation:MicrosoftOnline", "user-agent: Mozilla/5.0",
		"https://sso.jumpcloud.com/saml2/office365"} {
		got, receipt := clean(t, message+"\n"+text+"\n")
		assert.Equal(t, message+"\n"+text+"\n", got)
		assert.Empty(t, receipt)
	}
}

// In a message, only what is secret in every place is removed, and its encoding stays a value.
func TestMessage(t *testing.T) {
	got, receipt := redact.Message(`<Envelope><o:Password Type="x">hunter2</o:Password><t>` + jwt + `</t></Envelope>`)
	assert.Equal(t, `<Envelope><o:Password Type="x">REMOVED</o:Password><t>REMOVED</t></Envelope>`, got)
	assert.Len(t, receipt, 2)
	got, receipt = redact.Message(codes)
	assert.Equal(t, codes, got)
	assert.Equal(t, "nothing was removed\n", receipt.String())
}

// A secret that has a name in one place is removed where it has none.
func TestElsewhere(t *testing.T) {
	got, _ := clean(t, "he typed correct-horse\n"+message+"\npasswd=correct-horse\n")
	assert.NotContains(t, got, "correct-horse")
}

// Where a cleaned text would show other messages, the messages alone are written.
func TestMessagesAlone(t *testing.T) {
	cut := `{"log": {"entries": [{"request": {"url": "https://login.microsoftonline.com/login.srf", "postData": ` +
		`{"text": "` + message + `&passwd=hunter2"}}}, {"request": {"headers": [{"name": "Cookie", "value": "own=0123456789"`
	got, _ := clean(t, cut)
	assert.Contains(t, got, message)
	assert.NotContains(t, got, "hunter2")
	assert.NotContains(t, got, "0123456789")
}

func FuzzCapture(f *testing.F) {
	for _, seed := range []string{message + "&passwd=x",
		`{"log":{"entries":[{"request":{"url":"https://a/?` + message + `"}}]}}`,
		`{"requests":[{"url":"https://a/","post":[["passwd","x"],["` + message + `",""]]}]}`,
		"form-data; name=\"x\"\r\n\r\n" +
			message + "\r\n--", "<input name=passwd value=" + key + ">" + message,
		"https://a:b@c/%2F?x=" + jwt + "&" + message} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := capture.Find(t.Context(), data)
		if err != nil {
			return
		}
		out, receipt, err := redact.Capture(t.Context(), data, found)
		if err != nil {
			t.Fatal(err)
		}
		again, err := capture.Find(t.Context(), out)
		if err != nil || len(again) == 0 {
			t.Fatalf("%v: %q", err, out)
		}
		_ = receipt.String()
		if strings.Contains(string(out), "PRIVATE KEY-----\nMII") {
			t.Fatalf("%q", out)
		}
	})
}
