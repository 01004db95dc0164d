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
	mux.Handle("POST "+org.HostConsole+"/login/factor", page.SameOrigin(http.HandlerFunc(h.submitFactor)))
	const auth = org.HostConsole + "/userconsole/auth/"
	mux.Handle("POST "+auth+"totp", page.SameOrigin(h.guarded(h.totp)))
	mux.Handle("POST "+auth+"push", page.SameOrigin(h.guarded(h.startPush)))
	mux.HandleFunc("GET "+auth+"push/{id}", h.factorCall(h.pollPush))
	mux.Handle("POST "+auth+"push/{id}/login", page.SameOrigin(h.guarded(h.pushLogin)))
	mux.HandleFunc("GET "+auth+"webauthn", h.factorCall(h.challengeWebAuthn))
	mux.Handle("POST "+auth+"webauthn", page.SameOrigin(h.guarded(h.webAuthn)))
}

// Mount serves it on mux.
func (h *Portal) Mount(mux *http.ServeMux) {
	mux.Handle("GET "+org.HostConsole+"/{$}", http.RedirectHandler(signon.PortalURL, http.StatusFound))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole", h.applicationsPage)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/{$}", h.applicationsPage)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/profile", h.page(pages.Profile))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/security", h.security)
	mux.Handle("POST "+org.HostConsole+"/userconsole/push", page.SameOrigin(http.HandlerFunc(h.answerPush)))
	mux.Handle("POST "+org.HostConsole+"/userconsole/logout", page.SameOrigin(http.HandlerFunc(h.logout)))
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/images/{id}", h.image)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/api/self", h.self)
	mux.HandleFunc("GET "+org.HostConsole+"/userconsole/api/applications", h.applications)
}
