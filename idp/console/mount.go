package console

import (
	"net/http"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/signon"
	"samlharness/internal/page"
)

// Mount serves them on mux. Other sites' pages cannot drive what changes something.
func (h *Login) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+org.HostConsole+"/login", h.show)
	mux.Handle("POST "+org.HostConsole+"/login", page.SameOrigin(http.HandlerFunc(h.submit)))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/xsrf", h.giveXSRF)
	mux.Handle("POST "+org.HostConsole+"/userconsole/auth", page.SameOrigin(http.HandlerFunc(h.auth)))
}

// Mount serves it on mux.
func (h *Portal) Mount(mux *http.ServeMux) {
	mux.Handle("GET "+org.HostConsole+"/{$}", http.RedirectHandler(signon.PortalURL, http.StatusFound))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole", h.applicationsPage)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/{$}", h.applicationsPage)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/profile", h.page(pages.Profile))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/security", h.page(pages.Security))
	mux.Handle("POST "+org.HostConsole+"/userconsole/logout", page.SameOrigin(http.HandlerFunc(h.logout)))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/images/{id}", h.image)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/api/self", h.self)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/api/applications", h.applications)
}
