package world

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/internal/exit"
	"samlharness/record"
)

// IdentityProvider is the world's JumpCloud as a rotation of certificates needs it: its administrator uploads the next
// pair, and people of the world sign in. pair is the next one; nil lets JumpCloud's side make one.
func (w *World) IdentityProvider(pair *certs.KeyPair) federation.IdentityProvider {
	return &administrator{World: w, pair: pair}
}

// administrator administers the applications of the world's JumpCloud.
type administrator struct {
	*World
	pair *certs.KeyPair // that is to sign next
}

// Signing is the certificate of the application with that entity ID.
func (a *administrator) Signing(ctx context.Context, issuer string, _ *x509.Certificate) (*x509.Certificate,
	error) {
	app, err := a.application(ctx, issuer)
	if err != nil {
		return nil, err
	}
	return certs.ParseDER(app.Certificate)
}

func (a *administrator) application(ctx context.Context, issuer string) (org.Application, error) {
	apps, err := a.JumpCloud.Applications(ctx)
	for _, app := range apps {
		if app.EntityID == issuer && !app.IsBookmark() {
			return app, err
		}
	}
	if err != nil {
		return org.Application{}, err
	}
	return org.Application{}, &record.Refusal{
		Code:     federation.CodeRotation,
		Exit:     exit.Usage,
		Message:  "The identity provider of the domain is not an application of this world's JumpCloud",
		Expected: "an application with the IdP Entity ID " + issuer,
		Fix: "Correct the IdP Entity ID of the application. For an identity provider of another make, name its next " +
			"certificate: --certificate FILE without --key.",
	}
}

// Next makes the pair, unless there is one.
func (a *administrator) Next(ctx context.Context, issuer string, _ *x509.Certificate) (*x509.Certificate,
	error) {
	app, err := a.application(ctx, issuer)
	if err == nil && a.pair == nil {
		a.pair, err = a.JumpCloud.NewPair(ctx, app.ID)
	}
	if err != nil {
		return nil, err
	}
	return a.pair.Certificate, nil
}

// Switch uploads the pair.
func (a *administrator) Switch(ctx context.Context, issuer string, next *x509.Certificate) error {
	app, err := a.application(ctx, issuer)
	if err == nil {
		_, err = a.JumpCloud.UploadCertificate(ctx, app.ID, certs.PEM(next), a.pair.Key)
	}
	return err
}

// tries is how many people of a domain try to sign in: who has a password that the world does not know cannot.
const tries = 3

// SignIn has somebody of a domain sign in by JumpCloud, with the passwords that the world knows.
func (a *administrator) SignIn(ctx context.Context, domain string) error {
	people, err := a.able(ctx, domain)
	if err != nil {
		return err
	}
	refused := fmt.Errorf("nobody of %s has an immutable ID, by which JumpCloud could sign them in", domain)
	for _, upn := range people {
		person := a.Person(upn)
		person.EntraPassword = "" // by the identity provider alone
		result, err := signin.Walk(ctx, a.Browser(), person, signin.Start{})
		switch {
		case err == nil && result.Refused == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			refused = fmt.Errorf("%s: %w", upn, err)
		default:
			refused = fmt.Errorf("%s: %w", upn, &record.Refusal{
				Code:    result.Refused.Code,
				Message: strings.TrimPrefix(result.Refused.Text, result.Refused.Code+": "),
			})
		}
	}
	return refused
}

// able are the first people of a domain who may be able to sign in.
func (a *administrator) able(ctx context.Context, domain string) (upns []string, err error) {
	after := ""
	for len(upns) < tries {
		page, err := a.Entra.Users(ctx, after, pageOfPeople)
		if err != nil || len(page) == 0 {
			return upns, err
		}
		for _, u := range page {
			after = u.UserPrincipalName
			if u.AccountEnabled && u.ImmutableID != "" && u.DomainName() == strings.ToLower(domain) && len(upns) < tries {
				upns = append(upns, u.UserPrincipalName)
			}
		}
	}
	return upns, nil
}

const pageOfPeople = 100
