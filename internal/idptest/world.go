// Package idptest is an emulated JumpCloud for the tests of its services: an organization with people and an
// application behind a TLS server, and a browser that follows nothing by itself.
package idptest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/idp/org"
	"samlharness/internal/store/storetest"
	"samlharness/internal/wire"
	"samlharness/record"
)

// Password is the password of every user.
const Password = "JumpCloud-Passw0rd!"

// twoKeys hands out two keys in turn, so that a regenerated certificate differs and tests stay fast.
type twoKeys struct{ n atomic.Int64 }

// SomeKeys returns the two keys, which are made once.
var SomeKeys = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		keys[i], _ = rsa.GenerateKey(rand.Reader, 2048) // rand.Reader does not fail
	}
	return keys
})

func (k *twoKeys) RSAKey(context.Context, int) (*rsa.PrivateKey, error) {
	return SomeKeys()[k.n.Add(1)%2], nil
}

// World is an organization behind a TLS server, with a clock of its own.
type World struct {
	*org.Organization
	Clock *clockwork.FakeClock
	Log   *record.Log
	// Mux serves it without a network.
	Mux *http.ServeMux

	T      testing.TB
	server *httptest.Server
}

// NewWorld makes Contoso with alice, bob and 王小明, the application office365 for contoso.com, and a grant for all.
func NewWorld(t testing.TB, change ...func(*org.Options)) *World {
	t.Helper()
	w := &World{
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
		Log:   record.NewLog(record.Options{}),
		Mux:   http.NewServeMux(),
		T:     t,
	}
	opts := org.Options{
		Clock:   w.Clock,
		Record:  w.Log,
		Keys:    &twoKeys{},
		KeyBits: 2048,
		Name:    "Contoso",
	}
	if test, ok := t.(*testing.T); ok { // it looks at every write, which is too much for many of them
		opts.Store = storetest.Guarded(test)
	}
	for _, c := range change {
		c(&opts)
	}
	var err error
	w.Organization, err = org.New(opts)
	require.NoError(t, err)
	w.fill()
	jumpCloud, err := idp.New(idp.Options{Organization: w.Organization, Clock: w.Clock, Record: w.Log, World: "test"})
	require.NoError(t, err)
	jumpCloud.Mount(w.Mux)
	w.server = httptest.NewTLSServer(w.Mux)
	t.Cleanup(w.server.Close)
	return w
}

func (w *World) fill() {
	w.T.Helper()
	ctx := w.T.Context()
	for _, u := range []org.NewUser{
		{Username: "alice", Email: "alice@contoso.com", FirstName: "Alice", LastName: "Adams", Password: Password},
		{Username: "bob", Email: "bob@contoso.com", Password: Password},
		{Username: "wang", Email: "wang@contoso.com", DisplayName: "王小明", Password: Password},
	} {
		_, err := w.CreateUser(ctx, u)
		require.NoError(w.T, err)
	}
	_, err := w.CreateApplication(ctx, org.NewApplication{Template: org.TemplateOffice365, Domain: "contoso.com"})
	require.NoError(w.T, err)
	require.NoError(w.T, w.BindGroup(ctx, org.AllUsers, "office365"))
	_, err = w.BindDirectory(ctx, "alice", org.BindOptions{})
	require.NoError(w.T, err)
}

// SignedIn is a browser with somebody's session.
func (w *World) SignedIn(email string) *Browser {
	w.T.Helper()
	b := w.Browser()
	a := b.Login(b.Get(SSOLogin), email, Password)
	require.Equal(w.T, http.StatusSeeOther, a.StatusCode, a.Body)
	return b
}

// The addresses of the application and of the login page that leads to it.
const (
	SSOURL   = "https://sso.jumpcloud.com/saml2/office365"
	SSOLogin = "https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365"
)

// MicrosoftRequest is an AuthnRequest as Microsoft sends it.
func MicrosoftRequest(change ...func(*wire.AuthnRequest)) wire.AuthnRequest {
	r := wire.AuthnRequest{
		ID:           wire.NewID(nil),
		Issuer:       wire.MicrosoftEntityID,
		NameIDFormat: wire.NameIDPersistent,
		IssueInstant: time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC),
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

// PostForm is a request with RelayState and hint as a form by HTTP-POST.
func PostForm(r wire.AuthnRequest) url.Values {
	return url.Values{
		"SAMLRequest": {wire.EncodePost(r.XML())},
		"RelayState":  {"relay"},
		"username":    {"alice@contoso.com"},
	}
}

// Last is the newest exchange of a kind.
func (w *World) Last(kind record.Kind) record.Exchange {
	w.T.Helper()
	e, ok := w.Log.Last(func(e record.Exchange) bool { return e.Kind == kind })
	require.True(w.T, ok, "no %s in the record", kind)
	return e
}

// Update changes a user.
func (w *World) Update(ref string, change org.UserUpdate) {
	w.T.Helper()
	_, err := w.UpdateUser(w.T.Context(), ref, change)
	require.NoError(w.T, err)
}

// Serve answers one request without a network.
func (w *World) Serve(r *http.Request) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	w.Mux.ServeHTTP(answer, r)
	return answer
}
