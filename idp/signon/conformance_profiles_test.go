package signon_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/record"
)

// profileClauses are those of SAML Profiles and Bindings, and of the deployment profiles.
func profileClauses() []clause {
	return append(append(webClauses(), bindingClauses()...), deploymentClauses()...)
}

// webClauses are about the web browser profile.
func webClauses() []clause {
	return []clause{
		{"Profiles 4.1.2", "a response never goes by HTTP-Redirect", pass, "", func(c *conformance) {
			c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.ProtocolBinding = wire.BindingRedirect })
			assert.Equal(c, http.StatusOK, c.redirect().StatusCode)
		}},
		{"Profiles 4.1.4.1_a, _b", "on failure still a response, without assertions", deviation,
			"only with “Send failure response to the Service Provider”, and where the request could be read",
			func(c *conformance) {
				require.NoError(c, c.w.UnbindGroup(c.Context(), org.AllUsers, "office365"))
				c.refused(signon.CodeNotAuthorized)
				_, second := status(c.failed())
				assert.Equal(c, wire.StatusRequestDenied, second)
			}},
		{"Profiles 4.1.4.2_a–d", "Issuer is the entity ID; one assertion at least, all of one principal", pass, "",
			func(c *conformance) {
				i := c.issued()
				issuer := i.response.Child(wire.NamespaceAssertion, "Issuer")
				assert.Equal(c, attr(c.metadata(), "entityID"), issuer.Text())
				assert.Empty(c, attr(issuer, "Format"))
				assert.Equal(c, 1, count(i.response, wire.NamespaceAssertion, "Assertion"))
			}},
		{"Profiles 4.1.4.2_e, _f", "bearer: Recipient, NotOnOrAfter, InResponseTo, without NotBefore", pass, "",
			func(c *conformance) {
				i := c.issued()
				assert.Equal(c, wire.ConfirmationBearer, attr(i.find(c, "SubjectConfirmation"), "Method"))
				data := i.find(c, "SubjectConfirmationData")
				assert.Equal(c, wire.MicrosoftACS, attr(data, "Recipient"))
				assert.Equal(c, attr(i.response, "InResponseTo"), attr(data, "InResponseTo"))
				assert.NotEmpty(c, attr(data, "NotOnOrAfter"))
				assert.Empty(c, attr(data, "NotBefore"))
			}},
		{"Profiles 4.1.4.2_g, _i", "an AuthnStatement, and the requester among the audiences", pass, "",
			func(c *conformance) {
				i := c.issued()
				assert.Equal(c, 1, count(i.assertion, wire.NamespaceAssertion, "AuthnStatement"))
				assert.Equal(c, wire.MicrosoftEntityID, i.find(c, "Audience").Text())
			}},
		{"Profiles 4.1.4.2_h", "a SessionIndex where there is single logout", pass, "", func(c *conformance) {
			assert.NotEmpty(c, attr(c.issued().find(c, "AuthnStatement"), "SessionIndex"), "sent without logout too")
		}},
		{"Profiles 4.1.4.2_j", "no assertion with an error", pass, "", func(c *conformance) { c.failed(ofSomebodyElse) }},
		{"Profiles 4.1.4.5_a", "by POST each assertion is protected by a signature", pass, "", func(c *conformance) {
			assert.NotNil(c, c.signedBy(c.issued().response.Child(wire.NamespaceAssertion, "Assertion")))
		}},
		{"Profiles 4.4", "logout requests and responses", notOffered, noLogout, checkNoLogout},
	}
}

// bindingClauses are about how messages travel.
func bindingClauses() []clause {
	return []clause{
		{"Bindings 3.4.3, 3.5.3", "RelayState is echoed byte for byte, to 80 bytes and beyond", pass, "",
			func(c *conformance) {
				for _, state := range []string{"", "https://x/?a=1&b=\"<>", strings.Repeat("王", 500)} {
					form := idptest.PostForm(idptest.MicrosoftRequest())
					form.Set("RelayState", state)
					assert.Equal(c, state, c.b.Post(idptest.SSOURL, form).Fields["RelayState"])
				}
			}},
		{"Bindings 3.4.4.1", "the signature is over SAMLRequest, RelayState, SigAlg, as they were escaped", pass, "",
			func(c *conformance) { TestSignedQuery(c.T) }},
		{"Bindings 3.4.6", "failures of SAML are not errors of HTTP", pass, "", func(c *conformance) {
			assert.Equal(c, http.StatusOK, c.post(ofSomebodyElse).StatusCode)
			assert.Equal(c, http.StatusOK, c.b.Get(idptest.SSOURL+"?SAMLRequest=%25").StatusCode)
		}},
		{"Bindings 3.5.4", "a form with the message in base64", pass, "", func(c *conformance) {
			_, err := base64.StdEncoding.DecodeString(c.post().Fields["SAMLResponse"])
			assert.NoError(c, err)
		}},
		{"Bindings 3.5.5.2", "a signed message has a Destination", pass, "", func(c *conformance) {
			c.set(org.ApplicationUpdate{SignResponse: new(true)})
			assert.NotEmpty(c, attr(c.issued().response, "Destination"))
			assert.NotEmpty(c, attr(c.failed(ofSomebodyElse), "Destination"))
		}},
	}
}

