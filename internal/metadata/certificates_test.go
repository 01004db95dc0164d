package metadata_test

import (
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
)

// chain is a leaf and its issuer, as files of package certs hold them.
func chain(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "certs", "testdata", name))
	require.NoError(t, err)
	return data
}

// wide is ASCII as UTF-16 with a mark, as PowerShell's > writes it.
func wide(text []byte) []byte {
	out := []byte{0xff, 0xfe}
	for _, b := range text {
		out = append(out, b, 0)
	}
	return out
}

func TestReadCertificates(t *testing.T) {
	const leaf = "Contoso leaf signing"
	jc := certs.Base64(corpus.Certificate(t))
	block, rest := pem.Decode(chain(t, "chain.pem"))
	issuer, _ := pem.Decode(rest)
	leafText, issuerText := base64.StdEncoding.EncodeToString(block.Bytes), base64.StdEncoding.EncodeToString(issuer.Bytes)
	graph := `{"@odata.type":"#microsoft.graph.internalDomainFederation","issuerUri":"https://contoso.com",` +
		`"nextSigningCertificate":"` + leafText + `","signingCertificate":"` + jc + `"}`
	contoso := []string{"https://contoso.com"}
	for name, c := range map[string]struct {
		file    string
		entity  string
		names   []string
		issuers []string
	}{
		"a PEM chain":          {string(chain(t, "chain.pem")), "", []string{leaf}, nil},
		"a chain from the top": {issuerText + "\n" + leafText, "", []string{leaf}, nil},
		"a PKCS #7":            {string(chain(t, "chain.p7b")), "", []string{leaf}, nil},
		"a PKCS #7 in BER":     {string(chain(t, "chain-ber.p7b")), "", []string{leaf}, nil},
		"the issuer alone":     {issuerText, "", []string{"Contoso CA"}, nil},
		"twice the same":       {leafText + "\n" + leafText, "", []string{leaf}, nil},
		"UTF-16":               {string(wide(chain(t, "chain.pem"))), "", []string{leaf}, nil},
		"a KeyDescriptor cut out": {`<md:KeyDescriptor use="signing"><ds:X509Certificate>` + leafText +
			`</ds:X509Certificate><ds:X509Certificate>` + issuerText + `</ds:X509Certificate></md:KeyDescriptor>`, "",
			[]string{leaf}, nil},
		"metadata":           {string(sample(t, "chain.xml")), "", []string{leaf}, contoso},
		"metadata in UTF-16": {string(wide(sample(t, "chain.xml"))), "", []string{leaf}, contoso},
		"of several identity provider": {string(sample(t, "several.xml")), "urn:uri:fabrikam.com", []string{corpusKey},
			[]string{"urn:uri:fabrikam.com"}},
		"Graph's object": {graph, "", []string{corpusKey, leaf}, contoso},
		"Graph's list":   {`{"@odata.context":"x","value":[` + graph + `]}`, "", []string{corpusKey, leaf}, contoso},
		"PowerShell's list": {"[" + strings.NewReplacer("signingC", "SigningC", "issuerUri",
			"IssuerUri").Replace(graph) + "]", "", []string{corpusKey, leaf}, contoso},
		"a batch's answer": {`{"responses":[{"id":"1","status":200,"body":{"value":[` + graph + `]}}]}`, "",
			[]string{corpusKey, leaf}, contoso},
		"a snapshot": {`{"schema":"x","domain":{"id":"contoso.com"},"configuration":` + graph + `}`, "",
			[]string{corpusKey, leaf}, contoso},
		"no next one": {`{"signingCertificate":"` + jc + `","nextSigningCertificate":null}`, "", []string{corpusKey},
			nil},
		"PEM in JSON": {`{"signingCertificate":"-----BEGIN CERTIFICATE-----\n` + jc +
			`\n-----END CERTIFICATE-----\n"}`, "", []string{corpusKey}, nil},
		"JSON in UTF-16": {string(wide([]byte(graph))), "", []string{corpusKey, leaf}, contoso},
		"what is registered": {`[{"signingCertificate":"` + leafText + `","nextSigningCertificate":"` + issuerText + `"}]`,
			"", []string{leaf, "Contoso CA"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := metadata.ReadCertificates([]byte(c.file), c.entity)
			require.NoError(t, err)
			assert.Equal(t, c.names, names(got.DERs))
			assert.Equal(t, c.issuers, got.Issuers)
		})
	}
}

