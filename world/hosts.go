package world

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// hosts are the production host names of both companies that every world serves.
func hosts() []string {
	return []string{
		"login.microsoftonline.com",
		"graph.microsoft.com",
		"nexus.microsoftonline-p.com",
		"www.office.com",
		"m365.cloud.microsoft",
		"sso.jumpcloud.com",
		"console.jumpcloud.com",
	}
}

// isHost says whether a world serves this name.
func isHost(name string) bool { return slices.Contains(hosts(), name) }

// canonicalHost is a host name as the handlers know it: DNS names have no case, and may end in a dot.
func canonicalHost(name string) string { return strings.TrimSuffix(strings.ToLower(name), ".") }

// ownHosts lets requests for the world's hosts through to next, which answers for wrong paths and methods, and
// refuses requests for any other.
func ownHosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if host = canonicalHost(host); !isHost(host) {
			http.Error(w, (&UnknownHostError{r.Host}).Error(), http.StatusMisdirectedRequest)
			return
		}
		if host != r.Host {
			r = r.WithContext(r.Context())
			r.Host = host
		}
		next.ServeHTTP(w, r)
	})
}

// localName is the name under which a plain browser without set-up reaches a host: browsers send names under
// localhost to this machine and treat them as trustworthy. "login.microsoftonline.com" is
// "login.microsoftonline.localhost".
func localName(host string) string { return strings.TrimSuffix(host, ".com") + ".localhost" }

// productionName is the host that a local name stands for; "" when there is none.
func productionName(local string) string {
	for _, h := range hosts() {
		if localName(h) == local {
			return h
		}
	}
	return ""
}
