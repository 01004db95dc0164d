package signon_test

import (
	"regexp"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
)

// coreClauses are those of SAML Core.
func coreClauses() []clause {
	return append(messageClauses(), requestClauses()...)
}

// messageClauses are about what every message holds.
func messageClauses() []clause {
	return []clause{
		{"Core 1.3.1, 1.3.2", "no blank strings, absolute URIs", pass, "", func(c *conformance) {
			i := c.issued()
			for e := range i.response.Descendants() {
				for _, a := range e.Attrs {
					assert.NotEmpty(c, strings.TrimSpace(a.Value), a.Local)
				}
			}
			assert.Contains(c, attr(i.response, "Destination"), "://")
			assert.Contains(c, i.find(c, "Audience").Text(), ":")
		}},
		{"Core 1.3.3, 1.3.4", "UTC instants; unique IDs of 128 random bits that are NCNames", pass, "", func(c *conformance) {
			a, b := c.issued(), c.issued()
			for _, id := range []string{attr(a.response, "ID"), attr(a.assertion, "ID")} {
				assert.Regexp(c, `^_[0-9a-f]{32}$`, id)
				assert.NotContains(c, string(b.xml), id)
			}
			utc := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
			assert.Regexp(c, utc, attr(a.response, "IssueInstant"))
			assert.Regexp(c, utc, attr(a.assertion, "IssueInstant"))
		}},
		{"Core 2.3.3", "Version 2.0, IssueInstant, Issuer and Subject", pass, "", func(c *conformance) {
			i := c.issued()
			assert.Equal(c, "2.0", attr(i.assertion, "Version"))
			assert.NotEmpty(c, i.find(c, "Issuer").Text())
			i.find(c, "Subject")
		}},
		{"Core 2.5.1.2", "NotBefore before NotOnOrAfter", pass, "", func(c *conformance) {
			conditions := c.issued().find(c, "Conditions")
			assert.Less(c, attr(conditions, "NotBefore"), attr(conditions, "NotOnOrAfter"))
		}},
		{"Core 2.5.1.5, 2.5.1.6", "at most one OneTimeUse and ProxyRestriction", pass, "", func(c *conformance) {
			i := c.issued()
			assert.Zero(c, count(i.assertion, wire.NamespaceAssertion, "OneTimeUse"))
			assert.Zero(c, count(i.assertion, wire.NamespaceAssertion, "ProxyRestriction"))
		}},
		{"Core 2.7.2, 2.7.3", "a Subject beside AuthnStatement and AttributeStatement", pass, "", func(c *conformance) {
			i := c.issued()
			assert.Equal(c, 1, count(i.assertion, wire.NamespaceAssertion, "Subject"))
			assert.Equal(c, 1, count(i.assertion, wire.NamespaceAssertion, "AttributeStatement"))
		}},
		{"Core 4.1", "another version is refused", pass, "", func(c *conformance) {
			xml := strings.Replace(string(idptest.MicrosoftRequest().XML()), `Version="2.0"`, `Version="1.1"`, 1)
			page := c.b.Post(idptest.SSOURL, map[string][]string{"SAMLRequest": {wire.EncodePost([]byte(xml))}})
			assert.Equal(c, signon.CodeInvalidRequest, page.Reason)
		}},
		{"Core 5.4.2", "one Reference to the ID of the element, enveloped and exclusive c14n", pass, "",
			func(c *conformance) {
				c.set(org.ApplicationUpdate{SignResponse: new(true)})
				i := c.issued()
				references := 0
				for e := range i.response.Descendants() {
					if e.Is(xmldsig.Namespace, "Reference") {
						references++
						signed := e.Parent.Parent.Parent
						assert.Equal(c, "#"+attr(signed, "ID"), attr(e, "URI"))
						assert.Equal(c, 2, count(e, xmldsig.Namespace, "Transform"))
					}
				}
				assert.Equal(c, 2, references, "of the response and of the assertion")
			}},
		{"Core 8.3.2", "emailAddress holds an address", pass, "", func(c *conformance) {
			c.set(org.ApplicationUpdate{NameIDFormat: new(wire.NameIDEmailAddress), SubjectField: new("email")})
			assert.Equal(c, "alice@contoso.com", c.issued().find(c, "NameID").Text())
		}},
		{"Core 8.3.6", "an entity identifier has at most 1024 characters", pass, "", func(c *conformance) {
			_, err := c.w.UpdateApplication(c.Context(), "office365", org.ApplicationUpdate{
				EntityID: new("https://" + strings.Repeat("a", 1017))})
			assert.Error(c, err)
		}},
		{"Core 8.3.7", "persistent is opaque, pairwise, qualified", deviation,
			"Entra's immutable ID is one and the same value for every service provider, without qualifiers",
			func(c *conformance) {
				name := c.issued().find(c, "NameID")
				assert.Equal(c, wire.NameIDPersistent, attr(name, "Format"))
				assert.Empty(c, attr(name, "SPNameQualifier"))
				assert.LessOrEqual(c, len(name.Text()), 256)
			}},
		{"Core 8.3.8", "transient is fresh", deviation,
			"JumpCloud sends the user's field under whatever format the connector names",
			func(c *conformance) {
				c.set(org.ApplicationUpdate{NameIDFormat: new(wire.NameIDTransient), SubjectField: new("email")})
				assert.Equal(c, c.issued().find(c, "NameID").Text(), c.issued().find(c, "NameID").Text())
			}},
	}
}

