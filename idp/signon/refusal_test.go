package idp_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/internal/wire"
	"samlharness/record"
)

// isRefused asserts a refusal page: status 200, no response, the reason; and the record's failed check.
func isRefused(t *testing.T, w *world, page *answer, reason, check string) {
	t.Helper()
	assert.Equal(t, http.StatusOK, page.StatusCode)
	assert.NotContains(t, page.Body, "SAMLResponse")
	assert.Equal(t, reason, page.Reason)
	e, ok := w.log.Last(func(e record.Exchange) bool { return e.Refusal != nil })
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
	request := func(change func(*wire.AuthnRequest)) func(*testing.T, *world, *browser) *answer {
		return func(_ *testing.T, _ *world, b *browser) *answer {
			return b.post(ssoURL, postForm(microsoftRequest(change)))
		}
	}
	unsolicited := func(change func(*testing.T, *world)) func(*testing.T, *world, *browser) *answer {
		return func(t *testing.T, w *world, b *browser) *answer { change(t, w); return b.get(ssoURL) }
	}
	off := false
	for _, c := range []struct {
		name, reason, check string
		do                  func(*testing.T, *world, *browser) *answer
	}{
		{"unknown slug", idp.CodeUnreachable, "application",
			func(_ *testing.T, _ *world, b *browser) *answer {
				return b.get("https://sso.jumpcloud.com/saml2/nothing")
			}},
		{"deleted application", idp.CodeUnreachable, "application",
			unsolicited(func(t *testing.T, w *world) { require.NoError(t, w.DeleteApplication(t.Context(), "office365")) })},
		{"inactive", idp.CodeUnreachable, "integration-status", unsolicited(func(t *testing.T, w *world) {
			_, err := w.UpdateApplication(t.Context(), "office365", idp.ApplicationUpdate{Active: &off})
			require.NoError(t, err)
		})},
		{"group unbound", idp.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *world) {
				require.NoError(t, w.UnbindGroup(t.Context(), idp.AllUsers, "office365"))
			})},
		{"user outside the group", idp.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *world) {
				require.NoError(t, w.RemoveFromGroup(t.Context(), "alice", idp.AllUsers))
			})},
		{"group deleted", idp.CodeNotAuthorized, "access",
			unsolicited(func(t *testing.T, w *world) { require.NoError(t, w.DeleteGroup(t.Context(), idp.AllUsers)) })},
		{"unknown ACS URL", idp.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) {
			r.ACSURL = "https://evil.example/login.srf"
		})},
		{"ACS URL with a slash", idp.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) {
			r.ACSURL = wire.MicrosoftACS + "/"
		})},
		{"unknown ACS index", idp.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) { r.ACSIndex = "1" })},
		{"negative ACS index", idp.CodeUnreachable, "acs-url", request(func(r *wire.AuthnRequest) { r.ACSIndex = "-1" })},
		{"another service provider", idp.CodeUnreachable, "issuer", request(func(r *wire.AuthnRequest) {
			r.Issuer = "urn:federation:microsoftonline"
		})},
		{"another destination", idp.CodeUnreachable, "destination", request(func(r *wire.AuthnRequest) {
			r.Destination = ssoURL + "/"
		})},
		{"another binding", idp.CodeUnreachable, "protocol-binding", request(func(r *wire.AuthnRequest) {
			r.ProtocolBinding = wire.BindingRedirect
		})},
		{"unknown token", idp.CodeRequestExpired, "session", func(_ *testing.T, _ *world, b *browser) *answer {
			return b.get(ssoURL + "?samlToken=5a1f2c3d-0000-4000-8000-000000000000")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			isRefused(t, w, c.do(t, w, w.signedIn("alice@contoso.com")), c.reason, c.check)
		})
	}
}

// Nothing on the page tells an unknown application from one that the user may not use.
func TestRefusalsLookAlike(t *testing.T) {
	w := newWorld(t)
	b := w.signedIn("alice@contoso.com")
	require.NoError(t, w.RemoveFromGroup(t.Context(), "alice", idp.AllUsers))
	visible := func(a *answer) string {
		_, after, _ := strings.Cut(a.Body, "<h1")
		return strings.ReplaceAll(after, a.Reason, "")
	}
	assert.Equal(t, visible(b.get(ssoURL)), visible(b.get("https://sso.jumpcloud.com/saml2/nothing")))
}

