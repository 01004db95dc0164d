// Package session is how a browser shows who is signed in: the cookie with the token of one of the organization's
// sessions, the same for the sign-on service and the console.
package session

import (
	"context"
	"net/http"
	"net/netip"

	"samlharness/idp/org"
)

// Cookie is the name of the session cookie.
const Cookie = "_jumpcloud_user_console_"

// Of finds the session of a request's browser and keeps it alive; ok is false when nobody is signed in.
func Of(r *http.Request, o *org.Organization) (s org.Session, ok bool, err error) {
	return o.Session(r.Context(), Token(r))
}

// Known is [Of] that also finds somebody of whom a second factor is outstanding.
func Known(r *http.Request, o *org.Organization) (s org.Session, ok bool, err error) {
	return o.Known(r.Context(), Token(r))
}

// Token is what a request's browser shows, "" for nothing.
func Token(r *http.Request) string {
	cookie, err := r.Cookie(Cookie)
	if err != nil {
		return "" // http.ErrNoCookie is all that it returns
	}
	return cookie.Value
}

// Circumstances are what policies may ask about a request: the address that it came from.
func Circumstances(r *http.Request) org.Circumstances {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return org.Circumstances{} // a request of a test without a network
	}
	return org.Circumstances{Address: from.Addr().Unmap()}
}

// Context is a request's, with the address that it came from.
func Context(r *http.Request) context.Context {
	return org.From(r.Context(), Circumstances(r).Address)
}

// NewCookie holds a token for both hosts; without one it takes the cookie away. Lax is enough: a request that another
// site posts without it is kept pending and comes back by GET redirects, which carry it.
func NewCookie(token string) *http.Cookie {
	c := &http.Cookie{
		Name:     Cookie,
		Value:    token,
		Path:     "/",
		Domain:   "jumpcloud.com",
		Secure:   true,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}