// requestClauses are about how a request is answered.
func requestClauses() []clause {
	return []clause{
		{"Core 3.2.1_d", "a request that is refused gets a status and no assertion", deviation,
			"JumpCloud shows its own page, unless “Send failure response to the Service Provider” is ticked",
			func(c *conformance) {
				c.refused(signon.CodeAnotherUser, ofSomebodyElse)
				top, second := status(c.failed(ofSomebodyElse))
				assert.Equal(c, wire.StatusResponder, top)
				assert.Equal(c, wire.StatusUnknownPrincipal, second)
			}},
		{"Core 3.2.1_e", "a request for another Destination is discarded", pass, "", func(c *conformance) {
			c.set(org.ApplicationUpdate{SendFailure: new(true)})
			c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.Destination = "https://evil.example/" })
		}},
		{"Core 3.2.2_b", "InResponseTo is the ID of the request, absent when nobody asked", pass, "", func(c *conformance) {
			request := idptest.MicrosoftRequest()
			i := c.read(c.b.Post(idptest.SSOURL, idptest.PostForm(request)))
			assert.Equal(c, request.ID, attr(i.response, "InResponseTo"))
			_, there := c.read(c.b.Get(idptest.SSOURL)).response.Attr("InResponseTo")
			assert.False(c, there)
		}},
		{"Core 3.2.2_e", "Destination is where the response goes", pass, "", func(c *conformance) {
			page := c.post()
			assert.Equal(c, page.Action, attr(c.read(page).response, "Destination"))
		}},
		{"Core 3.2.2.2", "the top-level status is one of four", pass, "", func(c *conformance) {
			top, _ := status(c.issued().response)
			assert.Equal(c, wire.StatusSuccess, top)
			top, _ = status(c.failed(ofSomebodyElse))
			assert.Equal(c, wire.StatusResponder, top)
		}},
		{"Core 3.4.1_a", "the ACS belongs to the requester; the default when none is named", pass, "",
			func(c *conformance) {
				assert.Equal(c, wire.MicrosoftACS, c.post().Action)
				c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.ACSURL = "https://evil.example/" })
			}},
		{"Core 3.4.1.1", "the Format of NameIDPolicy is honoured, or InvalidNameIDPolicy", deviation,
			"JumpCloud sends the connector's format; the record warns",
			func(c *conformance) {
				i := c.issued(func(r *wire.AuthnRequest) { r.NameIDFormat = wire.NameIDTransient })
				assert.Equal(c, wire.NameIDPersistent, attr(i.find(c, "NameID"), "Format"))
			}},
		{"Core 3.4.1.4_a", "ForceAuthn authenticates anew", pass, "", func(c *conformance) {
			c.w.Clock.Advance(time.Minute)
			page := c.b.LoginPage(c.post(func(r *wire.AuthnRequest) { r.ForceAuthn = true }))
			i := c.read(c.b.Next(c.b.Login(page, "alice@contoso.com", idptest.Password)))
			assert.Equal(c, "2026-03-02T09:16:00.000Z", attr(i.find(c, "AuthnStatement"), "AuthnInstant"))
		}},
		{"Core 3.4.1.4_b", "IsPassive asks nothing; NoPassive when that cannot be", deviation,
			"NoPassive is sent with “Send failure response to the Service Provider” alone; else a page says so",
			func(c *conformance) {
				assert.NotEmpty(c, c.post(passive).Fields["SAMLResponse"])
				_, second := status(c.failed(passive, func(r *wire.AuthnRequest) { r.ForceAuthn = true }))
				assert.Equal(c, wire.StatusNoPassive, second)
			}},
		{"Core 3.4.1.4_c", "the assertion is about the Subject of the request", pass, "", func(c *conformance) {
			c.issued(func(r *wire.AuthnRequest) { r.Subject = "alice@contoso.com" })
			c.refused(signon.CodeAnotherUser, ofSomebodyElse)
		}},
		{"Core 3.4.1.4_d", "RequestedAuthnContext is met, or NoAuthnContext", deviation,
			"JumpCloud sends the connector's class, whatever was asked for; the record warns",
			func(c *conformance) {
				i := c.issued(func(r *wire.AuthnRequest) { r.AuthnContextClassRef = wire.AuthnContextMultipleAuthn })
				assert.Equal(c, wire.AuthnContextPasswordProtectedTransport, i.find(c, "AuthnContextClassRef").Text())
			}},
		{"Core 3.4.1.4_e", "the audience is the requester", pass, "", func(c *conformance) {
			assert.Equal(c, wire.MicrosoftEntityID, c.issued().find(c, "Audience").Text())
			assert.Equal(c, 1, count(c.issued().assertion, wire.NamespaceAssertion, "AudienceRestriction"))
		}},
		{"Core 3.7.3.2", "logout", notOffered, noLogout, checkNoLogout},
	}
}

const noLogout = "JumpCloud has no single logout: its metadata names no SingleLogoutService"

func checkNoLogout(c *conformance) {
	assert.Zero(c, count(c.metadata(), wire.NamespaceMetadata, "SingleLogoutService"))
	xml := strings.ReplaceAll(string(idptest.MicrosoftRequest().XML()), "AuthnRequest", "LogoutRequest")
	page := c.b.Post(idptest.SSOURL, map[string][]string{"SAMLRequest": {wire.EncodePost([]byte(xml))}})
	assert.Equal(c, signon.CodeInvalidRequest, page.Reason)
	assert.Contains(c, page.Body, "no single logout")
}

func ofSomebodyElse(r *wire.AuthnRequest) { r.Subject = "bob@contoso.com" }

// signedBy is the element that a signature covers.
func (c *conformance) signedBy(e *xmltree.Element) *xmldsig.Signature {
	s, err := xmldsig.Read(e)
	require.NoError(c, err)
	return s
}
