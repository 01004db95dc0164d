package signon_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/idptest"
	"samlharness/internal/wire"
	"samlharness/record"
)

// isRefused asserts a refusal page: status 200, no response, the reason; and the record's failed check.
func isRefused(t *testing.T, w *idptest.World, page *idptest.Answer, reason, check string) {
	t.Helper()
	assert.Equal(t, http.StatusOK, page.StatusCode)
	assert.NotContains(t, page.Body, "SAMLResponse")
	assert.Equal(t, reason, page.Reason)
	e, ok := w.Log.Last(func(e record.Exchange) bool { return e.Refusal != nil })
	require.True(t, ok)
	assert.Equal(t, record.Refused, e.Verdict)
	assert.Equal(t, reason, e.Refusal.Code)
	failed := ""
	for _, c := range e.Checks {
		switch {
		case c.Outcome == record.Fail:
			failed = c.Name
			assert.NotEmpty(t, c.Fix)
			assert.NotEmpty(t, c.Expected)
		case failed != "":
			assert.Equal(t, record.NotReached, c.Outcome, c.Name)
		}
	}
	assert.Equal(t, check, failed)
}

func TestRefusedSignOn(t *testing.T) {
	request := func(change func(*wire.AuthnRequest)) func(*testing.T, *idptest.World, *idptest.Browser) *idptest.Answer {
		return func(_ *testing.T, _ *idptest.World, b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest(change)))
		}
	}
	unsolicited := func(change func(*testing.T,
		*idptest.World)) func(*testing.T, *idptest.World, *idptest.Browser) *idptest.Answer {
		return func(t *testing.T, w *idptest.World, b *idptest.Browser) *idptest.Answer {
			change(t, w)
			return b.Get(idptest.SSOURL)
		}
	}
	off := false
	for _, c := range []struct {
		name, reason, check string
		do                  func(*testing.T, *idptest.World, *idptest.Browser) *idptest.Answer
	}{
		{"unknown slug", signon.CodeUnreachable, "application",
			func(_ *testing.T, _ *idptest.World, b *idptest.Browser) *idptest.Answer {
				return b.Get("https://sso.jumpcloud.com/saml2/nothing")
			}},
		{"deleted application", signon.CodeUnreachable, "application",
			unsolicited(func(t *testing.T, w *idptest.World) {
				require.NoError(t, w.DeleteApplication(t.Context(), "office365"))
			})},
		{"inactive", signon.CodeUnreachable, "integration-status", unsolicited(func(t *testing.T, w *idptest.World) {
			_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{Active: &off})
			require.NoError(t, err)
		})},
		{"group unbound", signon.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *idptest.World) {
				require.NoError(t, w.UnbindGroup(t.Context(), org.AllUsers, "office365"))
			})},
		{"user outside the group", signon.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *idptest.World) {
				require.NoError(t, w.RemoveFromGroup(t.Context(), "alice", org.AllUsers))
			})},
		{"group deleted", signon.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *idptest.World) { require.NoError(t, w.DeleteGroup(t.Context(), org.AllUsers)) })},
		{"unknown ACS URL", signon.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) {
			r.ACSURL = "https://evil.example/login.srf"
		})},
		{"ACS URL with a slash", signon.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) {
			r.ACSURL = wire.MicrosoftACS + "/"
		})},
		{"unknown ACS index", signon.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) { r.ACSIndex = "1" })},
		{"negative ACS index", signon.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) { r.ACSIndex = "-1" })},
		{"another service provider", signon.CodeUnreachable, "issuer", request(func(r *wire.AuthnRequest) {
			r.Issuer = "urn:federation:microsoftonline"
		})},
		{"another destination", signon.CodeUnreachable, "destination", request(func(r *wire.AuthnRequest) {
			r.Destination = idptest.SSOURL + "/"
		})},
		{"another binding", signon.CodeUnreachable, "protocol-binding", request(func(r *wire.AuthnRequest) {
			r.ProtocolBinding = wire.BindingRedirect
		})},
		{"another user", signon.CodeAnotherUser, "requested-subject", request(func(r *wire.AuthnRequest) {
			r.Subject = "bob@contoso.com"
		})},
		{"unknown token", signon.CodeRequestExpired, "session",
			func(_ *testing.T, _ *idptest.World, b *idptest.Browser) *idptest.Answer {
				return b.Get(idptest.SSOURL + "?samlToken=5a1f2c3d-0000-4000-8000-000000000000")
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			isRefused(t, w, c.do(t, w, w.SignedIn("alice@contoso.com")), c.reason, c.check)
		})
	}
}