func TestReadCertificatesRefuses(t *testing.T) {
	var many strings.Builder
	for range 70 {
		key, err := certs.Issue(corpus.Key(t), certs.Profile{NotBefore: corpus.At()})
		require.NoError(t, err)
		many.Write(certs.PEM(key.Certificate))
	}
	message := string(sample(t, "signed-by-ca-response.xml"))
	require.Contains(t, message, "X509Certificate")
	for name, c := range map[string]struct{ file, says string }{
		"nothing":   {"\ufeff \n", "is empty"},
		"prose":     {"no certificate", "is not base64"},
		"a message": {message, "not the metadata of one identity provider"},
		"a service's": {strings.ReplaceAll(string(sample(t, "chain.xml")), "IDPSSO", "SPSSO"),
			"describes no identity provider"},
		"several": {string(sample(t, "several.xml")), "describes 3 identity providers"},
		"without a key": {string(wire.IDPMetadata{
			EntityID: "https://contoso.com",
		}.XML()), "names no signing certificate"},
		"broken JSON":         {`{"signingCertificate"`, "the JSON cannot be read"},
		"JSON without":        {`{"value":[{"issuerUri":"https://contoso.com"}]}`, "holds no signingCertificate"},
		"JSON with prose":     {`{"signingCertificate":"none"}`, "signingCertificate cannot be read"},
		"a certificate store": {many.String(), "holds 70 certificates, more than the 64 allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := metadata.ReadCertificates([]byte(c.file), "")
			assert.ErrorContains(t, err, c.says)
			assert.Empty(t, got)
		})
	}
}

// TestDressedKeys reads what people and products put into X509Certificate.
func TestDressedKeys(t *testing.T) {
	der := corpus.Certificate(t).Raw
	text, armour := certs.Base64(corpus.Certificate(t)), string(certs.PEM(corpus.Certificate(t)))
	good := string(jumpCloud(t).XML())
	for name, dressed := range map[string]string{
		"PEM":                  armour,
		"PEM on one line":      strings.ReplaceAll(armour, "\n", ""),
		"PEM without its ends": "-----BEGINCERTIFICATE-----" + text + "-----ENDCERTIFICATE-----",
		"a label":              "X.509 Certificate: " + text,
		"a label above":        "X.509 Certificate:\r\n" + text + "\r\n",
		"text around":          "subject=CN = x\n" + armour + "notAfter=...\n",
		"a dump":               "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + armour,
		"written line ends":    strings.ReplaceAll(armour, "\n", `\n`),
		"three in a line":      strings.Join(strings.SplitAfter(text, "A"), "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			m, err := metadata.ReadIdentityProvider([]byte(strings.Replace(good, text, dressed, 1)))
			require.NoError(t, err)
			assert.Equal(t, [][]byte{der}, m.SigningCertificates)
		})
	}
	p7 := base64.StdEncoding.EncodeToString(chain(t, "chain.p7b"))
	_, err := metadata.ReadIdentityProvider([]byte(strings.Replace(good, text, p7, 1)))
	assert.ErrorContains(t, err, "holds 2 certificates, perhaps a chain")
}

