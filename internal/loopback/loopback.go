// Package loopback is the one answer to the question whether a host is this machine itself. Safety rules stand on it:
// what a listener binds to, which Host header a management call may bear, which Graph counts as an emulation, and which
// plain-HTTP pages a browser trusts.
package loopback

import (
	"net/netip"
	"strings"
)

// Address reports whether host is a literal loopback address: 127.0.0.0/8, ::1, or an IPv4-mapped one of them (RFC 1122
// 3.2.1.3, RFC 4291 2.5.3). An IPv6 address may stand in brackets, as in a URL. Anything else is not: an unspecified
// address such as 0.0.0.0, an address with a zone, a short form such as 127.1, and every name.
func Address(host string) bool {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		if inner, ok = strings.CutSuffix(inner, "]"); !ok || !strings.Contains(inner, ":") {
			return false
		}
		host = inner
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}

// Name reports whether host is an [Address], or a name that stands for one everywhere: localhost and every name under
// it, in any letter case, with or without the dot of the root (RFC 6761 6.3).
func Name(host string) bool {
	if Address(host) {
		return true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	below, found := strings.CutSuffix(host, "localhost")
	if !found || below == "" {
		return found
	}
	return strings.HasSuffix(below, ".") && below[0] != '.' && !strings.Contains(below, "..")
}

// Bind reports whether a listener may be bound to host: an [Address], or localhost itself. The names under localhost
// are left out, because a system's resolver may look them up elsewhere.
func Bind(host string) bool { return Address(host) || strings.EqualFold(host, "localhost") }