// Nothing on the page tells an unknown application from one that the user may not use.
func TestRefusalsLookAlike(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	require.NoError(t, w.RemoveFromGroup(t.Context(), "alice", org.AllUsers))
	visible := func(a *idptest.Answer) string {
		_, after, _ := strings.Cut(a.Body, "<h1")
		return strings.ReplaceAll(after, a.Reason, "")
	}
	assert.Equal(t, visible(b.Get(idptest.SSOURL)), visible(b.Get("https://sso.jumpcloud.com/saml2/nothing")))
}

func TestRequestIsHonouredWhenItFits(t *testing.T) {
	for name, change := range map[string]func(*wire.AuthnRequest){
		"ACS URL":     func(r *wire.AuthnRequest) { r.ACSURL = wire.MicrosoftACS },
		"ACS index":   func(r *wire.AuthnRequest) { r.ACSIndex = "0" },
		"destination": func(r *wire.AuthnRequest) { r.Destination = idptest.SSOURL },
		"binding":     func(r *wire.AuthnRequest) { r.ProtocolBinding = wire.BindingPost },
		"subject":     func(r *wire.AuthnRequest) { r.Subject = "alice@contoso.com" },
		"other class": func(r *wire.AuthnRequest) {
			r.AuthnContextClassRef = wire.AuthnContextMultipleAuthn // JumpCloud keeps to the application's
		},
		"other NameID format": func(r *wire.AuthnRequest) {
			r.NameIDFormat = wire.NameIDEmailAddress // JumpCloud keeps to the application's
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			done := w.SignedIn("alice@contoso.com").Post(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest(change)))
			assert.Equal(t, wire.MicrosoftACS, done.Action)
			assert.NotEmpty(t, done.Fields["SAMLResponse"])
		})
	}
}

// deflated is a message as the query of HTTP-Redirect carries it, before URL-encoding.
func deflated(t testing.TB, message []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(message)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestUnreadableRequests(t *testing.T) {
	good := idptest.MicrosoftRequest()
	for name, send := range map[string]func(*idptest.Browser) *idptest.Answer{
		"inflate bomb": func(b *idptest.Browser) *idptest.Answer {
			return b.Get(idptest.SSOURL + "?SAMLRequest=" + url.QueryEscape(deflated(t, make([]byte, 64<<20))))
		},
		"no base64": func(b *idptest.Browser) *idptest.Answer { return b.Get(idptest.SSOURL + "?SAMLRequest=%25%25%25") },
		"empty":     func(b *idptest.Browser) *idptest.Answer { return b.Get(idptest.SSOURL + "?SAMLRequest=") },
		"no deflate": func(b *idptest.Browser) *idptest.Answer {
			return b.Get(idptest.SSOURL + "?SAMLRequest=" + url.QueryEscape(wire.EncodePost(good.XML())))
		},
		"deflate by POST": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {deflated(t, good.XML())}})
		},
		"no XML": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<a"))}})
		},
		"DTD": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<!DOCTYPE a><a/>"))}})
		},
		"another message": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<Response/>"))}})
		},
		"POST without it": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"RelayState": {"r"}})
		},
		"twice": func(b *idptest.Browser) *idptest.Answer {
			return b.Get(idptest.SSOURL + "?SAMLRequest=a&SAMLRequest=b")
		},
		"relay state twice": func(b *idptest.Browser) *idptest.Answer {
			f := idptest.PostForm(good)
			f.Add("RelayState", "another")
			return b.Post(idptest.SSOURL, f)
		},
		"token twice": func(b *idptest.Browser) *idptest.Answer { return b.Get(idptest.SSOURL + "?samlToken=a&samlToken=b") },
		"bad escape":  func(b *idptest.Browser) *idptest.Answer { return b.Get(idptest.SSOURL + "?SAMLRequest=%zz") },
		"large request": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{
				"SAMLRequest": {wire.EncodePost(idptest.MicrosoftRequest(func(r *wire.AuthnRequest) {
					r.ACSURL = strings.Repeat("a", 65<<10)
				}).XML())},
			})
		},
		"huge form": func(b *idptest.Browser) *idptest.Answer {
			return b.Post(idptest.SSOURL, url.Values{"SAMLRequest": {strings.Repeat("A", 4<<20)}})
		},
		"huge relay state": func(b *idptest.Browser) *idptest.Answer {
			f := idptest.PostForm(good)
			f.Set("RelayState", strings.Repeat("r", 17<<10))
			return b.Post(idptest.SSOURL, f)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			isRefused(t, w, send(w.Browser()), signon.CodeInvalidRequest, "authn-request")
		})
	}
}

