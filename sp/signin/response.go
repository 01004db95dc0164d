package signin

import (
	"cmp"
	"net/http"
	"net/url"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// responseReader reads what identity providers post to login.srf: the answer to [redirectStep], or to nothing.
type responseReader struct {
	pending   awaiting
	directory loginsrf.Directory
	tenant    *directory.Tenant
	record    *record.Log
	taken     *takenAssertions
	clock     clockwork.Clock
	skew      time.Duration
}

// answer judges the response. Who it lets in is decided by its verified assertion alone; the sign-in that it answers is
// found by InResponseTo, which nobody has signed, and so says nothing of the person.
func (s *responseReader) answer(req *request) (*pending, error) {
	values, err := message(req)
	if err != nil {
		return nil, err
	}
	contentType := req.r.Header.Get("Content-Type")
	if contentType == "" && req.r.Method == http.MethodPost {
		contentType = "none"
	}
	verdict := loginsrf.Evaluate(req.r.Context(), loginsrf.Input{
		Method:      req.r.Method,
		ContentType: contentType,
		Values:      values,
		Now:         s.clock.Now(),
		Skew:        s.skew,
		Cloud:       s.tenant.Cloud(),
		Directory:   s.directory,
		Requested:   func(id string) bool { _, ok := s.pending.kept.Get(id); return ok },
	})
	s.keep(req, verdict)
	switch {
	case verdict.Err != nil:
		return nil, verdict.Err
	case !verdict.Accepted():
		req.log(s.tenant, federatedEntry(verdict), verdict.Refusal, nil)
		return nil, &refused{Refusal: verdict.Refusal, recorded: true}
	}
	p := s.pending.of(verdict.Response.InResponseTo)
	s.pending.kept.Drop(verdict.Response.InResponseTo)
	req.log(s.tenant, federatedEntry(verdict), nil, p.ask)
	p.restart(verdict.User.UserPrincipalName)
	p.claims, p.signOutURI = federatedClaims(verdict, s.clock.Now()), verdict.Realm.SignOutURI
	return p, nil
}

// message is the posted form; one that cannot be read is empty, for login.srf to judge.
func message(req *request) (url.Values, error) {
	req.r.Body = http.MaxBytesReader(req.w, req.r.Body, maxMessage)
	err := req.r.ParseForm()
	switch {
	case err == nil:
		return req.r.PostForm, nil
	case tooLarge(err):
		return nil, err
	}
	return url.Values{}, nil
}

// keep records a response with its checks.
func (s *responseReader) keep(req *request, verdict loginsrf.Verdict) {
	r := verdict.Response
	entry := record.Exchange{
		At:            s.clock.Now(),
		By:            record.Microsoft,
		Kind:          record.Response,
		Subject:       cmp.Or(verdict.User.UserPrincipalName, r.NameID),
		Message:       string(r.XML),
		RelayState:    r.RelayState,
		MessageID:     r.ID,
		InResponseTo:  r.InResponseTo,
		CorrelationID: req.correlationID,
		Checks:        append(verdict.Checks, s.taken.again(verdict)...),
		Verdict:       record.Accepted,
		Refusal:       verdict.Refusal,
	}
	if !verdict.Accepted() {
		entry.Verdict = record.Refused
	}
	if verdict.Err != nil {
		entry.Refusal = &record.Refusal{Message: "the directory could not be read"}
	}
	s.record.Add(req.r.Context(), entry)
}
