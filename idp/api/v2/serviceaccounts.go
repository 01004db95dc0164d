package v2

import (
	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// The shapes of service accounts, their envelopes among them, are those that TheJumpCloud/jc-cli reads.

func (h Handler) accountSchema() rest.Schema[org.ServiceAccount] {
	return rest.Schema[org.ServiceAccount]{
		{Name: "objectId", Of: func(a org.ServiceAccount) any { return a.ID }},
		{Name: "name", Of: func(a org.ServiceAccount) any { return a.Name }},
		{Name: "roleId", Of: func(a org.ServiceAccount) any { return a.Role.ID }},
		{Name: "roleName", Of: func(a org.ServiceAccount) any { return a.Role.Name }},
		{Name: "status", Of: func(a org.ServiceAccount) any { return h.status(a) }},
		{Name: "createdAt", Of: func(a org.ServiceAccount) any { return rest.Instant(a.Created) }},
		{Name: "expiresAt", Of: func(a org.ServiceAccount) any { return expiry(a) }},
		{Name: "authConfigList", Of: func(a org.ServiceAccount) any {
			list := make([]rest.Object, len(a.Credentials))
			for i, c := range a.Credentials {
				list[i] = authConfig(c, "")
			}
			return list
		}},
	}
}

// status is ACTIVE while one credential lives.
func (h Handler) status(a org.ServiceAccount) string {
	for _, c := range a.Credentials {
		if h.Now().Before(c.Expires) {
			return "ACTIVE"
		}
	}
	return "EXPIRED"
}

// expiry is when the last credential ends; null without one.
func expiry(a org.ServiceAccount) any {
	var last org.ServiceCredential
	for _, c := range a.Credentials {
		if c.Expires.After(last.Expires) {
			last = c
		}
	}
	return rest.Instant(last.Expires)
}

// authConfig is a credential; its secret is there only when it was made this moment.
func authConfig(c org.ServiceCredential, secret string) rest.Object {
	inner, name, secretName := rest.Object{{Name: "lifetime", Value: c.Lifetime}}, "apiKeyConfig", "apiKey"
	if c.Type == org.AuthClientSecret {
		name, secretName = "clientSecretConfig", "clientSecret"
		inner = append(inner, rest.Member{Name: "clientId", Value: c.ClientID})
	}
	if secret != "" {
		inner = append(inner, rest.Member{Name: secretName, Value: secret})
	}
	return rest.Object{{Name: "objectId", Value: c.ID}, {Name: "authType", Value: c.Type},
		{Name: "expiresAt", Value: rest.Instant(c.Expires)}, {Name: name, Value: inner}}
}

// ListServiceAccounts is GET /service-accounts.
func (h Handler) ListServiceAccounts(c *rest.Call) (rest.Reply, error) {
	return wrapped(c, "results", rest.Collection[org.ServiceAccount]{
		Offer:  rest.Offer{Sort: true, Filter: true},
		Schema: h.accountSchema(),
		All:    rest.Values(c.Organization.ServiceAccounts(c.Context())),
	})
}

// ListRoles is GET /roles.
func (h Handler) ListRoles(c *rest.Call) (rest.Reply, error) {
	return wrapped(c, "results", rest.Collection[org.Role]{
		Offer: rest.Offer{Sort: true, Filter: true},
		Schema: rest.Schema[org.Role]{
			{Name: "id", Of: func(r org.Role) any { return r.ID }},
			{Name: "name", Of: func(r org.Role) any { return r.Name }},
		},
		All: rest.Values(c.Organization.Roles(), nil),
	})
}

// wrapped is a page in an envelope: the page by a name, and totalCount.
func wrapped[T any](c *rest.Call, name string, list rest.Collection[T]) (rest.Reply, error) {
	q, err := c.Options(list.Offer)
	if err != nil {
		return rest.Reply{}, err
	}
	page, total, _, err := list.Page(q)
	if err != nil {
		return rest.Reply{}, err
	}
	shown := make([]rest.Object, len(page))
	for i, value := range page {
		shown[i] = list.Schema.Object(value)
	}
	return rest.OK(rest.Object{{Name: name, Value: shown}, {Name: "totalCount", Value: total}}), nil
}

// GetServiceAccount is GET /service-accounts/{id}.
func (h Handler) GetServiceAccount(c *rest.Call) (rest.Reply, error) {
	a, err := c.Organization.ServiceAccount(c.Context(), c.ID(0))
	return rest.OK(rest.Object{{Name: "serviceAccount", Value: h.accountSchema().Object(a)}}), err
}

// credentialBody is an authConfig that is asked for.
type credentialBody struct {
	AuthType string       `json:"authType"`
	APIKey   lifetimeBody `json:"apiKeyConfig"`
	Secret   lifetimeBody `json:"clientSecretConfig"`
}

type lifetimeBody struct {
	Lifetime string `json:"lifetime"`
}

func (b credentialBody) asked() org.NewCredential {
	if b.AuthType == org.AuthClientSecret {
		return org.NewCredential{Type: b.AuthType, Lifetime: b.Secret.Lifetime}
	}
	return org.NewCredential{Type: b.AuthType, Lifetime: b.APIKey.Lifetime}
}

// CreateServiceAccount is POST /service-accounts; the secret is shown this once.
func (h Handler) CreateServiceAccount(c *rest.Call) (rest.Reply, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	name, role := b.Required("name"), b.Required("roleId")
	var credential credentialBody
	rest.TakeInto(b, "authConfig", &credential)
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	a, secret, err := c.Organization.CreateServiceAccount(c.Context(), name, role, credential.asked())
	if err != nil {
		return rest.Reply{}, err
	}
	shown := h.accountSchema().Object(a)
	shown[len(shown)-1].Value = []rest.Object{authConfig(a.Credentials[0], secret)}
	return rest.Created(rest.Object{{Name: "serviceAccount", Value: shown}}), nil
}

// AddAuthConfig is POST /service-accounts/{id}/auth-config; the secret is shown this once.
func (h Handler) AddAuthConfig(c *rest.Call) (rest.Reply, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	asked := credentialBody{AuthType: b.Required("authType")}
	rest.TakeInto(b, "apiKeyConfig", &asked.APIKey)
	rest.TakeInto(b, "clientSecretConfig", &asked.Secret)
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	credential, secret, err := c.Organization.AddServiceCredential(c.Context(), c.ID(0), asked.asked())
	return rest.Created(rest.Object{{Name: "authConfig", Value: authConfig(credential, secret)}}), err
}

// DeleteAuthConfig is DELETE /service-accounts/{id}/auth-config/{id}.
func (h Handler) DeleteAuthConfig(c *rest.Call) (rest.Reply, error) {
	return rest.NoContent(), c.Organization.DeleteServiceCredential(c.Context(), c.ID(0), c.ID(1))
}

// DeleteServiceAccount is DELETE /service-accounts/{id}.
func (h Handler) DeleteServiceAccount(c *rest.Call) (rest.Reply, error) {
	return rest.NoContent(), c.Organization.DeleteServiceAccount(c.Context(), c.ID(0))
}
