package world

import (
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"samlharness/internal/cloud"
	"samlharness/record"
)

// companyHosts are the production host names of both companies that a world serves whose tenant is in the cloud.
func companyHosts(c cloud.Cloud) []string { return append(c.Hosts(), jumpCloudHosts()...) }

func jumpCloudHosts() []string {
	return []string{
		"sso.jumpcloud.com",
		"console.jumpcloud.com",
		"api.jumpcloud.com",
		"admin-oauth.id.jumpcloud.com",
	}
}

// partyOf tells the company whose a host is; "" for the sites of others.
func partyOf(c cloud.Cloud) func(host string) record.Party {
	return func(host string) record.Party {
		switch host = canonicalHost(host); {
		case slices.Contains(jumpCloudHosts(), host):
			return record.JumpCloud
		case slices.Contains(c.Hosts(), host):
			return record.Microsoft
		}
		return ""
	}
}

// canonicalHost is a host name as the handlers know it: DNS names have no case, and may end in a dot.
func canonicalHost(name string) string { return strings.TrimSuffix(strings.ToLower(name), ".") }

// sites are the sites of a world by their hosts: those of the two companies, and those that [World.Handle] added.
type sites struct {
	companies http.Handler

	mu     sync.RWMutex
	others map[string]http.Handler
	names  []string // all hosts, the companies' first
	home   http.Handler
	bare   string // the address of home, "" until it is open
}

func newSites(companies http.Handler, c cloud.Cloud) *sites {
	return &sites{companies: companies, others: map[string]http.Handler{}, names: companyHosts(c)}
}

// hosts are the names that are served now.
func (s *sites) hosts() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clip(s.names) // an addition copies
}

// has says whether a host is served.
func (s *sites) has(host string) bool { return slices.Contains(s.hosts(), host) }

func (s *sites) add(host string, handler http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.others[host] = handler
	s.names = append(slices.Clip(s.names), host)
}

// other is the handler that was added for a host; nil when there is none.
func (s *sites) other(host string) http.Handler {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.others[host]
}

// remove takes an added host away; false when it was not there.
func (s *sites) remove(host string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.others[host] == nil {
		return false
	}
	delete(s.others, host)
	s.names = slices.DeleteFunc(slices.Clone(s.names), func(name string) bool { return name == host })
	return true
}

// homeSite answers at the bare address of the local names; nil when nobody does.
func (s *sites) homeSite() http.Handler {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.home
}

func (s *sites) setHome(home http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.home = home
}

// open says at which port of this machine the sites are open under local names, and home at the bare address.
func (s *sites) open(port int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bare = "http://localhost:" + strconv.Itoa(port)
}

// desk is the address of home, "" while nobody answers there: where the companies' pages lead whoever asks why.
func (s *sites) desk() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.home == nil {
		return ""
	}
	return s.bare
}

// site is the handler of a host; nil when the host is not served.
func (s *sites) site(host string) http.Handler {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if other, ok := s.others[host]; ok {
		return other
	}
	if slices.Contains(s.names, host) {
		return s.companies
	}
	return nil
}

// ServeHTTP lets the host's site answer, also for wrong paths and methods, and refuses requests for any other host.
func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	host = canonicalHost(host)
	site := s.site(host)
	if site == nil {
		http.Error(w, (&UnknownHostError{r.Host}).Error(), http.StatusMisdirectedRequest)
		return
	}
	if host != r.Host {
		r = r.WithContext(r.Context())
		r.Host = host
	}
	site.ServeHTTP(w, r)
}