// What is wrong with a request stands on the page and in the record, in the words of whoever has to mend it.
func TestUnreadableRequestsAreExplained(t *testing.T) {
	xml := idptest.MicrosoftRequest().XML()
	var zlibbed, gzipped bytes.Buffer
	for _, w := range []io.WriteCloser{zlib.NewWriter(&zlibbed), gzip.NewWriter(&gzipped)} {
		_, err := w.Write(xml)
		require.NoError(t, err)
		require.NoError(t, w.Close())
	}
	withID := func(id string) []byte {
		return idptest.MicrosoftRequest(func(r *wire.AuthnRequest) { r.ID = id }).XML()
	}
	logout := strings.ReplaceAll(string(xml), "AuthnRequest", "LogoutRequest")
	for name, c := range map[string]struct{ parameter, says string }{
		"zlib":                {base64.StdEncoding.EncodeToString(zlibbed.Bytes()), "wrapped as zlib (RFC 1950)"},
		"gzip":                {base64.StdEncoding.EncodeToString(gzipped.Bytes()), "compressed by gzip (RFC 1952)"},
		"uncompressed":        {base64.StdEncoding.EncodeToString(xml), "is not compressed"},
		"plain XML":           {string(xml), "plain XML, not base64"},
		"ID with a digit":     {deflated(t, withID("1abc")), `it is "1abc"`},
		"ID with a colon":     {deflated(t, withID("a:b")), `it is "a:b"`},
		"ID with a blank":     {deflated(t, withID("a b")), `it is "a b"`},
		"LogoutRequest":       {deflated(t, []byte(logout)), "JumpCloud has no single logout"},
		"ID beyond ASCII, no": {deflated(t, withID("王")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := idptest.NewWorld(t)
			b := w.Browser()
			page := b.Get(idptest.SSOURL + "?SAMLRequest=" + url.QueryEscape(c.parameter))
			if c.says == "" {
				b.LoginPage(page)
				return
			}
			isRefused(t, w, page, signon.CodeInvalidRequest, "authn-request")
			assert.Contains(t, html.UnescapeString(page.Body), c.says)
			assert.Contains(t, w.Last(record.AuthnRequest).Refusal.Got, c.says)
		})
	}
}

func TestHeadUsesUpNothing(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.Browser()
	led := b.Login(b.LoginPage(b.CrossPost(idptest.SSOURL, idptest.PostForm(idptest.MicrosoftRequest()))),
		"alice@contoso.com", idptest.Password)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, led.Header.Get("Location"), nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusMethodNotAllowed, b.Do(req).StatusCode)
	assert.NotEmpty(t, b.Next(led).Fields["SAMLResponse"])
}
