package pages

import (
	"cmp"
	"net/http"
	"net/url"

	"samlharness/internal/page"
	"samlharness/internal/shell"
	"samlharness/record"
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
	page.MountMissing(mux, host, s.problem)
}

// problem answers a request with a problem of HTTP.
func (s *Set) problem(w http.ResponseWriter, r *http.Request, no page.Problem) {
	s.site.Problem(w, r, no, parsed().notice, notice{Paragraphs: []string{no.Text}, Back: "/", BackText: "Sign in"})
}

// TooLarge answers a form that is larger than what is read.
func (s *Set) TooLarge(w http.ResponseWriter, r *http.Request) { s.problem(w, r, page.TooLarge()) }

// Broken answers a request at which the emulation failed; the log has the reason.
func (s *Set) Broken(w http.ResponseWriter, r *http.Request) { s.problem(w, r, page.Broken()) }

func (s *Set) notice(w http.ResponseWriter, title string, n notice) {
	s.site.Write(w, page.Page{Title: title, Template: parsed().notice, Data: n})
}

// legal is where Microsoft has the text of a contract.
func (s *Set) legal(title string, paragraphs ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		s.notice(w, title, notice{Paragraphs: paragraphs, Back: "/", BackText: "Sign in"})
	}
}

// maxUsername is how much of a name the page shows, in bytes; no user principal name is longer.
const maxUsername = 113

// passwordReset is where "Forgot my password" leads.
func (s *Set) passwordReset(w http.ResponseWriter, r *http.Request) {
	name := record.Visible(record.Clip(r.URL.Query().Get("username"), maxUsername))
	s.notice(w, "Get back into your account", notice{
		Paragraphs: []string{
			"In this emulation an administrator of the tenant sets passwords. A person of a federated domain has a password " +
				"at the identity provider alone.",
		},
		Command:  shell.Line("harness", "entra", "user", "set", cmp.Or(name, "UPN"), "--password", "PASSWORD"),
		Back:     "/?login_hint=" + url.QueryEscape(name),
		BackText: "Back to sign-in",
	})
}