// TestWhatElseMetadataTells reads until when it counts, where browsers sign out, and where nobody is sent.
func TestWhatElseMetadataTells(t *testing.T) {
	m, err := metadata.ReadIdentityProvider(sample(t, "federation.xml"))
	require.NoError(t, err)
	assert.Equal(t, time.Date(2026, 12, 10, 0, 0, 0, 0, time.UTC), m.ValidUntil, "of the set that encloses it")
	assert.Equal(t, []wire.Endpoint{{Binding: "urn:mace:shibboleth:1.0:profiles:AuthnRequest",
		Location: "https://idp.contoso.edu/idp/profile/Shibboleth/SSO"}}, m.OtherSignOn)
	assert.True(t, m.HasPost())
	assert.Empty(t, m.SignOut())
	m, err = metadata.ReadIdentityProvider(sample(t, "ping.xml"))
	require.NoError(t, err)
	assert.Zero(t, m.ValidUntil)
	assert.Equal(t, "https://auth.pingone.eu/00000000-test-only/saml20/idp/slo", m.SignOut())
	assert.Len(t, m.SingleLogout, 1, "SOAP is for servers")
	assert.Len(t, m.SigningCertificates, 1, "the same certificate twice")
	m, err = metadata.ReadIdentityProvider(sample(t, "soap-first.xml"))
	require.NoError(t, err)
	assert.False(t, m.HasPost())
	m, err = metadata.ReadIdentityProvider(sample(t, "chain.xml"))
	require.NoError(t, err)
	assert.Equal(t, []string{"Contoso CA"}, names(m.Issuers))
	for _, value := range []string{"", "never", "2026-12-10"} {
		document := strings.Replace(string(jumpCloud(t).XML()), "entityID", `validUntil="`+value+`" entityID`, 1)
		m, err = metadata.ReadIdentityProvider([]byte(document))
		require.NoError(t, err)
		assert.Zero(t, m.ValidUntil, value)
	}
	for _, more := range []string{"urn:x", "javascript:alert(1)", "https://"} {
		document := strings.Replace(string(jumpCloud(t).XML()), "<md:NameIDFormat", `<md:SingleLogoutService Binding="`+
			wire.BindingRedirect+`" Location="`+more+`"/><md:NameIDFormat`, 1)
		m, err = metadata.ReadIdentityProvider([]byte(document))
		require.NoError(t, err)
		assert.Empty(t, m.SingleLogout, more)
	}
}

// TestOneOfSeveral is asked for by its entity ID.
func TestOneOfSeveral(t *testing.T) {
	m, err := metadata.ReadIdentityProviderOf(sample(t, "several.xml"), "https://王小明.example")
	require.NoError(t, err)
	assert.Equal(t, "https://王小明.example", m.EntityID)
	_, err = metadata.ReadIdentityProviderOf(sample(t, "several.xml"), "https://contoso.com/")
	var several *metadata.SeveralError
	require.ErrorAs(t, err, &several)
	assert.Equal(t, []string{"https://contoso.com", "urn:uri:fabrikam.com", "https://王小明.example"},
		several.EntityIDs)
	assert.ErrorContains(t, err,
		`does not describe the identity provider "https://contoso.com/"; it describes "https://contoso.com", `)
	entity := string(jumpCloud(t).XML())
	entity = entity[strings.Index(entity, "<md:"):]
	_, err = metadata.ReadIdentityProvider([]byte(`<md:EntitiesDescriptor xmlns:md="` + wire.NamespaceMetadata + `">` +
		strings.Repeat(entity, 30) + `</md:EntitiesDescriptor>`))
	assert.ErrorContains(t, err, "and 10 more")
}

func FuzzReadCertificates(f *testing.F) {
	for _, name := range []string{"chain.xml", "several.xml", "pem.xml", "signed-by-ca-response.xml"} {
		f.Add(sample(f, name))
		f.Add(wide(sample(f, name)))
	}
	f.Add(chain(f, "chain.pem"))
	f.Add(chain(f, "chain-ber.p7b"))
	f.Add([]byte(`{"value":[{"signingCertificate":"MIIB","nextSigningCertificate":null}]}`))
	f.Add([]byte(`<ds:X509Certificate>MIIB</ds:X509Certificate>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := metadata.ReadCertificates(data, "")
		if (len(c.DERs) == 0) != (err != nil) {
			t.Fatalf("%d certificates and the error %v", len(c.DERs), err)
		}
	})
}
