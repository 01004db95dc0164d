package signin

import (
	"net/http"

	"samlharness/internal/page"
)

// mount adds the endpoints of home-realm discovery to mux.
func (d *realmDiscovery) mount(mux *http.ServeMux) {
	for _, path := range []string{"/getuserrealm.srf", "/GetUserRealm.srf", "/getUserRealm.srf"} {
		mux.HandleFunc("GET "+loginHost+path, d.getUserRealm)
	}
	for _, path := range []string{"/common/userrealm", "/common/UserRealm"} {
		mux.HandleFunc("GET "+loginHost+path+"/{user...}", d.userRealm)
	}
	mux.Handle("POST "+loginHost+"/common/GetCredentialType", page.SameOrigin(http.HandlerFunc(d.credentialType)))
}
