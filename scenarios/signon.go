package scenarios

import (
	"net/url"
	"slices"
	"strings"

	"samlharness/record"
)

// signOn is a sign-in that came to an end, as the record has it.
type signOn struct {
	first       int64 // exchange
	upn         string
	email       string // typed at JumpCloud, "" when nothing was
	portal      bool   // it began at JumpCloud
	application string // by the end of its SSO IdP URL
	sameWindow  bool   // the browser was signed in at JumpCloud

	wrongAtJumpCloud, wrongAtMicrosoft bool // a wrong password was typed last

	ended, refused   bool
	code, signedInAs string
	locked           bool // because of sign-ins before
}

// signOnsOf are the sign-ins of a record that came to an end, or that of a flow with those that locked its user before.
func signOnsOf(log *record.Log, flow int64) (all []signOn) {
	var order []int64
	flows := map[int64][]record.Exchange{}
	for _, e := range log.Since(0) {
		if flows[e.Flow] == nil {
			order = append(order, e.Flow)
		}
		flows[e.Flow] = append(flows[e.Flow], e)
	}
	signedIn := map[string]bool{}
	for _, id := range order {
		s := signOnOf(flows[id])
		if !s.ended || s.upn == "" {
			continue
		}
		s.sameWindow = s.email == "" && s.application != "" && signedIn[s.upn]
		signedIn[s.upn] = signedIn[s.upn] || !s.refused
		if id == flow {
			return withLocks(all, s)
		}
		all = append(all, s)
	}
	if flow != 0 {
		return nil
	}
	return all
}

// withLocks is a sign-in alone, after those that it cannot be understood without.
func withLocks(all []signOn, s signOn) []signOn {
	s.sameWindow = false
	if !s.locked {
		return []signOn{s}
	}
	all = slices.DeleteFunc(all, func(b signOn) bool { return b.email != s.email })
	return append(all, s)
}

func signOnOf(exchanges []record.Exchange) signOn {
	s := signOn{first: exchanges[0].ID}
	for i, e := range exchanges {
		if e.Kind == record.Hop {
			s.hop(e, i == 0)
		}
		if e.Kind == record.AuthnRequest && e.By == record.Microsoft && strings.Contains(e.Subject, "@") {
			s.upn = e.Subject
		}
		switch e.Kind {
		case record.Password:
			s.password(e)
		case record.SecondFactor:
			s.decided(e)
		case record.AuthnRequest, record.Response:
			if e.Verdict != record.Sent {
				s.decided(e)
			}
		}
	}
	if s.upn == "" {
		s.upn = s.email
	}
	if s.signedInAs == "" {
		s.signedInAs = s.upn
	}
	return s
}

// hop notes where a sign-in began, and to which application it went.
func (s *signOn) hop(e record.Exchange, first bool) {
	u, err := url.Parse(e.HTTP.URL)
	if err != nil {
		return
	}
	if first && u.Host == "console.jumpcloud.com" {
		s.portal = true
	}
	if slug, ok := strings.CutPrefix(u.Path, "/saml2/"); ok && u.Host == "sso.jumpcloud.com" {
		s.application = slug
	}
}

func (s *signOn) password(e record.Exchange) {
	wrong := e.Verdict == record.Refused
	if e.By == record.JumpCloud {
		check, _ := e.FailedCheck()
		s.email, s.wrongAtJumpCloud, s.locked = e.Subject, check.Name == "password", check.Name == "lockout"
		if wrong {
			s.decided(e)
		}
		return
	}
	s.upn, s.wrongAtMicrosoft = e.Subject, e.Code() == "AADSTS50126"
	s.decided(e)
}

// decided notes what came of a message or a password; the last counts. JumpCloud's yes ends nothing.
func (s *signOn) decided(e record.Exchange) {
	if e.Verdict == record.Accepted && e.By != record.Microsoft {
		s.ended = false
		return
	}
	s.ended, s.refused, s.code = true, e.Verdict == record.Refused, e.Code()
	if s.refused {
		return
	}
	if s.signedInAs = e.Subject; s.upn == "" {
		s.upn = e.Subject
	}
}

// words are those of the line of the script.
func (s signOn) words() []string {
	words := []string{"signin", s.upn}
	if s.portal {
		if s.application != "" {
			words = append(words, s.application)
		}
		words = append(words, "--idp-initiated")
	}
	if s.email != "" && !strings.EqualFold(s.email, s.upn) {
		words = append(words, "--jumpcloud-email", s.email)
	}
	if s.wrongAtJumpCloud {
		words = append(words, "--jumpcloud-password", "wrong")
	}
	if s.wrongAtMicrosoft {
		words = append(words, "--entra-password", "wrong")
	}
	if s.sameWindow {
		words = append(words, "--same-window")
	}
	return words
}
