package signin

import (
	"cmp"
	"encoding/xml"
	"net/http"
	"strings"
)

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

func (d *realmDiscovery) getUserRealm(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	found, err := d.realmOf(r, query.Get("login"))
	if err != nil {
		d.errors.show(newRequest(w, r), err)
		return
	}
	federated := found.federated()
	info := realmInfo{Success: true, State: 4, UserState: 1, Login: found.login, NameSpaceType: found.kind}
	if found.kind != "Unknown" {
		info.DomainName, info.FederationBrandName = found.domain, found.brand
		info.CloudInstanceName, info.CloudInstanceIssuerURI = found.cloud.Instance(), found.cloud.EntityID()
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
func (d *realmDiscovery) userRealm(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	login := cmp.Or(r.PathValue("user"), query.Get("user"))
	found, err := d.realmOf(r, login)
	if err != nil {
		d.errors.show(newRequest(w, r), err)
		return
	}
	if strings.HasPrefix(query.Get("api-version"), "2.") {
		writeJSON(w, userRealm2(found))
		return
	}
	answer := map[string]string{
		"ver":                 "1.0",
		"account_type":        found.kind,
		"cloud_instance_name": found.cloud.Login(),
	}
	if found.kind != "Unknown" {
		answer["domain_name"], answer["cloud_instance_name"] = found.domain, found.cloud.Instance()
		answer["cloud_audience_urn"] = found.cloud.EntityID()
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
	answer["DomainName"], answer["FederationBrandName"] = found.domain, found.brand
	answer["cloud_instance_name"], answer["TenantBrandingInfo"] = found.cloud.Instance(), nil
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
