package certs_test

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

func TestParseCertificate(t *testing.T) {
	pair := issue(t, certs.Profile{Organization: "Contoso", NotBefore: worldStart})
	text, armour := pair.Base64(), string(pair.PEM())
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
	text, armour := pair.Base64(), string(pair.PEM())
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
	assert.Equal(t, hex.EncodeToString(sum[:]), pair.Thumbprint())
	assert.NotContains(t, pair.Base64(), "\n")
	assert.Equal(t, "certificate "+pair.Thumbprint(), pair.LogValue().String())
}

func FuzzParseCertificate(f *testing.F) {
	sample, err := os.ReadFile("testdata/certificate.pem") // no key is made: each fuzzing process would
	require.NoError(f, err)
	f.Add(string(sample))
	body, _, _ := strings.Cut(strings.TrimPrefix(string(sample), "-----BEGIN CERTIFICATE-----"), "-----END")
	f.Add(body)
	f.Add("-----BEGIN CERTIFICATE-----")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := certs.ParseCertificate(s)
		if err != nil {
			var wrong *certs.CertificateError
			require.ErrorAs(t, err, &wrong)
			return
		}
		again, err := certs.ParseCertificate(certs.Base64(c))
		require.NoError(t, err)
		assert.Equal(t, c.Raw, again.Raw)
	})
}
