package inspect_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/attack"
	"samlharness/certs"
	"samlharness/inspect"
	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/report"
)

// corpusGaps are the messages of the corpus that goxmldsig judges otherwise than xmlsec1 and we, with the reason.
var corpusGaps = map[string]string{
	"inclusive-method":          "it ignores InclusiveNamespaces on CanonicalizationMethod",
	"inclusive-both":            "it ignores InclusiveNamespaces on CanonicalizationMethod",
	"attribute-order":           "it sorts attributes of several namespaces by their local names",
	"white-space-in-attributes": "it takes a tab or line feed in an attribute as it was written instead of as a blank",
	"indented-base64":           "it refuses blanks and tabs in SignatureValue and DigestValue",
	"5000-values":               "it gives up after 1000 elements",
}

// TestSecondOpinionOnTheCorpus has goxmldsig judge what xmlsec1 judged: it agrees, but for the gaps that are known.
func TestSecondOpinionOnTheCorpus(t *testing.T) {
	known := inspect.Known{IssuerURI: corpus.Issuer, Certificates: [][]byte{corpus.Certificate(t).Raw}}
	for _, sample := range corpus.Load(t) {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			r, err := one(t.Context(), sample.XML, inspect.Options{At: corpus.At(), Directory: known})
			require.NoError(t, err)
			require.Equal(t, sample.Verifies, r.Accepted)
			opinion := r.SecondOpinion
			require.NotNil(t, opinion)
			gap := corpusGaps[sample.Name]
			assert.Equal(t, gap, opinion.KnownGap)
			assert.Equal(t, sample.Verifies && gap == "", opinion.Verifies, opinion.Error)
			assert.Equal(t, gap == "", opinion.Agrees, opinion.Error)
			assert.Equal(t, opinion.Verifies, opinion.Error == "")
		})
	}
}

// signedValue is a response whose assertion we signed with markup in a value, as it was written.
func signedValue(t *testing.T, value string) string {
	t.Helper()
	document := strings.Replace(string(message(t, func(r *wire.Response) {
		r.SignAssertion = false
		r.Attributes = append(r.Attributes, wire.Attribute{Name: "more", Values: []string{"VALUE"}})
	})), "VALUE", value, 1)
	root, err := xmltree.Parse([]byte(document), xmltree.Limits{})
	require.NoError(t, err)
	assertion := root.Child(wire.NamespaceAssertion, "Assertion")
	require.NoError(t, xmldsig.Sign(assertion, assertion.Child(wire.NamespaceAssertion, "Issuer"),
		xmldsig.Signer{Key: pair(t, 0).Key, Certificate: pair(t, 0).Certificate.Raw}))
	signature, err := xmltree.Canonical(assertion.Child(xmldsig.Namespace, "Signature"), xmltree.CanonicalOptions{})
	require.NoError(t, err)
	before, after, found := strings.Cut(document, "<saml2:Subject>")
	require.True(t, found)
	return before + string(signature) + "<saml2:Subject>" + after
}

