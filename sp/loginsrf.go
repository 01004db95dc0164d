package sp

import (
	"net/http"
	"net/url"
	"strings"

	"samlharness/record"
	"samlharness/sp/loginsrf"
	"samlharness/sp/pages"
)

// loginSRF is where identity providers post their responses.
func (s *Service) loginSRF(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Query().Get("wa"), "wsignout") {
		s.signOut(w, r)
		return
	}
	if r.Method == http.MethodGet && r.URL.Query().Has("whr") { // a link such as the Login URL of a JumpCloud application
		s.start(w, r)
		return
	}
	v := s.visit(w, r)
	r.Body = http.MaxBytesReader(w, r.Body, maxMessage)
	values := url.Values{}
	if err := r.ParseForm(); err == nil {
		values = r.PostForm
	} else if tooLarge(err) {
		http.Error(w, "Request Entity Too Large", http.StatusRequestEntityTooLarge)
		return
	}
	contentType := r.Header.Get("Content-Type")
	if contentType == "" && r.Method == http.MethodPost {
		contentType = "none"
	}
	verdict := loginsrf.Evaluate(r.Context(), loginsrf.Input{
		Method: r.Method, ContentType: contentType, Values: values, Now: s.clock.Now(), Skew: s.skew, Directory: s.directory,
		Requested: func(id string) bool { _, ok := s.requests.Get(id); return ok },
	})
	s.keep(v, verdict)
	switch {
	case verdict.Err != nil:
		s.fail(v, verdict.Err)
	case !verdict.Accepted():
		s.refuse(v, verdict.Refusal, "")
	default:
		s.requests.Drop(verdict.Response.InResponseTo)
		s.signIn(v, verdict)
	}
}

func (s *Service) signIn(v *visit, verdict loginsrf.Verdict) {
	opened := session{upn: verdict.User.UserPrincipalName, displayName: verdict.User.DisplayName, claims: claims(verdict)}
	domain, ok, err := s.tenant.RealmByIssuer(v.r.Context(), verdict.Realm.IssuerURI)
	if err != nil {
		s.fail(v, err)
		return
	}
	if ok && domain.Federation != nil {
		opened.signOutURI = domain.Federation.SignOutURI
	}
	s.askStay(v, opened)
}

// claims are what the landing page lists.
func claims(verdict loginsrf.Verdict) []pages.Row {
	r := verdict.Response
	mfa := "not proved"
	if r.MFADone() {
		mfa = "done by the identity provider"
	}
	rows := []pages.Row{
		{Name: "Signed in by", Value: r.Issuer}, {Name: "Domain", Value: verdict.Realm.Domain + " (Federated)"},
		{Name: "NameID", Value: r.NameID}, {Name: "NameID format", Value: r.NameIDFormat},
		{Name: "AuthnContextClassRef", Value: r.AuthnContextClassRef}, {Name: "Multifactor authentication", Value: mfa},
		{Name: "AuthnInstant", Value: r.AuthnInstant.UTC().Format("2006-01-02T15:04:05.000Z")}, {
			Name:  "SessionIndex",
			Value: r.SessionIndex,
		},
	}
	for _, a := range r.Attributes[:min(maxClaims, len(r.Attributes))] {
		rows = append(rows, pages.Row{Name: a.Name, Value: strings.Join(a.Values, ", ")})
	}
	for i, row := range rows {
		rows[i] = pages.Row{Name: record.Clip(row.Name, 256), Value: record.Clip(row.Value, 1024)}
	}
	return rows
}

// maxClaims is how many attributes the landing page lists. A session keeps the rows, so they are short and share no
// memory with the message.
const maxClaims = 50

// keep records a response with its checks.
func (s *Service) keep(v *visit, verdict loginsrf.Verdict) {
	r := verdict.Response
	entry := record.Exchange{At: s.clock.Now(), By: record.Microsoft, Kind: "Response",
		Subject: first(verdict.User.UserPrincipalName, r.NameID),
		Message: string(r.XML), RelayState: r.RelayState, MessageID: r.ID, InResponseTo: r.InResponseTo,
		CorrelationID: v.correlationID, Checks: verdict.Checks, Verdict: record.Accepted, Refusal: verdict.Refusal}
	if !verdict.Accepted() {
		entry.Verdict = record.Refused
	}
	if verdict.Err != nil {
		entry.Refusal = &record.Refusal{Message: "the directory could not be read"}
	}
	s.record.Add(entry)
}
