package org

import (
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// IdentityProvider is another company's sign-in that JumpCloud leads its users to. It is kept and shown; nobody is led
// there here. Source: TheJumpCloud/jc-cli, identity-providers.
type IdentityProvider struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Type is one of [IdentityProviderTypes].
	Type     string `json:"type"`
	ClientID string `json:"clientId"`
	// ClientSecret is never shown.
	ClientSecret string `json:"clientSecret"`
	URL          string `json:"url"`
}

// IdentityProviderTypes are those that JumpCloud offers.
func IdentityProviderTypes() []string { return []string{"OIDC", "GOOGLE", "OKTA", "AZURE"} }

// IdentityProviders are those of the organization: none or one.
func (o *Organization) IdentityProviders(ctx context.Context) (list []IdentityProvider, err error) {
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		list, err = identityProviders.Select(tx, nil)
		return err
	})
	return list, err
}

// IdentityProvider finds one by its id.
func (o *Organization) IdentityProvider(ctx context.Context, id string) (p IdentityProvider, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = identityProviders.Get(tx, id); err == nil && !found {
			err = notFound("identity provider", id)
		}
		return err
	})
	return p, err
}

// PutIdentityProvider adds an identity provider, or with an id replaces it. An organization has one at most.
func (o *Organization) PutIdentityProvider(ctx context.Context, p IdentityProvider) (IdentityProvider, error) {
	if err := p.check(); err != nil {
		return p, err
	}
	fresh := p.ID == ""
	if fresh {
		p.ID = o.newID()
	}
	return p, o.store.Update(ctx, func(tx store.Tx) error {
		all, err := identityProviders.Select(tx, nil)
		if err != nil {
			return err
		}
		there := slices.ContainsFunc(all, func(a IdentityProvider) bool { return a.ID == p.ID })
		switch {
		case fresh && len(all) > 0:
			return taken("identity provider", "organization", o.ID())
		case !fresh && !there:
			return notFound("identity provider", p.ID)
		}
		return identityProviders.Put(tx, p.ID, p)
	})
}

func (p IdentityProvider) check() error {
	if !slices.Contains(IdentityProviderTypes(), p.Type) {
		return invalid("type", strings.Join(IdentityProviderTypes(), ", "), p.Type)
	}
	if !isWebURL(p.URL) {
		return invalid("url", "an absolute http or https URL", p.URL)
	}
	for _, text := range []string{p.Name, p.ClientID, p.ClientSecret} {
		if text == "" || len(text) > maxName || strings.ContainsFunc(text, unprintable) {
			return invalid("name, clientId and clientSecret", "1 to 1024 printable characters each", "something else")
		}
	}
	return nil
}

// DeleteIdentityProvider removes one.
func (o *Organization) DeleteIdentityProvider(ctx context.Context, id string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		_, found, err := identityProviders.Get(tx, id)
		if err == nil && !found {
			err = notFound("identity provider", id)
		}
		if err != nil {
			return err
		}
		return identityProviders.Delete(tx, id)
	})
}
