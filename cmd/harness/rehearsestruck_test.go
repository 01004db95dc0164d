package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/cloud"
)

// relayed lets the commands of a rehearsal reach Microsoft through a relay, which sees each request to Graph, to the
// token service and to the sign-in pages.
func (r *rehearsal) relayed(t *testing.T) *relay {
	w := r.tenant.World
	between := &relay{tenant: &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.Out.URL.Scheme, p.Out.URL.Host, p.Out.Host = "https", p.In.Host, p.In.Host
		},
		Transport: w.HTTPClient().Transport,
	}}
	authority, err := certs.NewAuthority(certs.AuthorityOptions{
		Now:   time.Now(),
		Hosts: append(cloud.Global.Hosts(), cloud.Global.Arrivals()...),
		World: t.Name(),
	})
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(between)
	server.TLS = authority.TLSConfig()
	server.StartTLS()
	t.Cleanup(server.Close)
	r.ca = filepath.Join(r.folder, "relay.pem")
	require.NoError(t, os.WriteFile(r.ca, authority.CertificatePEM(), 0o600))
	proxy := httptest.NewServer(tunnel(server.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	r.proxy = proxy.URL
	return between
}

// tunnel leads every CONNECT to one address.
func tunnel(address string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		far, err := net.Dial("tcp", address)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer far.Close()
		near, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer near.Close()
		_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(far, near) }()
		_, _ = io.Copy(near, far)
	}
}

// rehearse is the command of a rehearsal that waits for nobody.
func (r *rehearsal) rehearse(t *testing.T) *process {
	p := &process{
		Cmd:     r.command(t, "rehearse", "--despite-findings", "--settle", "0s", "--drain", "0s", "--wait", "20s"),
		started: make(chan struct{}),
	}
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	return p
}

// strikingRehearsals rehearses once for each of the points of a rehearsal, and strikes before or after the request is
// done.
func strikingRehearsals(t *testing.T, each func(t *testing.T, r *rehearsal, between *relay, after bool)) {
	r := newRehearsal(t)
	between := r.relayed(t)
	p := r.rehearse(t)
	require.Zero(t, p.run(t), "%s%s", &p.stdout, &p.stderr)
	require.Equal(t, "Managed", r.authenticationType(t))
	struck := points(between.requests())
	if !*everyRequest { // the state before is read, and no step has begun
		struck = append(struck, 1+slices.Index(between.requests(), "GET /v1.0/domains/staging.contoso.net"))
	}
	for _, at := range struck {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("request %d, done %t", at, after), func(t *testing.T) {
				t.Parallel()
				r := newRehearsal(t)
				between := r.relayed(t)
				between.strikeAt(at)
				each(t, r, between, after)
			})
		}
	}
}

// A rehearsal that is killed at a request leaves a domain that its first snapshot brings back.
func TestRehearsalKilledAtRequests(t *testing.T) {
	strikingRehearsals(t, func(t *testing.T, r *rehearsal, between *relay, after bool) {
		p := r.rehearse(t)
		between.struck(func(answer func()) {
			if after {
				answer()
			}
			p.signal(os.Kill)
		})
		require.Equal(t, -1, p.run(t), &p.stderr)
		r.returns(t)
		assert.Equal(t, "Managed", r.authenticationType(t))
	})
}

// A rehearsal that is interrupted at a request puts the domain back, and says so.
func TestRehearsalInterruptedAtRequests(t *testing.T) {
	strikingRehearsals(t, func(t *testing.T, r *rehearsal, between *relay, after bool) {
		p := r.rehearse(t)
		between.struck(func(answer func()) {
			if after {
				answer()
			}
			p.signal(os.Interrupt)
			if !after {
				answer()
			}
		})
		code := p.run(t)
		said := p.stdout.String() + p.stderr.String()
		if late := len(between.requests()) - between.at; code != 0 || late > 5 { // else it had ended by then
			assert.Equal(t, 130, code, said)
		}
		assert.Equal(t, "Managed", r.authenticationType(t), said)
		assert.Regexp(t, "ok    Clean-up: staging.contoso.net is as it was before|nothing was changed", said)
	})
}
