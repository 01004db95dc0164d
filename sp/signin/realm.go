package signin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
	"samlharness/record"
	"samlharness/sp/directory"
)

const (
	namespaceSAML = "SAML20"
	namespaceWS   = "WSTrust"
)

// realmDiscovery answers programs that ask for the home realm of a name.
type realmDiscovery struct {
	tenant *directory.Tenant
	errors *errorPage
	record *record.Log
	clock  clockwork.Clock
}

// realm is what the home-realm endpoints tell about a name.
type realm struct {
	login, domain, brand string
	kind                 string // Managed, Federated, Unknown
	federation           *directory.Federation
	cloud                cloud.Cloud
}

// realmOf finds the home realm of a name, and records what is answered.
func (d *realmDiscovery) realmOf(r *http.Request, login string) (realm, error) {
	found, err := d.find(r, login)
	if err == nil {
		d.record.Add(r.Context(), record.Exchange{
			At:      d.clock.Now(),
			By:      record.Microsoft,
			Kind:    record.HomeRealm,
			Subject: login,
			Checks: []record.Check{{
				Name:    "home-realm",
				Title:   "How the domain of the name signs in",
				Outcome: record.Pass,
				Got:     strings.TrimSpace(found.domain + " " + found.kind),
			}},
			Verdict: record.Accepted,
		})
	}
	return found, err
}

func (d *realmDiscovery) find(r *http.Request, login string) (realm, error) {
	found := realm{login: login, kind: "Unknown", cloud: d.tenant.Cloud()}
	name, ok := domainOf(login)
	if !ok {
		name = strings.ToLower(login) // getuserrealm.srf takes a bare domain too
	}
	domain, ok, err := d.tenant.SignInDomain(r.Context(), name)
	if err != nil || !ok {
		return found, err
	}
	found.domain, found.brand = domain.Name, d.tenant.DisplayName()
	found.kind, found.federation = domain.AuthenticationType(), domain.Federation
	if found.federation == nil {
		found.federation = &directory.Federation{}
	}
	return found, nil
}

func (f realm) federated() bool { return f.kind == directory.Federated }

// authURL is where a browser is sent: for WS-Federation the identity provider itself, for SAML, whose requests are
// posted, our own page.
func (f realm) authURL() string {
	if f.federation.PreferredAuthenticationProtocol == directory.ProtocolSAML {
		return "https://" + f.cloud.Login() + federationPath + "?username=" + url.QueryEscape(f.login)
	}
	separator := "?"
	if strings.Contains(f.federation.PassiveSignInURI, "?") {
		separator = "&"
	}
	return f.federation.PassiveSignInURI + separator + "username=" + url.QueryEscape(f.login) +
		"&wa=wsignin1.0&wtrealm=" + strings.ReplaceAll(f.cloud.EntityID(), ":", "%3a") + "&wctx="
}

func (f realm) protocol() string {
	if f.federation.PreferredAuthenticationProtocol == directory.ProtocolSAML {
		return namespaceSAML
	}
	return namespaceWS
}

func writeJSON(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(answer) // the reader has gone
}
