package world

import (
	"context"
	"encoding/pem"
	"slices"

	"samlharness/sp/directory"
)

// registrations exports the tenant's app registrations but the world's own. Of secrets it has those of the world's
// spec, where they are still right: the tenant keeps hashes alone. Of several certificates it has the newest.
func (e *exporting) registrations(ctx context.Context) error {
	all, err := e.Entra.Applications(ctx)
	if err != nil {
		return err
	}
	e.spec.AppRegistrations = nil
	for _, a := range all {
		if a.AppID == e.ClientID || a.FirstParty {
			continue
		}
		r := RegistrationSpec{
			Name:         a.DisplayName,
			AppID:        a.AppID,
			RedirectURIs: a.RedirectURIs,
			Public:       a.Public,
			Implicit:     a.Implicit,
			Roles:        a.Roles,
			Scopes:       a.Scopes,
		}
		if n := len(a.Certificates); n > 0 {
			der := a.Certificates[n-1].DER
			r.Certificate = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
		}
		consented, err := e.Entra.Consented(ctx, "", a.AppID)
		if err != nil {
			return err
		}
		r.AdminConsent = len(a.Scopes) > 0 && !slices.ContainsFunc(a.Scopes, func(scope string) bool {
			return !slices.Contains(consented, scope)
		})
		r.Secret, r.note = e.secret(ctx, a)
		e.spec.AppRegistrations = append(e.spec.AppRegistrations, r)
	}
	return nil
}

// secret is a client secret that is known of an application, or a note that none is.
func (e *exporting) secret(ctx context.Context, a directory.Application) (secret, note string) {
	for _, known := range e.World.spec.AppRegistrations {
		if known.Secret != "" && e.Entra.VerifyApplicationSecret(ctx, a.AppID, known.Secret) == nil {
			return known.Secret, ""
		}
	}
	if len(a.Secrets) > 0 {
		note = "client secret not known, only its hash is kept: this file gives none"
	}
	return "", note
}
