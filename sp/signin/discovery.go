package signin

import (
	"net/http"

	"samlharness/internal/page"
)

// mount adds the endpoints of home-realm discovery to mux.
func (d *realmDiscovery) mount(mux *http.ServeMux, host string) {
	for _, path := range []string{"/getuserrealm.srf", "/GetUserRealm.srf", "/getUserRealm.srf"} {
		mux.HandleFunc("GET "+host+path, d.getUserRealm)
	}
	for _, path := range []string{"/common/userrealm", "/common/UserRealm"} {
		mux.HandleFunc("GET "+host+path+"/{user...}", d.userRealm)
	}
	mux.Handle("POST "+host+"/common/GetCredentialType", page.SameOrigin(http.HandlerFunc(d.credentialType)))
}
