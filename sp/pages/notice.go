package pages

import (
	"net/http"
	"net/url"

	"samlharness/internal/page"
)

// notice is a page of sentences, with a way back.
type notice struct {
	Paragraphs []string
	// Command is what a person may do about it; "" is nothing.
	Command string
	// Back is the address of the way back, BackText its words.
	Back, BackText string
}

// mountNotices serves at a host the pages that stand where Microsoft's own are linked, and the page of addresses where
// there is none.
func (s *Set) mountNotices(mux *http.ServeMux, host string) {
	mux.HandleFunc("GET "+host+"/termsofuse", s.legal("Terms of use",
		"This sign-in page is an emulation for tests. Nobody offers a service here, and no terms apply.",
		"At Microsoft, this link leads to the Microsoft Services Agreement."))
	mux.HandleFunc("GET "+host+"/privacy", s.legal("Privacy & cookies",
		"What you type here stays on this machine, in the world that the banner names, and ends with it.",
		"At Microsoft, this link leads to the Microsoft Privacy Statement."))
	mux.HandleFunc("GET "+host+"/passwordreset", s.passwordReset)
	page.MountMissing(mux, host, func(w http.ResponseWriter) {
		s.notice(w, "Page not found", http.StatusNotFound, notice{
			Paragraphs: []string{"Microsoft has nothing at this address. Signing in begins with your name."},
			Back:       "/",
			BackText:   "Sign in",
		})
	})
}

func (s *Set) notice(w http.ResponseWriter, title string, status int, n notice) {
	s.site.Write(w, page.Page{Title: title, Status: status, Template: parsed().notice, Data: n})
}

// legal is where Microsoft has the text of a contract.
func (s *Set) legal(title string, paragraphs ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		s.notice(w, title, http.StatusOK, notice{Paragraphs: paragraphs, Back: "/", BackText: "Sign in"})
	}
}

// passwordReset is where "Forgot my password" leads.
func (s *Set) passwordReset(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("username")
	s.notice(w, "Get back into your account", http.StatusOK, notice{
		Paragraphs: []string{
			"In this emulation an administrator of the tenant sets passwords. A person of a federated domain has a password " +
				"at the identity provider alone.",
		},
		Command:  "harness entra user set UPN --password PASSWORD",
		Back:     "/?login_hint=" + url.QueryEscape(name),
		BackText: "Back to sign-in",
	})
}
