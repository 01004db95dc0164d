package signin

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
)

// The sentences beside the field of the name.
const (
	textMalformedName = "Enter a valid email address, phone number, or Skype name."
	textUnknownDomain = "We couldn't find an account with that username."
	textUnknownUser   = "This username may be incorrect. Make sure you typed it correctly. Otherwise, contact your admin."
)

// homeRealmStep finds the domain that decides how the person signs in: a federated one that is hinted at, else that of
// the typed name.
type homeRealmStep struct{ tenant *directory.Tenant }

func (h *homeRealmStep) due(p *pending) bool {
	return !p.proved() && p.domain == nil && (p.named || p.domainHint != "")
}

func (h *homeRealmStep) take(req *request, p *pending) (answered bool, err error) {
	if p.named {
		return false, h.byName(req.r.Context(), p)
	}
	domain, ok, err := h.tenant.SignInDomain(req.r.Context(), p.domainHint)
	if ok && domain.AuthenticationType() == directory.Federated {
		p.domain = &domain
	}
	p.domainHint = ""
	return false, err
}

// byName decides by the suffix of the name. Without a home realm it says why the name does not do.
func (h *homeRealmStep) byName(ctx context.Context, p *pending) error {
	suffix, ok := domainOf(p.login)
	if !ok {
		p.wrong = remark{textMalformedName, ""}
		return nil
	}
	domain, ok, err := h.tenant.SignInDomain(ctx, suffix)
	switch {
	case err != nil:
		return err
	case !ok:
		p.wrong = remark{textUnknownDomain, aadsts.UserNotFound}
		return nil
	case domain.AuthenticationType() == directory.Federated: // whether the user exists is not looked at
		p.domain = &domain
		return nil
	}
	known, err := exists(ctx, h.tenant, p.login)
	switch {
	case err != nil:
		return err
	case !known:
		p.wrong = remark{textUnknownUser, aadsts.UserNotFound}
		return nil
	}
	p.domain = &domain
	return nil
}

// exists tells whether a managed user has an account.
func exists(ctx context.Context, tenant *directory.Tenant, login string) (bool, error) {
	_, err := tenant.User(ctx, login)
	if directory.IsNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// domainOf is the part of a name that decides the realm.
func domainOf(login string) (string, bool) {
	at := strings.LastIndexByte(login, '@')
	if at < 1 || at == len(login)-1 || len(login) > maxLogin || !utf8.ValidString(login) ||
		strings.ContainsFunc(login, unfit) {
		return "", false
	}
	return strings.ToLower(login[at+1:]), true
}

// unfit tells whether a name cannot hold the character.
func unfit(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"", r)
}
