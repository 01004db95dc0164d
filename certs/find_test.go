package certs_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

// sample is a file of testdata; chain.pem, chain.p7b and chain-ber.p7b hold the same two certificates.
func sample(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(data)
}

// inUTF16 is a text as Windows writes it.
func inUTF16(text string, bigEndian bool) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if bigEndian {
			out.Write([]byte{byte(unit >> 8), byte(unit)})
		} else {
			out.Write([]byte{byte(unit), byte(unit >> 8)})
		}
	}
	return out.String()
}

// wrapped breaks a text into lines of a width.
func wrapped(text string, width int, end string) string {
	var out strings.Builder
	for ; len(text) > width; text = text[width:] {
		out.WriteString(text[:width] + end)
	}
	return out.String() + text + end
}

func TestFindAll(t *testing.T) {
	chain := sample(t, "chain.pem")
	leafBlock, _ := pem.Decode([]byte(chain))
	leaf, armour := base64.StdEncoding.EncodeToString(leafBlock.Bytes), string(pem.EncodeToMemory(leafBlock))
	const one, both = "Contoso leaf signing", "Contoso leaf signing, Contoso CA"
	p7, ber := sample(t, "chain.p7b"), sample(t, "chain-ber.p7b")
	block := func(label, der string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: []byte(der)}))
	}
	aux := string(leafBlock.Bytes) + "\x30\x0c\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01" // serverAuth is trusted
	for name, c := range map[string]struct{ text, want string }{
		"DER":                           {string(leafBlock.Bytes), one},
		"DER and a line's end":          {string(leafBlock.Bytes) + "\r\n", one},
		"PKCS #7 in DER":                {p7, both},
		"PKCS #7 in BER":                {ber, both},
		"PKCS #7 in PEM":                {block("PKCS7", p7), both},
		"PKCS #7 in PEM, BER":           {block("CMS", ber), both},
		"PKCS #7 under OpenSSL's label": {block("PKCS #7 SIGNED DATA", p7), both},
		"PKCS #7 under a wrong label":   {block("CERTIFICATE", p7), both},
		"PKCS #7 in base64":             {base64.StdEncoding.EncodeToString([]byte(p7)), both},
		"PKCS #7 beside a certificate":  {armour + block("PKCS7", p7), one + ", " + both},
		"OpenSSL's trusted certificate": {block("TRUSTED CERTIFICATE", aux), one},
		"PEM of two":                    {chain, both},
		"UTF-16LE with a mark":          {"\xff\xfe" + inUTF16(armour, false), one},
		"UTF-16BE with a mark":          {"\xfe\xff" + inUTF16(armour, true), one},
		"UTF-16LE":                      {inUTF16(leaf, false), one},
		"UTF-16BE":                      {inUTF16(armour, true), one},
		"UTF-16 with CRLF":              {"\xff\xfe" + inUTF16(strings.ReplaceAll(armour, "\n", "\r\n"), false), one},
		"lines of 76":                   {wrapped(leaf, 76, "\r\n"), one},
		"lines of 7":                    {wrapped(leaf, 7, "\n"), one},
		"a line for each character":     {wrapped(leaf, 1, "\n\t"), one},
		"a label":                       {"X.509 Certificate: " + leaf, one},
		"a label above":                 {"X.509 Certificate\n\n" + wrapped(leaf, 64, "\n"), one},
		"labels around": {"Subject: CN=x\nCertificate:\n" + wrapped(leaf, 64, "\n") + "Thumbprint: AB:CD",
			one},
		"PowerShell's list": {"SigningCertificate     : " + wrapped(leaf, 50, "\n                         "),
			one},
		"a text glued on":            {leaf + "Thumbprint", one},
		"PEM whose blanks were lost": {"-----BEGINCERTIFICATE-----" + leaf + "-----ENDCERTIFICATE-----", one},
		"PEM whose dashes were changed": {"–––BEGIN CERTIFICATE–––\n" + wrapped(leaf, 64, "\n") +
			"–––END CERTIFICATE–––",
			one},
		"PEM with fewer dashes": {"----BEGIN CERTIFICATE----\n" + wrapped(leaf, 64,
			"\n") + "----END CERTIFICATE----", one},
		"PEM in a JSON text":             {`"` + strings.ReplaceAll(armour, "\n", `\n`) + `"`, one},
		"quoted":                         {`"` + leaf + `"`, one},
		"an element":                     {"<X509Certificate>" + leaf + "</X509Certificate>", one},
		"a label inside PEM":             {strings.Replace(armour, "-----\n", "-----\nsubject=CN = x\n", 1), one},
		"OpenSSL's text above":           {"Certificate:\n    Data:\n        Version: 3 (0x2)\n" + armour, one},
		"two with labels":                {"current: " + leaf + "\nnext: " + leaf, one + ", " + one},
		"a key before":                   {block("PRIVATE KEY", "\x30\x82\x01\x00") + "Certificate: " + leaf, one},
		"MII that begins nothing before": {"MII MII\nMIIB " + leaf, one},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := certs.FindAll([]byte(c.text))
			require.NoError(t, err)
			var names []string
			for _, der := range got {
				certificate, err := x509.ParseCertificate(der)
				require.NoError(t, err)
				names = append(names, certificate.Subject.CommonName)
			}
			assert.Equal(t, c.want, strings.Join(names, ", "))
		})
	}
}

