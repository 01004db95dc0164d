package sp

import (
	"context"
	"errors"

	"samlharness/internal/page"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// exists tells whether a managed user has an account.
func (s *Service) exists(ctx context.Context, login string) (bool, error) {
	_, err := s.tenant.User(ctx, login)
	if directory.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

func (s *Service) askPassword(v *visit, login, sentence string, code aadsts.Code) {
	config := v.questionConfig("ConvergedSignIn", "/common/login")
	config.ErrorCode = string(code)
	s.site.Write(v.w, page.Page{
		Title:       titleSignIn,
		Template:    s.pages.Password,
		Data:        pages.Password{Config: config, Login: login, Error: sentence},
		FormTargets: landingTargets(),
	})
}

// checkPassword signs a managed user in.
func (s *Service) checkPassword(v *visit, domain directory.Domain, login, password string) {
	if password == "" {
		s.askPassword(v, login, textNoPassword, "")
		return
	}
	user, err := s.tenant.VerifyPassword(v.r.Context(), login, password)
	entry := record.Exchange{
		At:            s.clock.Now(),
		By:            record.Microsoft,
		Kind:          "password sign-in",
		Subject:       login,
		CorrelationID: v.correlationID,
		Verdict:       record.Refused,
	}
	switch {
	case err == nil:
		entry.Subject, entry.Verdict = user.UserPrincipalName, record.Accepted
		s.record.Add(entry)
		s.askStay(v, session{upn: user.UserPrincipalName, displayName: user.DisplayName, claims: []pages.Row{
			{Name: "Signed in by", Value: "password at Microsoft"}, {
				Name:  "Domain",
				Value: domain.Name + " (" + domain.AuthenticationType() + ")",
			}}})
	case errors.Is(err, directory.ErrAccountDisabled):
		entry.Refusal = refusal(aadsts.UserDisabled)
		s.record.Add(entry)
		s.refuse(v, entry.Refusal, "")
	case errors.Is(err, directory.ErrWrongPassword), errors.Is(err, directory.ErrUnknownUser):
		entry.Refusal = refusal(aadsts.WrongPassword)
		entry.Refusal.Fix = "type the password that the user has in Entra; a user of a formerly federated domain needs a " +
			"new one there"
		s.record.Add(entry)
		s.askPassword(v, login, textWrongPassword, aadsts.WrongPassword)
	default:
		s.fail(v, err)
	}
}
