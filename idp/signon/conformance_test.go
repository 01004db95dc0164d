package signon_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
)

// What the identity provider keeps of a clause.
const (
	pass       = "pass"
	deviation  = "deviation"
	notOffered = "not offered"
)

// clause is a demand on identity providers: of the SAML 2.0 errata composite by section, with the letters of
// codice/saml-conformance, or of KantaraInitiative/SAMLprofiles 2023-12 (IIP, SDP, eGov).
type clause struct {
	id, demand, kept string
	// why is the reason of a deviation, or of what is not offered.
	why string
	// check sees that it is so.
	check func(*conformance)
}

// conformance is a fresh world for one clause, with alice at the browser.
type conformance struct {
	*testing.T
	w *idptest.World
	b *idptest.Browser
}

// TestConformance claims no more than "IdP Lite Web SSO (Redirect or POST in, POST out)", without what the rows name as
// deviations and as not offered.
func TestConformance(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range append(coreClauses(), profileClauses()...) {
		t.Run(c.id, func(t *testing.T) {
			assert.False(t, seen[c.id], "there are two rows")
			seen[c.id] = true
			assert.NotEmpty(t, c.demand)
			assert.Contains(t, []string{pass, deviation, notOffered}, c.kept)
			assert.Equal(t, c.kept == pass, c.why == "", "a reason goes with everything but pass")
			w := idptest.NewWorld(t)
			c.check(&conformance{t, w, w.SignedIn("alice@contoso.com")})
		})
	}
}

// set changes the application.
func (c *conformance) set(change org.ApplicationUpdate) {
	c.Helper()
	_, err := c.w.UpdateApplication(c.Context(), "office365", change)
	require.NoError(c, err)
}

// post sends a request by HTTP-POST and returns the page that comes of it.
func (c *conformance) post(change ...func(*wire.AuthnRequest)) *idptest.Answer {
	return c.b.Post(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest(change...)))
}

// redirect sends a request by HTTP-Redirect.
func (c *conformance) redirect(change ...func(*wire.AuthnRequest)) *idptest.Answer {
	query := url.Values{"SAMLRequest": {deflated(c, idptest.MicrosoftRequest(change...).XML())}, "RelayState": {"relay"}}
	return c.b.Get(idptest.SSOURL + "?" + query.Encode())
}

// read reads the response of a page, with its verified assertion.
func (c *conformance) read(page *idptest.Answer) issued {
	c.Helper()
	app, err := c.w.Application(c.Context(), "office365")
	require.NoError(c, err)
	return readResponse(c, page.Fields["SAMLResponse"], app)
}

// issued is the response to a request.
func (c *conformance) issued(change ...func(*wire.AuthnRequest)) issued {
	c.Helper()
	return c.read(c.post(change...))
}

// failed is the failure response to a request, of an application that sends such.
func (c *conformance) failed(change ...func(*wire.AuthnRequest)) *xmltree.Element {
	c.Helper()
	c.set(org.ApplicationUpdate{SendFailure: new(true)})
	page := c.post(change...)
	assert.Equal(c, http.StatusOK, page.StatusCode)
	data, err := wire.DecodePost(page.Fields["SAMLResponse"])
	require.NoError(c, err)
	root, err := xmltree.Parse(data, xmltree.Limits{})
	require.NoError(c, err)
	assert.Zero(c, count(root, wire.NamespaceAssertion, "Assertion"), "no assertion in a failure")
	return root
}

// status is the top-level and the second-level status of a response.
func status(root *xmltree.Element) (top, second string) {
	code := root.Child(wire.NamespaceProtocol, "Status").Child(wire.NamespaceProtocol, "StatusCode")
	if inner := code.Child(wire.NamespaceProtocol, "StatusCode"); inner != nil {
		second = attr(inner, "Value")
	}
	return attr(code, "Value"), second
}

// refused checks that a request gets a page and no response.
func (c *conformance) refused(reason string, change ...func(*wire.AuthnRequest)) {
	c.Helper()
	page := c.post(change...)
	assert.Equal(c, reason, page.Reason)
	assert.Equal(c, http.StatusOK, page.StatusCode)
	assert.Empty(c, page.Fields["SAMLResponse"])
}

// metadata is the exported metadata.
func (c *conformance) metadata() *xmltree.Element {
	app, err := c.w.Application(c.Context(), "office365")
	require.NoError(c, err)
	root, err := xmltree.Parse(app.Metadata(), xmltree.Limits{})
	require.NoError(c, err)
	return root
}

// count is how many elements of that name there are in another.
func count(e *xmltree.Element, namespace, local string) (n int) {
	for d := range e.Descendants() {
		if d.Is(namespace, local) {
			n++
		}
	}
	return n
}