// deploymentClauses are those of the implementation profile (IIP), the deployment profile (SDP) and eGov.
func deploymentClauses() []clause {
	return []clause{
		{"IIP-SSO01–05", "requests by Redirect and POST, responses by POST, signed assertion, response, both", pass, "",
			func(c *conformance) {
				for _, response := range []bool{true, false} {
					c.set(org.ApplicationUpdate{SignResponse: &response})
					assert.Equal(c, response, c.signedBy(c.issued().response) != nil)
					assert.NotEmpty(c, c.redirect().Fields["SAMLResponse"])
				}
			}},
		{"IIP-SSO06", "the values of the peer come from its metadata", pass, "", func(c *conformance) {
			c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.Issuer = "urn:federation:Other" })
		}},
		{"IIP-SSO07", "optional content that is not known is tolerated", pass, "", func(c *conformance) {
			xml := strings.Replace(string(idptest.MicrosoftRequest().XML()), "<samlp:NameIDPolicy", "<samlp:Extensions>"+
				`<x:y xmlns:x="urn:x"/></samlp:Extensions><samlp:NameIDPolicy`, 1)
			page := c.b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte(xml))}})
			assert.NotEmpty(c, page.Fields["SAMLResponse"])
		}},
		{"IIP-IDP01–04", "any name of an attribute, released by service provider", deviation,
			"the connector has no field for NameFormat", func(c *conformance) {
				c.set(org.ApplicationUpdate{ConstantAttributes: &[]org.ConstantAttribute{{Name: "urn:x:y", Value: "z"}}})
				assert.Equal(c, 2, count(c.issued().assertion, wire.NamespaceAssertion, "Attribute"))
			}},
		{"IIP-IDP05–08", "error responses, ForceAuthn, IsPassive, exact context", deviation,
			"error responses with the switch alone, and the context is the connector's", func(c *conformance) {
				_, second := status(c.failed(passive, func(r *wire.AuthnRequest) { r.ForceAuthn = true }))
				assert.Equal(c, wire.StatusNoPassive, second)
			}},
		{"IIP-IDP09, SDP-IDP11, eGov-055", "assertion encryption", pass, "", func(c *conformance) {
			app, err := c.w.Application(c.Context(), "office365")
			require.NoError(c, err)
			certificate := base64.StdEncoding.EncodeToString(app.Certificate) // any RSA certificate will do
			c.set(org.ApplicationUpdate{EncryptionCertificate: &certificate, EncryptAssertion: new(true)})
			data, err := wire.DecodePost(c.post().Fields["SAMLResponse"])
			require.NoError(c, err)
			assert.Contains(c, string(data), "EncryptedAssertion")
			assert.NotContains(c, string(data), "NameID")
		}},
		{"IIP-IDP10–12", "NameIDPolicy, no NameID, ACS by URL, index and binding", deviation,
			"the format is the connector's, and there is always a NameID", func(c *conformance) {
				c.issued(func(r *wire.AuthnRequest) { r.ACSIndex = "0" })
				c.issued(func(r *wire.AuthnRequest) { r.ACSURL = wire.MicrosoftACS })
			}},
		{"IIP-IDP13–16", "ECP", notOffered, "JumpCloud has no endpoint for it", func(c *conformance) {
			for e := range c.metadata().Descendants() {
				assert.NotContains(c, attr(e, "Binding"), "SOAP")
			}
		}},
		{"IIP-IDP17–20, SDP-IDP21–31", "single logout", notOffered, noLogout, checkNoLogout},
		{"IIP-IDP21", "persistent ids never differ by case alone", pass, "", func(c *conformance) {
			assert.Regexp(c, `^[0-9a-f]{24}$`, c.issued().find(c, "NameID").Text())
		}},
		{"IIP-MD05–12", "any number of the peer's keys, each tried", deviation,
			"the connector has one SP Certificate; JumpCloud exports exactly one of its own", func(c *conformance) {
				assert.Equal(c, 1, count(c.metadata(), wire.NamespaceMetadata, "KeyDescriptor"))
			}},
		{"IIP-MD03, 04, SDP-MD02, 03", "signed metadata with validUntil", deviation, "JumpCloud's has neither",
			func(c *conformance) {
				assert.Nil(c, c.signedBy(c.metadata()))
				assert.Empty(c, attr(c.metadata(), "validUntil"))
			}},
		{"IIP-ALG01, 02, 08", "SHA-256 and RSA-SHA256", pass, "", func(c *conformance) {
			xml := string(c.issued().xml)
			assert.Contains(c, xml, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
			assert.Contains(c, xml, "http://www.w3.org/2001/04/xmlenc#sha256")
		}},
		{"IIP-G01–03, SDP-G01–04", "values of 256 characters, no DTD, an absolute entity ID", pass, "",
			func(c *conformance) {
				page := c.b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<!DOCTYPE a><a/>"))}})
				assert.Equal(c, signon.CodeInvalidRequest, page.Reason)
				long := strings.Repeat("a", 256)
				c.w.Update("alice", org.UserUpdate{DisplayName: &long})
				c.set(org.ApplicationUpdate{UserAttributes: &[]org.UserAttribute{{Name: "name", Field: "displayname"}}})
				assert.Contains(c, string(c.issued().xml), long)
			}},
		{"SDP-MD06–12", "RSA of 2048 bits; UIInfo, contact, errorURL", deviation,
			"JumpCloud exports none of the last three",
			func(c *conformance) {
				app, err := c.w.Application(c.Context(), "office365")
				require.NoError(c, err)
				assert.GreaterOrEqual(c, publicKey(c, app).N.BitLen(), 2048)
				assert.Zero(c, count(c.metadata(), wire.NamespaceMetadata, "ContactPerson"))
			}},
		{"SDP-IDP02–08", "Redirect requests, signed ones verified, exact ACS, fresh AuthnInstant, POST responses", pass, "",
			func(c *conformance) {
				page := c.b.LoginPage(c.redirect(func(r *wire.AuthnRequest) { r.ForceAuthn = true }))
				c.w.Clock.Advance(time.Minute)
				i := c.read(c.b.Next(c.b.Login(page, "alice@contoso.com", idptest.Password)))
				assert.Equal(c, "2026-03-02T09:16:00.000Z", attr(i.find(c, "AuthnStatement"), "AuthnInstant"))
				c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.ACSURL = wire.MicrosoftACS + "/" })
			}},
		{"SDP-IDP09, 10", "the response signed, one assertion, one AuthnStatement", deviation,
			"Entra wants the assertion signed; the response is with the connector's switch", func(c *conformance) {
				assert.Nil(c, c.signedBy(c.issued().response))
			}},
		{"SDP-IDP12, 18, 20", "transient NameID, NameFormat uri, one element a value", deviation,
			"Entra wants persistent, and IDPEmail without NameFormat", func(c *conformance) {
				i := c.issued()
				assert.Equal(c, wire.NameIDPersistent, attr(i.find(c, "NameID"), "Format"))
				assert.Empty(c, attr(i.find(c, "Attribute"), "NameFormat"))
				assert.Equal(c, 1, count(i.assertion, wire.NamespaceAssertion, "AttributeValue"))
			}},
		{"SDP-IDP32, 33", "several signing certificates of a service provider", deviation,
			"the connector has one SP Certificate", func(c *conformance) {
				_, err := c.w.UpdateApplication(c.Context(), "office365", org.ApplicationUpdate{
					SPCertificate: new("two certificates")})
				assert.True(c, record.IsCode(err, org.CodeInvalid))
			}},
		{"eGov-045", "ACS URLs are compared with case", pass, "", func(c *conformance) {
			c.refused(signon.CodeUnreachable, func(r *wire.AuthnRequest) { r.ACSURL = strings.ToUpper(wire.MicrosoftACS) })
		}},
		{"eGov-052", "unsolicited responses", pass, "", func(c *conformance) {
			assert.NotEmpty(c, c.b.Get(idptest.SSOURL).Fields["SAMLResponse"])
		}},
		{"eGov-054, 061, 064", "signed assertions, one of them, with SessionIndex", pass, "", func(c *conformance) {
			i := c.issued()
			assert.Equal(c, 1, count(i.response, wire.NamespaceAssertion, "Assertion"))
			assert.NotEmpty(c, attr(i.find(c, "AuthnStatement"), "SessionIndex"))
		}},
		{"eGov-063", "Consent", notOffered, "JumpCloud asks its users for no consent", func(c *conformance) {
			assert.Empty(c, attr(c.issued().response, "Consent"))
		}},
	}
}