func TestFindAllRefuses(t *testing.T) {
	leafBlock, _ := pem.Decode([]byte(sample(t, "chain.pem")))
	leaf := base64.StdEncoding.EncodeToString(leafBlock.Bytes)
	const pfx = "\x30\x05\x02\x01\x03\x30\x00" // its outermost level: version 3, and contents
	for name, c := range map[string]struct {
		text string
		kind certs.CertificateErrorKind
	}{
		"nothing":              {"\xff\xfe", certs.Empty},
		"a label alone":        {"X.509 Certificate:", certs.NotBase64},
		"cut off":              {"Certificate: " + leaf[:len(leaf)-8], certs.NotBase64},
		"a mark stuck to it":   {"!" + leaf, certs.NotBase64},
		"a PKCS #12":           {pfx, certs.OtherBlock},
		"a PKCS #12 in base64": {base64.StdEncoding.EncodeToString([]byte(pfx)), certs.OtherBlock},
		"a certificate request": {"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----",
			certs.OtherBlock},
		"huge": {strings.Repeat("A", 1<<20+1), certs.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := certs.FindAll([]byte(c.text))
			var wrong *certs.CertificateError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, c.kind, wrong.Kind)
		})
	}
}

// TestFindAllEnds gives it junk that looks like the beginning of certificates everywhere, which takes minutes when each
// is followed to its end.
func TestFindAllEnds(t *testing.T) {
	for _, junk := range []string{"\nMII///", "MII ", "\nMIIC", "-----BEGIN PKCS7-----", "\n!MIL//"} {
		_, err := certs.FindAll([]byte("!" + strings.Repeat(junk, 1<<20/len(junk)-1)))
		require.Error(t, err)
	}
	const head = "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"
	for _, inner := range []string{"\x05\x00", "\x30\x80", "\x30\x80\x00\x00"} { // a million nothings, nested or not
		for _, size := range []int{16 << 10, 1 << 19} {
			_, err := certs.FindAll([]byte(head + strings.Repeat(inner, size/len(inner))))
			require.Error(t, err)
		}
	}
}

func FuzzFindAll(f *testing.F) {
	for _, name := range []string{"chain.pem", "chain.p7b", "chain-ber.p7b", "certificate.pem"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Add([]byte("X.509 Certificate: MIIB"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ders, err := certs.FindAll(data)
		if (len(ders) == 0) != (err != nil) {
			t.Fatalf("%d certificates and the error %v", len(ders), err)
		}
		for _, der := range ders {
			if len(der) == 0 {
				t.Fatal("an empty certificate")
			}
		}
	})
}
