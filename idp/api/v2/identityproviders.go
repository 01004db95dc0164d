package v2

import (
	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// provider is an identity provider as it is shown: without its secret.
func provider(p org.IdentityProvider) rest.Object {
	return rest.Object{{Name: "id", Value: p.ID}, {Name: "name", Value: p.Name}, {Name: "type", Value: p.Type},
		{Name: "oidc", Value: rest.Object{{Name: "clientId", Value: p.ClientID}, {Name: "url", Value: p.URL}}}}
}

// ListIdentityProviders is GET /identity-providers, whose list is wrapped (TheJumpCloud/jc-cli).
func (h Handler) ListIdentityProviders(c *rest.Call) (rest.Reply, error) {
	if _, err := c.Options(rest.Offer{}); err != nil {
		return rest.Reply{}, err
	}
	list, err := c.Organization.IdentityProviders(c.Context())
	shown := make([]rest.Object, len(list))
	for i, p := range list {
		shown[i] = provider(p)
	}
	return rest.OK(rest.Object{{Name: "identityProviders", Value: shown}, {Name: "totalCount", Value: len(shown)}}), err
}

// GetIdentityProvider is GET /identity-providers/{id}.
func (h Handler) GetIdentityProvider(c *rest.Call) (rest.Reply, error) {
	p, err := c.Organization.IdentityProvider(c.Context(), c.ID(0))
	return rest.OK(provider(p)), err
}

// takeProvider changes an identity provider by the members of the body.
func takeProvider(c *rest.Call, p *org.IdentityProvider) error {
	b, err := rest.ReadBody(c)
	if err != nil {
		return err
	}
	type oidc struct {
		ClientID     *string `json:"clientId"`
		ClientSecret *string `json:"clientSecret"`
		URL          *string `json:"url"`
	}
	set(&p.Name, rest.Take[string](b, "name"))
	set(&p.Type, rest.Take[string](b, "type"))
	if o := rest.Take[oidc](b, "oidc"); o != nil {
		set(&p.ClientID, o.ClientID)
		set(&p.ClientSecret, o.ClientSecret)
		set(&p.URL, o.URL)
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
	return rest.Created(provider(p)), err
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
	return rest.OK(provider(p)), err
}

// DeleteIdentityProvider is DELETE /identity-providers/{id}.
func (h Handler) DeleteIdentityProvider(c *rest.Call) (rest.Reply, error) {
	return rest.NoContent(), c.Organization.DeleteIdentityProvider(c.Context(), c.ID(0))
}
