package v2

import (
	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

func office365Schema() rest.Schema[org.Directory] {
	return rest.Schema[org.Directory]{
		{Name: "id", Of: func(d org.Directory) any { return d.ID }},
		{Name: "name", Of: func(d org.Directory) any { return d.Name }},
		{Name: "defaultDomain", Of: func(d org.Directory) any { return defaultDomain(d) }},
		{Name: "groupsEnabled", Of: func(d org.Directory) any { return d.GroupsEnabled }},
		{Name: "userLockoutAction", Of: func(d org.Directory) any { return d.UserLockoutAction }},
		{Name: "userPasswordExpirationAction", Of: func(d org.Directory) any { return d.UserPasswordExpirationAction }},
	}
}

// defaultDomain is that of the organization's Microsoft 365 application; null without one.
func defaultDomain(d org.Directory) any {
	if d.Domain == "" {
		return nil
	}
	return rest.Object{{Name: "id", Value: d.ID}, {Name: "domain", Value: d.Domain}}
}

// ListDirectories is GET /directories.
func (h Handler) ListDirectories(c *rest.Call) (rest.Reply, error) {
	d, err := c.Organization.Directory(c.Context())
	return rest.Collection[org.Directory]{
		Offer: rest.Offer{Sort: true, Fields: true, Link: true},
		Schema: rest.Schema[org.Directory]{
			{Name: "id", Of: func(d org.Directory) any { return d.ID }},
			{Name: "name", Of: func(d org.Directory) any { return d.Name }},
			{Name: "type", Of: func(org.Directory) any { return "office_365" }},
			{Name: "defaultDomain", Of: func(d org.Directory) any { return defaultDomain(d) }},
			{Name: "oAuthStatus", Of: func(org.Directory) any { return rest.Object{{Name: "error", Value: nil}} }},
		},
		All: rest.Values([]org.Directory{d}, err),
	}.Reply(c)
}

// ListOffice365 is GET /office365s, which the published document leaves out (TheJumpCloud/jc-cli).
func (h Handler) ListOffice365(c *rest.Call) (rest.Reply, error) {
	d, err := c.Organization.Directory(c.Context())
	return rest.Collection[org.Directory]{
		Offer:  rest.Offer{Sort: true, Filter: true, Fields: true, Link: true},
		Schema: office365Schema(),
		All:    rest.Values([]org.Directory{d}, err),
	}.Reply(c)
}

// directory is the one whose id stands in the path.
func directory(c *rest.Call) (org.Directory, error) {
	if c.ID(0) != c.Organization.DirectoryID() {
		return org.Directory{}, rest.NotFound("office_365", c.ID(0))
	}
	return c.Organization.Directory(c.Context())
}

// GetOffice365 is GET /office365s/{id}.
func (h Handler) GetOffice365(c *rest.Call) (rest.Reply, error) {
	d, err := directory(c)
	return rest.OK(office365Schema().Object(d)), err
}

// PatchOffice365 is PATCH /office365s/{id}. The default domain follows the Microsoft 365 application and cannot be set.
func (h Handler) PatchOffice365(c *rest.Call) (rest.Reply, error) {
	if _, err := directory(c); err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	change := org.DirectoryUpdate{
		Name:                         rest.Take[string](b, "name"),
		GroupsEnabled:                rest.Take[bool](b, "groupsEnabled"),
		UserLockoutAction:            rest.Take[string](b, "userLockoutAction"),
		UserPasswordExpirationAction: rest.Take[string](b, "userPasswordExpirationAction"),
	}
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	d, err := c.Organization.UpdateDirectory(c.Context(), change)
	return rest.OK(office365Schema().Object(d)), err
}

func ruleSchema() rest.Schema[org.TranslationRule] {
	return rest.Schema[org.TranslationRule]{
		{Name: "id", Of: func(r org.TranslationRule) any { return r.ID }},
		{Name: "direction", Of: func(org.TranslationRule) any { return "export" }},
		{Name: "builtIn", Of: func(r org.TranslationRule) any { return r.BuiltIn }},
	}
}

// ListRules is GET /office365s/{id}/translationrules.
func (h Handler) ListRules(c *rest.Call) (rest.Reply, error) {
	d, err := directory(c)
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.Collection[org.TranslationRule]{
		Offer:  rest.Offer{Sort: true, Filter: true, Fields: true, Link: true},
		Schema: ruleSchema(),
		All:    rest.Values(d.Rules, nil),
	}.Reply(c)
}

// CreateRule is POST /office365s/{id}/translationrules. It counts for users who are bound from now on.
func (h Handler) CreateRule(c *rest.Call) (rest.Reply, error) {
	if _, err := directory(c); err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	builtIn, direction := b.Required("builtIn"), rest.Take[string](b, "direction")
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	if direction != nil && *direction != "export" {
		return rest.Reply{}, rest.BadRequest("direction", "export", *direction)
	}
	r, err := c.Organization.AddTranslationRule(c.Context(), builtIn)
	return rest.Created(ruleSchema().Object(r)), err
}

// GetRule is GET /office365s/{id}/translationrules/{id}.
func (h Handler) GetRule(c *rest.Call) (rest.Reply, error) {
	d, err := directory(c)
	if err != nil {
		return rest.Reply{}, err
	}
	for _, r := range d.Rules {
		if r.ID == c.ID(1) {
			return rest.OK(ruleSchema().Object(r)), nil
		}
	}
	return rest.Reply{}, rest.NotFound("translation rule", c.ID(1))
}

// DeleteRule is DELETE /office365s/{id}/translationrules/{id}.
func (h Handler) DeleteRule(c *rest.Call) (rest.Reply, error) {
	_, err := directory(c)
	if err == nil {
		err = c.Organization.DeleteTranslationRule(c.Context(), c.ID(1))
	}
	return rest.NoContent(), err
}

// ImportUsers is GET /office365s/{id}/import/users. The emulated integration writes to Microsoft and reads nothing, so
// that there is nobody to import.
func (h Handler) ImportUsers(c *rest.Call) (rest.Reply, error) {
	if _, err := directory(c); err != nil {
		return rest.Reply{}, err
	}
	offer := rest.Offer{More: []string{"top", "skipToken"}}
	if _, err := c.Options(offer); err != nil {
		return rest.Reply{}, err
	}
	c.Note("reading users from Microsoft 365 is not emulated: the list is empty")
	return rest.OK(rest.Object{{Name: "skipToken", Value: ""}, {Name: "top", Value: 100}, {
		Name:  "users",
		Value: []any{},
	}}), nil
}