// TestSignaturesThatGoxmldsigJudgesDifferently asserts both judgements, with xmlsec1 as the judge between them.
func TestSignaturesThatGoxmldsigJudgesDifferently(t *testing.T) {
	needs.Program(t, "xmlsec1")
	for name, c := range map[string]struct{ value, gap string }{
		"plain text":                   {"x", ""},
		"an undone default":            {`<x xmlns="urn:x"><y xmlns=""/></x>`, ""},
		"a redundant undeclaration":    {`<a xmlns=""/>`, `it keeps a redundant xmlns=""`},
		"one in a prefixed element":    {`<p:x xmlns:p="urn:x"><a xmlns=""/></p:x>`, `it keeps a redundant xmlns=""`},
		"white space as references":    {`<p:x xmlns:p="urn:x" a="1&#9;2&#10;3"/>`, ""},
		"a line feed in an attribute":  {"<p:x xmlns:p='urn:x' a='1\n2'/>", "it takes a tab or line feed in an attribute"},
		"attributes of two namespaces": {`<p:x xmlns:p="urn:z" xmlns:q="urn:a" p:a="1" q:b="2"/>`, "it sorts attributes"},
		"attributes in either order":   {`<p:x xmlns:p="urn:z" xmlns:q="urn:a" p:b="1" q:a="2"/>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			document := signedValue(t, c.value)
			require.NoError(t, needs.XMLSecVerify(t, []byte(document), pair(t, 0).Certificate.Raw, needs.Assertion))
			known := inspect.Known{Certificates: [][]byte{pair(t, 0).Certificate.Raw}}
			r, err := one(t.Context(), []byte(document), inspect.Options{At: now, Directory: known})
			require.NoError(t, err)
			require.NotNil(t, r.SecondOpinion, "%s", r.Page)
			assert.Equal(t, c.gap == "", r.SecondOpinion.Verifies, r.SecondOpinion.Error)
			if c.gap == "" {
				assert.Empty(t, r.SecondOpinion.KnownGap)
				return
			}
			assert.Contains(t, r.SecondOpinion.KnownGap, c.gap)
			for _, check := range r.Checks {
				if check.Name == "signature-value" {
					assert.Equal(t, record.Pass, check.Outcome)
				}
			}
		})
	}
}

// TestSecondOpinionUsesTheInstantAndTheCertificates of the judgement.
func TestSecondOpinionUsesTheInstantAndTheCertificates(t *testing.T) {
	registered, other := pair(t, 0).Certificate, pair(t, 1).Certificate
	late := registered.NotAfter.Add(time.Hour)
	end := late.Add(5 * time.Minute)
	later := func(r *wire.Response) {
		r.IssueInstant, r.NotBefore, r.AuthnInstant, r.NotOnOrAfter, r.SubjectNotOnOrAfter = late, late, late, end, end
	}
	for name, c := range map[string]struct {
		known            inspect.Known
		at               time.Time
		edit             func(*wire.Response)
		accepted         bool
		verifies, agrees bool
		gap, err         string
	}{
		"registered": {inspect.Known{Certificates: [][]byte{registered.Raw}}, now, nil, true, true, true, "", ""},
		"second registered": {inspect.Known{
			Certificates: [][]byte{other.Raw, registered.Raw},
		}, now, nil, true, true, true, "", ""},
		"nothing known": {inspect.Known{}, now, nil, true, true, true, "", ""},
		"another registered": {inspect.Known{Certificates: [][]byte{other.Raw}}, now, nil, false, false, true, "",
			"Assertion: Could not verify certificate against trusted certs"},
		"both signed": {inspect.Known{}, now, func(r *wire.Response) { r.SignResponse = true }, true, true, true, "", ""},
		"certificate expired": {inspect.Known{}, late, later, true, false, false,
			"it refuses a certificate outside its validity", "Assertion: Cert is not valid at this time"},
	} {
		t.Run(name, func(t *testing.T) {
			edits := []func(*wire.Response){}
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			r, err := one(t.Context(), message(t, edits...), inspect.Options{At: c.at, Directory: c.known})
			require.NoError(t, err)
			assert.Equal(t, c.accepted, r.Accepted || r.Undecided, r.Page)
			assert.Equal(t, &inspect.SecondOpinion{
				Library:  "goxmldsig",
				Verifies: c.verifies,
				Agrees:   c.agrees,
				KnownGap: c.gap,
				Error:    c.err,
			}, r.SecondOpinion)
		})
	}
}

// TestNoSecondOpinion is asked where the checks judged no signature.
func TestNoSecondOpinion(t *testing.T) {
	unsigned := message(t, func(r *wire.Response) { r.SignAssertion = false })
	slash := message(t, func(r *wire.Response) { r.Issuer += "/" })
	for name, input := range map[string][]byte{"not signed": unsigned, "issuer unknown": slash, "not XML": []byte("<a")} {
		t.Run(name, func(t *testing.T) {
			o := inspect.Options{At: now, Directory: inspect.Known{IssuerURI: issuer}}
			r, err := one(t.Context(), input, o)
			require.NoError(t, err)
			assert.False(t, r.Accepted)
			assert.Nil(t, r.SecondOpinion)
			assert.NotContains(t, text(t, input, o, report.CheckOptions{}), "goxmldsig")
		})
	}
}

func TestSecondOpinionInTheReports(t *testing.T) {
	for name, c := range map[string]struct {
		input []byte
		line  string
		json  string
	}{
		"agrees": {corpus.Find(t, "rsa-sha256").XML, "opinion  goxmldsig agrees\n",
			`{"library":"goxmldsig","verifies":true,"agrees":true}`},
		"agrees on a broken one": {corpus.Find(t, "rsa-sha256-broken").XML, "opinion  goxmldsig agrees (Assertion: " +
			"Signature could not be verified)\n",
			`{"library":"goxmldsig","verifies":false,"agrees":true,"error":"Assertion: Signature could not be verified"}`},
		"differs": {corpus.Find(t, "inclusive-method").XML, "opinion  goxmldsig differs (Assertion: " +
			"crypto/rsa: verification error); known gap: it ignores InclusiveNamespaces on " +
			"CanonicalizationMethod\n",
			`{"library":"goxmldsig","verifies":false,"agrees":false,"error":"Assertion: crypto/rsa: verification error",` +
				`"knownGap":"it ignores InclusiveNamespaces on CanonicalizationMethod"}`},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := one(t.Context(), c.input, inspect.Options{At: corpus.At()})
			require.NoError(t, err)
			assert.Contains(t, text(t, c.input, inspect.Options{At: corpus.At()}, report.CheckOptions{}), c.line)
			got, err := json.Marshal(r.SecondOpinion)
			require.NoError(t, err)
			assert.JSONEq(t, c.json, string(got))
		})
	}
}

// TestSecondOpinionOnAttacks asks it about every attack. It never changes the verdict, and takes three messages that we
// refuse: on purpose, for a comment in a value is read in two ways, and a message without KeyInfo is refused by
// Microsoft.
func TestSecondOpinionOnAttacks(t *testing.T) {
	m := attack.Message{XML: message(t), Certificate: pair(t, 0).Certificate.Raw, Key: pair(t, 0).Key,
		ForeignKey: pair(t, 1).Key, ForeignCertificate: pair(t, 1).Certificate.Raw, NameID: "blocked"}
	known := inspect.Known{IssuerURI: issuer, Certificates: [][]byte{pair(t, 0).Certificate.Raw}, ImmutableID: alice}
	var taken []string
	for _, a := range attack.All() {
		mutated, err := a.Mutate(m)
		require.NoError(t, err, a.Name)
		r, err := one(t.Context(), mutated, inspect.Options{At: now, Directory: known})
		if err != nil || r.SecondOpinion == nil {
			continue
		}
		if r.SecondOpinion.Verifies && a.Code != "" && r.Refusal != nil && !r.SecondOpinion.Agrees {
			taken = append(taken, a.Name)
		}
		assert.NotContains(t, r.SecondOpinion.Error, "panic", a.Name)
	}
	assert.Equal(t, []string{"sig-nokeyinfo", "sig-comment-digest", "sig-comment-value"}, taken)
}

// TestSecondOpinionIsBounded does not ask it about what would keep it busy for minutes.
func TestSecondOpinionIsBounded(t *testing.T) {
	many := strings.Replace(string(corpus.Find(t, "rsa-sha256").XML), "<saml:AttributeStatement>",
		"<saml:AttributeStatement>"+strings.Repeat("<!---->", 20_000), 1)
	r, err := one(t.Context(), []byte(many), inspect.Options{At: corpus.At()})
	require.NoError(t, err)
	assert.True(t, r.Undecided, r.Page)
	assert.Nil(t, r.SecondOpinion)
}

// TestIssuerInMetadataIsNotTrusted registers the certificate of chain.xml and judges what its issuer signed.
func TestIssuerInMetadataIsNotTrusted(t *testing.T) {
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "testdata", "metadata", name))
		require.NoError(t, err)
		return data
	}
	registered, err := inspect.ReadCertificates(read("chain.xml"))
	require.NoError(t, err)
	require.Len(t, registered, 1)
	leaf, err := certs.ParseDER(registered[0])
	require.NoError(t, err)
	assert.Equal(t, "Contoso leaf signing", leaf.Subject.CommonName)
	r, err := one(t.Context(), read("signed-by-ca-response.xml"), inspect.Options{
		At:        time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
		Directory: inspect.Known{Certificates: registered},
	})
	require.NoError(t, err)
	require.NotNil(t, r.Refusal)
	assert.Equal(t, "AADSTS5000811", r.Refusal.Code)
}
