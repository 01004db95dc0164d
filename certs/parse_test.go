package certs_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

func TestParseCertificate(t *testing.T) {
	pair := issue(t, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
	text, armour := certs.Base64(pair.Certificate), string(certs.PEM(pair.Certificate))
	for name, s := range map[string]string{
		"bare":              text,
		"blanks around":     " \r\n\t" + text + "\n",
		"wrapped with CRLF": strings.Join(strings.SplitAfter(text, "A"), "\r\n"),
		"blanks inside":     text[:10] + " " + text[10:20] + "\t\n" + text[20:],
		"PEM":               armour,
		"PEM with CRLF":     strings.ReplaceAll(armour, "\n", "\r\n"),
		"PEM indented":      "    " + strings.ReplaceAll(armour, "\n", "\n    "),
		"PEM on one line":   strings.ReplaceAll(armour, "\n", " "),
		"byte order mark":   "\ufeff" + armour,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := certs.ParseCertificate(s)
			require.NoError(t, err)
			assert.Equal(t, pair.Certificate.Raw, got.Raw)
		})
	}
}

func TestParseCertificateRefuses(t *testing.T) {
	pair := issue(t, certs.Profile{NotBefore: worldStart})
	text, armour := certs.Base64(pair.Certificate), string(certs.PEM(pair.Certificate))
	secret := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(pair.Key)}))
	for _, c := range []struct {
		name, text string
		kind       certs.CertificateErrorKind
	}{
		{"nothing", "", certs.Empty},
		{"blanks", " \r\n", certs.Empty},
		{"empty PEM", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", certs.Empty},
		{"words", "no certificate!", certs.NotBase64},
		{"cut short", text[:len(text)-3], certs.NotBase64},
		{"cut by a block", text[:len(text)/8*4], certs.NotX509},
		{"two DERs", text[:len(text)/4*4-4] + text, certs.NotX509},
		{"no end", strings.Split(armour, "-----END")[0], certs.NotPEM},
		{"begin only", "-----BEGIN CERT", certs.NotPEM},
		{"private key", secret, certs.OtherBlock},
		{"two", armour + armour, certs.SeveralIn},
		{"two in base64", text + text, certs.SeveralIn},
		{"certificate and key", armour + secret, certs.TextOutside},
		{"text before", "subject: x\n" + armour, certs.TextOutside},
		{"text after", armour + "x", certs.TextOutside},
		{"huge", strings.Repeat("A", 1<<20), certs.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := certs.ParseCertificate(c.text)
			var wrong *certs.CertificateError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, c.kind, wrong.Kind)
			assert.Less(t, len(err.Error()), 300)
		})
	}
	_, err := certs.ParseCertificate(secret)
	assert.NotContains(t, err.Error(), strings.Split(secret, "\n")[1], "a key is not repeated")
}

func TestParseAll(t *testing.T) {
	pair := issue(t, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
	other := issue(t, certs.Profile{Organization: "Fabrikam", NotBefore: worldStart})
	text, armour := certs.Base64(pair.Certificate), string(certs.PEM(pair.Certificate))
	second := string(certs.PEM(other.Certificate))
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{1, 2, 3}}))
	unpadded := pair // its DER has a multiple of three bytes, so its base64 has no padding
	for name := "C"; len(unpadded.Certificate.Raw)%3 != 0; name += "o" {
		unpadded = issue(t, certs.Profile{Organization: name, NotBefore: worldStart})
	}
	for name, c := range map[string]struct {
		text string
		want []*certs.KeyPair
	}{
		"base64":                  {text, []*certs.KeyPair{pair}},
		"base64 with blanks":      {" \n" + strings.Join(strings.SplitAfter(text, "A"), "\r\n\t"), []*certs.KeyPair{pair}},
		"base64 of two":           {text + "\n" + certs.Base64(other.Certificate), []*certs.KeyPair{pair, other}},
		"base64 of two, unpadded": {certs.Base64(unpadded.Certificate) + text, []*certs.KeyPair{unpadded, pair}},
		"PEM":                     {armour, []*certs.KeyPair{pair}},
		"PEM with CRLF and a BOM": {"\ufeff" + strings.ReplaceAll(armour, "\n", "\r\n"), []*certs.KeyPair{pair}},
		"PEM of two":              {armour + second, []*certs.KeyPair{pair, other}},
		"PEM with text around": {"Bag Attributes\n  王\n" + armour + "\nissuer=x\n" + second + "\n.",
			[]*certs.KeyPair{pair, other}},
		"PEM with the key":         {key + armour, []*certs.KeyPair{pair}},
		"PEM under the older name": {strings.ReplaceAll(armour, "CERTIFICATE", "X509 CERTIFICATE"), []*certs.KeyPair{pair}},
		"DER":                      {string(pair.Certificate.Raw), []*certs.KeyPair{pair}},
		"DER of two": {string(pair.Certificate.Raw) + string(other.Certificate.Raw),
			[]*certs.KeyPair{pair, other}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := certs.ParseAll([]byte(c.text))
			require.NoError(t, err)
			require.Len(t, got, len(c.want))
			for i, want := range c.want {
				assert.Equal(t, want.Certificate.Raw, got[i].Raw)
			}
		})
	}
}