func TestRequestIsHonouredWhenItFits(t *testing.T) {
	for name, change := range map[string]func(*wire.AuthnRequest){
		"ACS URL":     func(r *wire.AuthnRequest) { r.ACSURL = wire.MicrosoftACS },
		"ACS index":   func(r *wire.AuthnRequest) { r.ACSIndex = "0" },
		"destination": func(r *wire.AuthnRequest) { r.Destination = ssoURL },
		"binding":     func(r *wire.AuthnRequest) { r.ProtocolBinding = wire.BindingPost },
		"other NameID format": func(r *wire.AuthnRequest) {
			r.NameIDFormat = wire.NameIDEmailAddress // JumpCloud keeps to the application's
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			done := w.signedIn("alice@contoso.com").post(ssoURL, postForm(microsoftRequest(change)))
			assert.Equal(t, wire.MicrosoftACS, done.Action)
			assert.NotEmpty(t, done.Fields["SAMLResponse"])
		})
	}
}

func bomb(t *testing.T) string {
	var b bytes.Buffer
	f, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	for range 64 {
		_, err = f.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, f.Close())
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestUnreadableRequests(t *testing.T) {
	good := microsoftRequest()
	for name, send := range map[string]func(*browser) *answer{
		"inflate bomb": func(b *browser) *answer { return b.get(ssoURL + "?SAMLRequest=" + url.QueryEscape(bomb(t))) },
		"no base64":    func(b *browser) *answer { return b.get(ssoURL + "?SAMLRequest=%25%25%25") },
		"empty":        func(b *browser) *answer { return b.get(ssoURL + "?SAMLRequest=") },
		"no deflate": func(b *browser) *answer {
			return b.get(ssoURL + "?SAMLRequest=" + url.QueryEscape(wire.EncodePost(good.XML())))
		},
		"deflate by POST": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{"SAMLRequest": {wire.EncodeRedirect(good.XML())}})
		},
		"no XML": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<a"))}})
		},
		"DTD": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<!DOCTYPE a><a/>"))}})
		},
		"another message": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{"SAMLRequest": {wire.EncodePost([]byte("<Response/>"))}})
		},
		"POST without it": func(b *browser) *answer { return b.post(ssoURL, url.Values{"RelayState": {"r"}}) },
		"twice":           func(b *browser) *answer { return b.get(ssoURL + "?SAMLRequest=a&SAMLRequest=b") },
		"relay state twice": func(b *browser) *answer {
			f := postForm(good)
			f.Add("RelayState", "another")
			return b.post(ssoURL, f)
		},
		"token twice": func(b *browser) *answer { return b.get(ssoURL + "?samlToken=a&samlToken=b") },
		"bad escape":  func(b *browser) *answer { return b.get(ssoURL + "?SAMLRequest=%zz") },
		"large request": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{
				"SAMLRequest": {wire.EncodePost(microsoftRequest(func(r *wire.AuthnRequest) {
					r.ACSURL = strings.Repeat("a", 65<<10)
				}).XML())},
			})
		},
		"huge form": func(b *browser) *answer {
			return b.post(ssoURL, url.Values{"SAMLRequest": {strings.Repeat("A", 4<<20)}})
		},
		"huge relay state": func(b *browser) *answer {
			f := postForm(good)
			f.Set("RelayState", strings.Repeat("r", 17<<10))
			return b.post(ssoURL, f)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			isRefused(t, w, send(w.browser()), idp.CodeInvalidRequest, "authn-request")
		})
	}
}

func TestHeadUsesUpNothing(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	led := b.login(loginPage(t, b, b.crossPost(ssoURL, postForm(microsoftRequest()))), "alice@contoso.com", password)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, led.Header.Get("Location"), nil)
	require.NoError(t, err)
	assert.Equal(t, http.StatusMethodNotAllowed, b.do(req).StatusCode)
	assert.NotEmpty(t, b.next(led).Fields["SAMLResponse"])
}
