package loginsrf_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/sp/loginsrf"
)

// mutants is small in the usual run; the long form is: go test ./sp/loginsrf -run Mutants -mutants 20000.
var mutants = flag.Int("mutants", 200, "how many mutants of signed messages to show to xmlsec1")

// TestMutants changes signed messages at random places, mostly outside of what is signed, and checks that xmlsec1
// verifies every signature of those that sign in here.
func TestMutants(t *testing.T) {
	needs.Program(t, "xmlsec1")
	var samples []corpus.Sample
	for _, s := range corpus.Load(t) {
		if s.Verifies && len(s.XML) < 20_000 {
			samples = append(samples, s)
		}
	}
	certificate := corpus.Certificate(t).Raw
	var next, accepted atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := next.Add(1); seed <= int64(*mutants); seed = next.Add(1) {
				sample := samples[seed%int64(len(samples))]
				mutated := mutator{rand.New(rand.NewPCG(uint64(seed), 29))}.mutate(string(sample.XML))
				v := loginsrf.Evaluate(t.Context(), loginsrf.Input{XML: []byte(mutated), Now: corpus.At(),
					Directory: corpusDirectory{certificate}})
				if !v.Accepted() {
					continue
				}
				accepted.Add(1)
				assert.NoError(t, judgedByXMLSec(t, mutated, certificate), "seed %d of %s:\n%s", seed, sample.Name, mutated)
			}
		})
	}
	workers.Wait()
	t.Logf("%d mutants, %d of them accepted", *mutants, accepted.Load())
	assert.Greater(t, accepted.Load(), int64(*mutants/20), "mutants that are refused at once show nothing")
}

// judgedByXMLSec has the signature of the assertion verified, and that of the Response where there is one.
func judgedByXMLSec(t *testing.T, document string, certificate []byte) error {
	err := needs.XMLSecVerify(t, []byte(document), certificate, needs.Assertion)
	if before, _, _ := strings.Cut(document, "Assertion "); err == nil && strings.Contains(before, "SignatureValue") {
		err = needs.XMLSecVerify(t, []byte(document), certificate, needs.Response)
	}
	return err
}

type mutator struct{ random *rand.Rand }

func (m mutator) pick(from ...string) string { return from[m.random.IntN(len(from))] }

// mutate makes one to three changes.
func (m mutator) mutate(document string) string {
	for range 1 + m.random.IntN(3) {
		document = m.once(document)
	}
	return document
}

var (
	startTag = regexp.MustCompile(`<[A-Za-z][^<>]*>`)
	boundary = regexp.MustCompile(`<`)
	uri      = regexp.MustCompile(`xmlns(:\w+)?="[^"]*"`)
)

func (m mutator) once(document string) string {
	switch m.random.IntN(10) {
	case 0, 1, 2: // a declaration in a start tag
		return m.inTag(document, fmt.Sprintf(` xmlns:%s="%s"`, m.pick("q", "ds", "saml", "xs", "xml", "p", "é"),
			m.namespace()))
	case 3: // an attribute
		return m.inTag(document, fmt.Sprintf(` %s="%s"`, m.pick("Consent", "x", "id", "Id", "xml:id", "xml:lang", "xml:base"),
			m.pick("", "urn:x", "&#10;", "&amp;", "  a ", "_response")))
	case 4: // something between two tags
		return m.between(document, m.pick("<!-- c -->", " ", "\r\n", "<![CDATA[ ]]>", "&#32;", "x", "<q/>", "<!---->",
			`<Signature xmlns="`+m.namespace()+`"/>`, `<q xmlns="`+m.namespace()+`"/>`))
	case 5: // the Response's extensions
		return strings.Replace(document, "<samlp:Status>", `<samlp:Extensions><q xmlns="`+m.namespace()+
			`" ID="q"/></samlp:Extensions><samlp:Status>`, 1)
	case 6: // another namespace in place of one
		return m.replace(document, uri, func(was string) string {
			return was[:strings.Index(was, `"`)+1] + m.namespace() + `"`
		})
	case 7: // another byte
		at := m.random.IntN(len(document))
		return document[:at] + m.pick("a", "#", " ", "\"", "<", "&", "\x00", "\xff", "=", "/") + document[at+1:]
	case 8: // white space in a tag
		return m.inTag(document, m.pick(" ", "\n", "\t", "\r\n"))
	}
	// a part is left out
	at := m.random.IntN(len(document))
	return document[:at] + document[min(len(document), at+1+m.random.IntN(40)):]
}

// namespace is often one that is nearly a URI. None holds an ampersand: libxml2 2.9 refuses &amp; there, which RFC 3986
// and XML allow.
func (m mutator) namespace() string {
	whole := m.pick("urn:x", "http://x/y", "http://[::1]/", "http://h:80/a?b#c", "http://u@h/", "mailto:a@b",
		"urn:oasis:names:tc:SAML:2.0:assertion", "http://www.w3.org/2000/09/xmldsig#", "", "x", "http:")
	for range m.random.IntN(3) {
		at := m.random.IntN(len(whole) + 1)
		whole = whole[:at] + m.pick("#", "[", "]", ":", "/", "//", "%", "%41", "%zz", "@", "?", " ", "port", "^",
			"&#123;", "|", "\\", "é", "&#x27;", "~", "1", "-", "..", "99999999999") + whole[at:]
	}
	return whole
}

func (m mutator) inTag(document, addition string) string {
	return m.replace(document, startTag, func(tag string) string {
		end := len(tag) - 1
		if strings.HasSuffix(tag, "/>") {
			end--
		}
		return tag[:end] + addition + tag[end:]
	})
}

func (m mutator) between(document, addition string) string {
	return m.replace(document, boundary, func(b string) string { return addition + b })
}

// replace changes one of the places that match; every other time one of the first or last, which nobody signed.
func (m mutator) replace(document string, pattern *regexp.Regexp, change func(string) string) string {
	places := pattern.FindAllStringIndex(document, -1)
	if len(places) == 0 {
		return document
	}
	place := places[m.random.IntN(len(places))]
	if m.random.IntN(2) == 0 {
		place = places[m.random.IntN(min(6, len(places)))]
	}
	return document[:place[0]] + change(document[place[0]:place[1]]) + document[place[1]:]
}
