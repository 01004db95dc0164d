package world

import (
	"context"
	"crypto/rsa"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/internal/domainname"

	"golang.org/x/net/publicsuffix"
)

// HostError says why a world does not take a site under a host name.
type HostError struct {
	Host, Reason string
}

func (e *HostError) Error() string { return fmt.Sprintf("host %q: %s", e.Host, e.Reason) }

// Handle brings the site of somebody else into the world, such as a service provider of your own: handler answers for
// the host at https://HOST/, with a certificate of the world's authority. Everybody in the world reaches it by that
// name, as they reach the companies: [World.Browser], [World.HTTPClient], clients of the CONNECT proxy; where
// [World.OpenSites] serves, also under the host's *.localhost name.
//
// It may be called at any time, from many goroutines. The certificate that certifies the host is made now, so
// [World.CAPEM] is complete for a client of your own only after the last Handle; Chromium needs no more than the first.
//
// The error is a *[HostError] for a host name that is not valid, that belongs to one of the companies, or that is
// handled already.
func (w *World) Handle(host string, handler http.Handler) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := canonicalHost(host)
	if reason := w.unfit(name, handler); reason != "" {
		return &HostError{Host: host, Reason: reason}
	}
	if !w.certified[name] {
		if err := w.authority.Extend(name, localName(name)); err != nil {
			return err
		}
		w.certified[name] = true
	}
	w.network.sites.add(name, handler)
	return nil
}

// Site is the handler that [World.Handle] brought in for a host; nil when there is none.
func (w *World) Site(host string) http.Handler { return w.network.sites.other(canonicalHost(host)) }

// Unhandle takes a site of [World.Handle] away, so that its host may be handled anew. The error is a *[HostError] for a
// host that is not handled, or is a company's.
func (w *World) Unhandle(host string) error {
	if !w.network.sites.remove(canonicalHost(host)) {
		return &HostError{Host: host, Reason: "no site was brought in under this name"}
	}
	return nil
}

// SigningKey is an RSA key for a site of one's own, from where the companies' keys come.
func (w *World) SigningKey(ctx context.Context) (*rsa.PrivateKey, error) {
	return w.siteKeys.RSAKey(ctx, certs.FastBits)
}

// HandleHome lets handler answer at the bare address of [World.OpenSites], http://localhost:PORT/ and the same by the
// loopback address: neither company, but whoever runs the world. Without one, a list of the sites answers there.
func (w *World) HandleHome(handler http.Handler) { w.network.sites.setHome(handler) }

// unfit says why a handler cannot answer for a host; "" when it can.
func (w *World) unfit(host string, handler http.Handler) string {
	company := slices.ContainsFunc(companyHosts(w.spec.Cloud), func(h string) bool { return site(h) == site(host) })
	switch {
	case handler == nil:
		return "expected a handler, got nil"
	case net.ParseIP(strings.Trim(host, "[]")) != nil:
		return "expected a host name such as wiki.example, got an IP address"
	case !domainname.Valid(host) || len(host) > 253:
		return "expected a host name such as wiki.example, without scheme, port and path; names beyond ASCII in their " +
			"xn-- form"
	case strings.HasSuffix(host, ".localhost"):
		return "names under localhost are those by which a browser without set-up reaches the other hosts"
	case company:
		return site(host) + " belongs to one of the emulated companies"
	case w.network.sites.has(host):
		return "the host is handled already"
	}
	return ""
}

// site is the domain under which hosts share cookies.
func site(host string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return host
	}
	return domain
}
