package msgraph

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"samlharness/internal/noredirect"
)

// carrier sends every request that carries a credential or asks for one. It follows no redirect, and tells a connection
// that was not made from an answer that was lost.
type carrier struct{ next policy.Transporter }

// newCarrier puts the policy before a transport; nil means Go's usual one.
func newCarrier(next policy.Transporter) carrier {
	switch t := next.(type) {
	case nil:
		return carrier{noredirect.Client(&http.Client{Transport: usual(), Timeout: callTimeout})}
	case carrier:
		return t
	case *http.Client:
		return carrier{noredirect.Client(t)}
	}
	return carrier{next}
}

// Do sends a request. A redirect is a *[RedirectError]; a connection that was not made is a *[ConnectError].
func (c carrier) Do(r *http.Request) (*http.Response, error) {
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	response, err := c.next.Do(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	switch {
	case err != nil && r.Context().Err() == nil && !connected.Load():
		err = &ConnectError{Host: r.URL.Host, Err: withoutURL(err)}
	case err == nil && noredirect.Status(response.StatusCode):
		_ = response.Body.Close() // nothing of it is read
		err = &RedirectError{Host: r.URL.Host, Status: response.StatusCode, To: hostOf(response)}
	}
	if f, ok := r.Context().Value(failureKey{}).(*failure); ok {
		f.note(err)
	}
	if err != nil {
		return nil, err
	}
	return response, nil
}

// ConnectError says that no connection to a host was made: nothing was sent.
type ConnectError struct {
	Host string
	Err  error // of the network or of TLS
}

// Error names the host and the cause.
func (e *ConnectError) Error() string { return fmt.Sprintf("no connection to %s: %v", e.Host, e.Err) }

// Unwrap gives the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

// NonRetriable tells the SDK not to try again: who waits for a network can run the command again, and is told at once.
func (*ConnectError) NonRetriable() {}

// Untrusted reports whether the host was reached, and its certificate was not believed.
func (e *ConnectError) Untrusted() bool {
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](e.Err)
	return untrusted
}

// RedirectError says that a host answered with a redirect, which is never followed.
type RedirectError struct {
	Host   string
	Status int    // the HTTP status
	To     string // where it leads, scheme and host; "" when it does not say
}

// Error tells who redirects where to.
func (e *RedirectError) Error() string {
	return fmt.Sprintf("%s answers with a redirect (HTTP %d) to %q, which is not followed: a credential goes to no "+
		"other host", e.Host, e.Status, e.To)
}

// NonRetriable tells the SDK not to try again.
func (*RedirectError) NonRetriable() {}

// hostOf is where a redirect leads. The rest of the address may hold secrets.
func hostOf(response *http.Response) string {
	u, err := response.Location()
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// withoutURL drops the address, which the call names already.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
