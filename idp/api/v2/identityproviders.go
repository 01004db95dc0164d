package v2

import (
	"cmp"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// providerSchema is an identity provider as it is shown: without its secret.
func providerSchema() rest.Schema[org.IdentityProvider] {
	return rest.Schema[org.IdentityProvider]{
		{Name: "id", Of: func(p org.IdentityProvider) any { return p.ID }},
		{Name: "name", Of: func(p org.IdentityProvider) any { return p.Name }},
		{Name: "type", Of: func(p org.IdentityProvider) any { return p.Type }},
		{Name: "oidc", Of: func(p org.IdentityProvider) any {
			return rest.Object{{Name: "clientId", Value: p.ClientID}, {Name: "url", Value: p.URL}}
		}},
	}
}

// ListIdentityProviders is GET /identity-providers, whose list is wrapped (TheJumpCloud/jc-cli).
func (h Handler) ListIdentityProviders(c *rest.Call) (rest.Reply, error) {
	return wrapped(c, "identityProviders", rest.Collection[org.IdentityProvider]{
		Schema: providerSchema(),
		All:    rest.Values(c.Organization.IdentityProviders(c.Context())),
	})
}

// GetIdentityProvider is GET /identity-providers/{id}.
func (h Handler) GetIdentityProvider(c *rest.Call) (rest.Reply, error) {
	p, err := c.Organization.IdentityProvider(c.Context(), c.ID(0))
	return rest.OK(providerSchema().Object(p)), err
}

// takeProvider changes an identity provider by the members of the body.
func takeProvider(c *rest.Call, p *org.IdentityProvider) error {
	b, err := rest.ReadBody(c)
	if err != nil {
		return err
	}
	type oidc struct {
		ClientID     string `json:"clientId"`
		ClientSecret string `json:"clientSecret"`
		URL          string `json:"url"`
	}
	rest.TakeInto(b, "name", &p.Name)
	rest.TakeInto(b, "type", &p.Type)
	if o := rest.Take[oidc](b, "oidc"); o != nil {
		p.ClientID, p.ClientSecret = cmp.Or(o.ClientID, p.ClientID), cmp.Or(o.ClientSecret, p.ClientSecret)
		p.URL = cmp.Or(o.URL, p.URL)
	}
	rest.Take[string](b, "id")
	return b.Done(c)
}

// CreateIdentityProvider is POST /identity-providers; a second one is a conflict.
func (h Handler) CreateIdentityProvider(c *rest.Call) (rest.Reply, error) {
	var p org.IdentityProvider
	if err := takeProvider(c, &p); err != nil {
		return rest.Reply{}, err
	}
	p, err := c.Organization.PutIdentityProvider(c.Context(), p)
	return rest.Created(providerSchema().Object(p)), err
}

// PutIdentityProvider is PUT /identity-providers/{id}; without a secret the stored one stays.
func (h Handler) PutIdentityProvider(c *rest.Call) (rest.Reply, error) {
	p, err := c.Organization.IdentityProvider(c.Context(), c.ID(0))
	if err != nil {
		return rest.Reply{}, err
	}
	if err := takeProvider(c, &p); err != nil {
		return rest.Reply{}, err
	}
	p, err = c.Organization.PutIdentityProvider(c.Context(), p)
	return rest.OK(providerSchema().Object(p)), err
}

// DeleteIdentityProvider is DELETE /identity-providers/{id}.
func (h Handler) DeleteIdentityProvider(c *rest.Call) (rest.Reply, error) {
	return rest.NoContent(), c.Organization.DeleteIdentityProvider(c.Context(), c.ID(0))
}
