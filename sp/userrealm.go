package sp

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"samlharness/internal/wire"
	"samlharness/sp/directory"
)

const (
	cloudInstance = "microsoftonline.com"
	namespaceSAML = "SAML20"
	namespaceWS   = "WSTrust"
)

// realm is what the home-realm endpoints tell about a name.
type realm struct {
	login, domain, brand string
	kind                 string // Managed, Federated, Unknown
	federation           *directory.Federation
}

func (s *Service) realmOf(r *http.Request, login string) (realm, error) {
	found := realm{login: login, kind: "Unknown"}
	name, ok := domainOf(login)
	if !ok {
		name = strings.ToLower(login) // getuserrealm.srf takes a bare domain too
	}
	domain, ok, err := s.tenant.SignInDomain(r.Context(), name)
	if err != nil || !ok {
		return found, err
	}
	found.domain, found.brand = domain.Name, s.tenant.DisplayName()
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
		return "https://" + loginHost + federationPath + "?username=" + url.QueryEscape(f.login)
	}
	separator := "?"
	if strings.Contains(f.federation.PassiveSignInURI, "?") {
		separator = "&"
	}
	return f.federation.PassiveSignInURI + separator + "username=" + url.QueryEscape(f.login) +
		"&wa=wsignin1.0&wtrealm=urn%3afederation%3aMicrosoftOnline&wctx="
}

func (f realm) protocol() string {
	if f.federation.PreferredAuthenticationProtocol == directory.ProtocolSAML {
		return namespaceSAML
	}
	return namespaceWS
}

// realmInfo is the answer of getuserrealm.srf, in JSON or XML.
type realmInfo struct {
	XMLName                 xml.Name `json:"-" xml:"RealmInfo"`
	Success                 bool     `json:"-" xml:"Success,attr"`
	State                   int
	UserState               int
	Login                   string
	NameSpaceType           string
	DomainName              string `json:",omitempty" xml:",omitempty"`
	IsFederatedNS           *bool  `json:"-" xml:",omitempty"`
	FederationGlobalVersion int    `json:",omitempty" xml:",omitempty"`
	AuthURL                 string `json:",omitempty" xml:",omitempty"`
	STSAuthURL              string `json:"-" xml:",omitempty"`
	FederationBrandName     string `json:",omitempty" xml:",omitempty"`
	CloudInstanceName       string `json:",omitempty" xml:",omitempty"`
	CloudInstanceIssuerURI  string `json:"CloudInstanceIssuerUri,omitempty" xml:"CloudInstanceIssuerUri,omitempty"`
}

func (s *Service) getUserRealm(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	found, err := s.realmOf(r, query.Get("login"))
	if err != nil {
		s.fail(s.visit(w, r), err)
		return
	}
	federated := found.federated()
	info := realmInfo{Success: true, State: 4, UserState: 1, Login: found.login, NameSpaceType: found.kind}
	if found.kind != "Unknown" {
		info.DomainName, info.FederationBrandName = found.domain, found.brand
		info.CloudInstanceName, info.CloudInstanceIssuerURI = cloudInstance, wire.MicrosoftEntityID
		info.IsFederatedNS = &federated
	}
	if federated {
		info.State, info.UserState, info.FederationGlobalVersion, info.AuthURL = 3, 2, -1, found.authURL()
		info.STSAuthURL = found.federation.ActiveSignInURI
	}
	if query.Get("xml") == "1" {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_ = xml.NewEncoder(w).Encode(info) // the reader has gone
		return
	}
	writeJSON(w, info)
}

// userRealm answers the older JSON form (api-version 1.0) and the newer (2.0, 2.1).
func (s *Service) userRealm(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	login := first(r.PathValue("user"), query.Get("user"))
	found, err := s.realmOf(r, login)
	if err != nil {
		s.fail(s.visit(w, r), err)
		return
	}
	if strings.HasPrefix(query.Get("api-version"), "2.") {
		writeJSON(w, userRealm2(found))
		return
	}
	answer := map[string]string{
		"ver":                 "1.0",
		"account_type":        found.kind,
		"cloud_instance_name": "login.microsoftonline.com",
	}
	if found.kind != "Unknown" {
		answer["domain_name"], answer["cloud_instance_name"], answer["cloud_audience_urn"] = found.domain, cloudInstance, wire.MicrosoftEntityID
	}
	if found.federated() {
		answer["federation_protocol"] = found.protocol()
		setIf(answer, "federation_metadata_url", found.federation.MetadataExchangeURI)
		setIf(answer, "federation_active_auth_url", found.federation.ActiveSignInURI)
	}
	writeJSON(w, answer)
}

func userRealm2(found realm) map[string]any {
	answer := map[string]any{"NameSpaceType": found.kind, "Login": found.login}
	if found.kind == "Unknown" {
		return answer
	}
	answer["DomainName"], answer["FederationBrandName"], answer["cloud_instance_name"] = found.domain, found.brand, cloudInstance
	answer["TenantBrandingInfo"] = nil
	if found.federated() {
		answer["federation_protocol"], answer["AuthURL"] = found.protocol(), found.authURL()
	}
	return answer
}

func setIf(m map[string]string, key, value string) {
	if value != "" {
		m[key] = value
	}
}

func writeJSON(w http.ResponseWriter, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(answer) // the reader has gone
}
