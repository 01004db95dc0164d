package directory

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"samlharness/internal/random"
	"samlharness/internal/store"
	"samlharness/record"
)

// The bounds of a registration: redirect URIs, credentials, and permissions of a kind.
const (
	maxRedirectURIs = 256
	maxCredentials  = 100
	maxPermissions  = 400
)

// CreateApplication registers an application.
func (t *Tenant) CreateApplication(ctx context.Context, n NewApplication) (Application, error) {
	a := Application{
		ID:                 random.UUID(t.random),
		AppID:              strings.ToLower(n.AppID),
		ServicePrincipalID: random.UUID(t.random),
		DisplayName:        n.DisplayName,
		CreatedAt:          t.clock.Now().UTC(),
		RedirectURIs:       slices.Clone(n.RedirectURIs),
		Public:             n.Public,
		Implicit:           n.Implicit,
		Roles:              slices.Clone(n.Roles),
		Scopes:             slices.Clone(n.Scopes),
	}
	if a.AppID == "" {
		a.AppID = random.UUID(t.random)
	}
	row := applicationRow{Application: a}
	if err := row.complete(); err != nil {
		return Application{}, err
	}
	if n.Secret != "" {
		if _, err := t.addSecret(&row, NewApplicationSecret{
			Value:  n.Secret,
			EndsAt: time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC),
		}); err != nil {
			return Application{}, err
		}
	}
	if err := row.setCertificates(t.random, n.Certificates); err != nil {
		return Application{}, err
	}
	err := t.store.Update(ctx, func(tx store.Tx) error {
		if _, taken, err := applications.Get(tx, a.AppID); err != nil || taken || isFirstParty(a.AppID) {
			return orRefuse(err, duplicate("appId"))
		}
		if n.AdminConsent {
			if err := consent(tx, "", a.AppID, n.Scopes); err != nil {
				return err
			}
		}
		return applications.Put(tx, a.AppID, row)
	})
	return row.Application.clone(), err
}

// complete says what is wrong with a registration.
func (a *applicationRow) complete() error {
	if _, err := uuid.Parse(a.AppID); err != nil || len(a.AppID) != 36 {
		return invalidApplicationValue("appId")
	}
	if strings.TrimSpace(a.DisplayName) == "" || len(a.DisplayName) > 256 || !printable(a.DisplayName) {
		return invalidApplicationValue("displayName")
	}
	if len(a.RedirectURIs) > maxRedirectURIs || slices.ContainsFunc(a.RedirectURIs, notARedirectURI) {
		return invalidApplicationValue("redirectUris")
	}
	for _, list := range [][]string{a.Roles, a.Scopes} {
		if len(list) > maxPermissions || slices.ContainsFunc(list, func(s string) bool { return !IsPermission(s) }) {
			return invalidApplicationValue("requiredResourceAccess")
		}
	}
	return nil
}

func invalidApplicationValue(property string) *record.Refusal {
	return badRequest("Invalid value specified for property '%s' of resource 'Application'.", property)
}

// notARedirectURI tells whether an address cannot be registered: it must be https, http on this machine, or of a scheme
// of the application's own (Microsoft Learn: Redirect URI restrictions and limitations).
func notARedirectURI(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > 256 || u.Fragment != "" || !printable(address) {
		return true
	}
	switch u.Scheme {
	case "https":
		return u.Host == ""
	case "http":
		return !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
	case "", "javascript", "data", "file", "vbscript", "about", "blob":
		return true
	}
	return false
}

// IsPermission tells whether a text has the form of a permission of Graph, such as Domain.ReadWrite.All.
func IsPermission(name string) bool {
	return name != "" && len(name) <= 128 && !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_')
	})
}

// Applications returns the registrations of the tenant in the order of their client ids; Microsoft's own are not among
// them.
func (t *Tenant) Applications(ctx context.Context) ([]Application, error) {
	list := []Application{}
	err := t.store.View(ctx, func(tx store.Tx) error {
		rows, err := applications.Select(tx, nil)
		for _, row := range rows {
			list = append(list, row.Application.clone())
		}
		return err
	})
	return list, err
}

// Application returns a registration by its client id, object id or display name, or one of Microsoft's own by its
// client id; a refusal when there is none, see [IsNotFound].
func (t *Tenant) Application(ctx context.Context, ref string) (Application, error) {
	var found Application
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.application(tx, ref)
		found = row.Application.clone()
		return err
	})
	if own, ok := firstPartyByID(t.cloud, ref, t.id); ok && IsNotFound(err) {
		return own, nil
	}
	return found, err
}

// application finds a registration. A display name that several have means none of them.
func (t *Tenant) application(tx store.Tx, ref string) (applicationRow, error) {
	row, found, err := applications.Get(tx, strings.ToLower(ref))
	if err != nil || found {
		return row, err
	}
	var named []applicationRow
	for e, err := range applications.Scan(tx, "") {
		switch {
		case err != nil:
			return applicationRow{}, err
		case strings.EqualFold(e.Value.ID, ref):
			return e.Value, nil
		case strings.EqualFold(e.Value.DisplayName, ref):
			named = append(named, e.Value)
		}
	}
	switch len(named) {
	case 0:
		return applicationRow{}, NotFound(ref)
	case 1:
		return named[0], nil
	}
	return applicationRow{}, badRequest("%d applications have the display name '%s'. Use the application id.",
		len(named), ref)
}

// UpdateApplication changes some properties of a registration, or none of them when one is refused.
func (t *Tenant) UpdateApplication(ctx context.Context, ref string, p ApplicationPatch) (Application, error) {
	return t.changeApplication(ctx, ref, func(row *applicationRow) error {
		set(&row.DisplayName, p.DisplayName)
		set(&row.Public, p.Public)
		set(&row.Implicit, p.Implicit)
		set(&row.RedirectURIs, p.RedirectURIs)
		set(&row.Roles, p.Roles)
		set(&row.Scopes, p.Scopes)
		if p.Certificates != nil {
			if err := row.setCertificates(t.random, p.Certificates); err != nil {
				return err
			}
		}
		return row.complete()
	})
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// DeleteApplication removes a registration with its credentials and with what people agreed to.
func (t *Tenant) DeleteApplication(ctx context.Context, ref string) error {
	return t.store.Update(ctx, func(tx store.Tx) error {
		row, err := t.application(tx, ref)
		if err != nil {
			return err
		}
		if err := forgetConsents(tx, row.AppID); err != nil {
			return err
		}
		return applications.Delete(tx, row.AppID)
	})
}

// changeApplication rewrites a registration.
func (t *Tenant) changeApplication(
	ctx context.Context, ref string, change func(*applicationRow) error,
) (Application, error) {
	var after Application
	err := t.store.Update(ctx, func(tx store.Tx) error {
		row, err := t.application(tx, ref)
		if err != nil {
			return err
		}
		row.Application, row.Hashes = row.Application.clone(), maps.Clone(row.Hashes)
		if err := change(&row); err != nil {
			return err
		}
		after = row.Application.clone()
		return applications.Put(tx, row.AppID, row)
	})
	return after, err
}
