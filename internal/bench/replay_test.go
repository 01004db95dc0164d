package bench_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// exchange is one request of a sign-in with its answer.
type exchange struct {
	method, url  string
	header       http.Header
	body         []byte
	status       int
	answerHeader http.Header
	answerBody   []byte
}

// recorder keeps what passes through it.
type recorder struct {
	through   http.RoundTripper
	exchanges []exchange
}

// RoundTrip sends a request on and keeps both sides of it.
func (r *recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	e := exchange{method: q.Method, url: q.URL.String(), header: q.Header.Clone()}
	if q.Body != nil {
		var err error
		if e.body, err = io.ReadAll(q.Body); err != nil {
			return nil, err
		}
		q = q.Clone(q.Context())
		q.Body = io.NopCloser(bytes.NewReader(e.body))
	}
	a, err := r.through.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	if e.answerBody, err = io.ReadAll(a.Body); err != nil {
		return nil, errors.Join(err, a.Body.Close())
	}
	e.status, e.answerHeader = a.StatusCode, a.Header.Clone()
	r.exchanges = append(r.exchanges, e)
	a.Body = io.NopCloser(bytes.NewReader(e.answerBody))
	return a, nil
}

// replay sends the recorded requests to a TLS server that does nothing but answer each as it was answered, over kept
// connections, one for each host.
func replay(b testing.TB, exchanges []exchange) func() error {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.URL.Query().Get("replay"))
		if err != nil || n >= len(exchanges) {
			http.NotFound(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		for name, values := range exchanges[n].answerHeader {
			w.Header()[name] = values
		}
		w.WriteHeader(exchanges[n].status)
		_, _ = w.Write(exchanges[n].answerBody)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	b.Cleanup(server.Close)
	client := &http.Client{
		Transport: &http.Transport{
			ForceAttemptHTTP2: true,
			TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // a server of this test
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", server.Listener.Addr().String())
			},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	b.Cleanup(client.CloseIdleConnections)
	return func() error { return send(b.Context(), client, exchanges) }
}

func send(ctx context.Context, client *http.Client, exchanges []exchange) error {
	for i, e := range exchanges {
		q, err := http.NewRequestWithContext(ctx, e.method, e.url, bytes.NewReader(e.body))
		if err != nil {
			return err
		}
		q.Header = e.header
		q.URL.RawQuery += "&replay=" + strconv.Itoa(i)
		a, err := client.Do(q)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, a.Body)
		if err := errors.Join(err, a.Body.Close()); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkReplayedSignIn signs alice in beside its floor: the same requests, sent to an empty server, with one
// RSA-2048 signature and one verification. x-floor is what the budget of a sign-in speaks of.
func BenchmarkReplayedSignIn(b *testing.B) {
	for name, start := range starts() {
		b.Run(name, func(b *testing.B) {
			w := federated(b, nil)
			through := &recorder{through: w.HTTPClient().Transport}
			require.NoError(b, walk(b.Context(), w, &http.Client{Transport: through}, start))
			floor, sign, verify := replay(b, through.exchanges), sign(2048), verify(b, 2048)
			besideCPU(b,
				func() error { return errors.Join(floor(), sign(), verify()) },
				func() error { return walk(b.Context(), w, w.HTTPClient(), start) })
			b.ReportMetric(float64(len(through.exchanges)), "requests")
		})
	}
}