func TestParseAllRefuses(t *testing.T) {
	armour := string(certs.PEM(issue(t, certs.Profile{NotBefore: worldStart}).Certificate))
	for _, c := range []struct {
		name, text string
		kind       certs.CertificateErrorKind
	}{
		{"nothing", "", certs.Empty},
		{"words", "no certificate!", certs.NotBase64},
		{"a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", certs.OtherBlock},
		{"one of two broken", armour + strings.Replace(armour, "MII", "AII", 1), certs.NotX509},
		{"one of two cut off", armour + armour[:len(armour)/2], certs.NotPEM},
		{"a block of nothing", armour + "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----", certs.Empty},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := certs.ParseAll([]byte(c.text))
			var wrong *certs.CertificateError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, c.kind, wrong.Kind)
		})
	}
}

// Certificates of 2020 to 2022 carry an extensions field that holds an empty sequence.
func TestParseCertificateWithEmptyExtensions(t *testing.T) {
	der := issue(t, certs.Profile{NotBefore: worldStart}).Certificate.Raw
	r := readRaw(t, der)
	spki := string(r.TBS.SPKI.FullBytes)
	old := strings.Replace(string(der), spki, spki+"\xa3\x02\x30\x00", 1)
	b := []byte(old)
	require.Equal(t, []byte{0x30, 0x82}, b[:2])
	b[3] += 4 // the certificate's length
	require.Equal(t, []byte{0x30, 0x82}, b[4:6])
	b[7] += 4 // the signed part's length
	c, err := x509.ParseCertificate(b)
	require.NoError(t, err)
	assert.Empty(t, c.Extensions)
}

func TestThumbprint(t *testing.T) {
	pair := issue(t, certs.Profile{NotBefore: worldStart})
	sum := sha256.Sum256(pair.Certificate.Raw)
	assert.Equal(t, hex.EncodeToString(sum[:]), certs.Thumbprint(pair.Certificate))
	assert.NotContains(t, certs.Base64(pair.Certificate), "\n")
}

func FuzzParseCertificate(f *testing.F) {
	sample, err := os.ReadFile("testdata/certificate.pem") // no key is made: each fuzzing process would
	require.NoError(f, err)
	f.Add(string(sample))
	body, _, _ := strings.Cut(strings.TrimPrefix(string(sample), "-----BEGIN CERTIFICATE-----"), "-----END")
	f.Add(body)
	f.Add("-----BEGIN CERTIFICATE-----")
	f.Fuzz(func(t *testing.T, s string) {
		all, errAll := certs.ParseAll([]byte(s))
		c, err := certs.ParseCertificate(s)
		if err != nil {
			var wrong *certs.CertificateError
			require.ErrorAs(t, err, &wrong)
			require.True(t, errAll == nil || errors.As(errAll, &wrong))
			return
		}
		require.NoError(t, errAll)
		require.Len(t, all, 1, "what is one certificate alone is all of them")
		again, err := certs.ParseCertificate(certs.Base64(c))
		require.NoError(t, err)
		assert.Equal(t, c.Raw, again.Raw)
	})
}
