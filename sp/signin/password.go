package signin

import (
	"errors"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/shell"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// The sentences beside the field of the password.
const (
	textNoPassword    = "Please enter your password."
	textWrongPassword = "Your account or password is incorrect. If you don't remember your password, reset it now."
)

// passwordStep asks a managed user for the password and checks it. The answer comes in where that of [nameStep] does.
type passwordStep struct {
	pages   *pages.Set
	pending awaiting
	tenant  *directory.Tenant
	record  *record.Log
	clock   clockwork.Clock
	offer   *offer
}

func (s *passwordStep) due(p *pending) bool { return !p.proved() }

func (s *passwordStep) take(req *request, p *pending) (answered bool, err error) {
	if req.password != nil {
		if err := s.check(req, p, *req.password); err != nil || p.proved() {
			return false, err
		}
	}
	config := req.question(loginPath, s.pending.ask(p), p)
	config.ErrorCode, config.At = string(p.wrong.code), s.offer.at(p)
	if p.wrong.code != "" { // an attempt, which is recorded
		config.Exchange = req.correlationID
	}
	demo, err := s.offer.password(req.r.Context(), p.login)
	if err != nil {
		return false, err
	}
	s.pages.Password(req.w, pages.Password{
		Config:       config,
		Login:        p.login,
		Error:        p.wrong.sentence,
		DemoPassword: demo,
	})
	return true, nil
}

// check proves who the person is, or says what is wrong with the password.
func (s *passwordStep) check(req *request, p *pending, typed string) error {
	if typed == "" {
		p.wrong = remark{textNoPassword, ""}
		return nil
	}
	user, err := s.tenant.VerifyPassword(req.r.Context(), p.login, typed)
	switch {
	case err == nil:
		s.keep(req, user.UserPrincipalName, nil)
		req.log(s.tenant, passwordEntry(user), nil, p.ask)
		p.claims = passwordClaims(user, *p.domain, s.clock.Now())
		return nil
	case errors.Is(err, directory.ErrAccountDisabled):
		no := refusal(aadsts.UserDisabled)
		no.Expected, no.Got = "accountEnabled true", "accountEnabled false"
		no.Fix = "enable the account in Entra: " + shell.Harness("entra", "user", "enable", p.login)
		s.keep(req, p.login, no)
		req.log(s.tenant, passwordEntry(user), no, p.ask)
		return &refused{Refusal: no, recorded: true}
	case errors.Is(err, directory.ErrWrongPassword), errors.Is(err, directory.ErrUnknownUser):
		no := refusal(aadsts.WrongPassword)
		no.Fix = "type the password that the user has in Entra, or set a new one, which a user of a formerly federated " +
			"domain needs: " + shell.Harness("entra", "user", "set", p.login, "--password", "PASSWORD")
		s.keep(req, p.login, no)
		req.log(s.tenant, directory.SignIn{UserPrincipalName: record.Clip(p.login, maxName)}, no, p.ask)
		p.wrong = remark{textWrongPassword, aadsts.WrongPassword}
		return nil
	}
	return err
}

func passwordEntry(u directory.User) directory.SignIn {
	return directory.SignIn{UserID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
}

// keep records the attempt, without the password.
func (s *passwordStep) keep(req *request, subject string, no *record.Refusal) {
	entry := record.Exchange{
		At:            s.clock.Now(),
		By:            record.Microsoft,
		Kind:          record.Password,
		Subject:       subject,
		CorrelationID: req.correlationID,
		Verdict:       record.Accepted,
		Refusal:       no,
	}
	if no != nil {
		entry.Verdict = record.Refused
	}
	s.record.Add(req.r.Context(), entry)
}
