package v1

import (
	"iter"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// orgSchema is the organization of the API.
func orgSchema() rest.Schema[*org.Organization] {
	type o = *org.Organization
	return rest.Schema[o]{
		{Name: "_id", Of: func(o o) any { return o.ID() }},
		{Name: "id", Of: func(o o) any { return o.ID() }},
		{Name: "displayName", Of: func(o o) any { return o.DisplayName() }},
		{Name: "logoUrl", Of: func(o) any { return "" }},
		{Name: "created", Of: func(o o) any { return rest.Instant(o.Founded()) }},
		{Name: "settings", Of: func(o o) any { return shownSettings(o) }},
	}
}

// shownSettings are those that were put, with what the emulation goes by where nobody said otherwise. Its rule for
// wrong passwords cannot be changed.
func shownSettings(o *org.Organization) map[string]any {
	settings := map[string]any{
		"newSystemUserStateDefaults": map[string]any{
			"manualEntry": "ACTIVATED", "csvImport": "ACTIVATED", "applicationImport": "ACTIVATED",
		},
		"userPortal": map[string]any{
			"cookieExpirationType": "session", "idleSessionDurationMinutes": int(org.SessionIdle.Minutes()),
		},
		"requireAdminMFA": false,
	}
	for name, value := range o.Preferences() {
		settings[name] = value
	}
	policy, _ := settings["passwordPolicy"].(map[string]any)
	shown := map[string]any{}
	for name, value := range policy {
		shown[name] = value
	}
	for name, value := range org.LockoutRule() {
		shown[name] = value
	}
	settings["passwordPolicy"] = shown
	return settings
}

func only(o *org.Organization) iter.Seq2[*org.Organization, error] {
	return rest.Values([]*org.Organization{o}, nil)
}

// ListOrganizations is GET /organizations: the one that the key belongs to.
func (h Handler) ListOrganizations(c *rest.Call) (rest.Reply, error) {
	return rest.Collection[*org.Organization]{
		Offer:    rest.Offer{Sort: true, Filter: true, Fields: true, Search: true},
		Schema:   orgSchema(),
		SearchIn: []string{"displayName"},
		All:      only(c.Organization),
	}.Reply(c)
}

// SearchOrganizations is POST /search/organizations.
func (h Handler) SearchOrganizations(c *rest.Call) (rest.Reply, error) {
	q, err := rest.ReadSearch(c)
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.Collection[*org.Organization]{
		Schema:   orgSchema(),
		SearchIn: []string{"displayName"},
		All:      only(c.Organization),
	}.Answer(c, q)
}

func own(c *rest.Call) error {
	if c.ID(0) != c.Organization.ID() {
		return rest.NotFound("organization", c.ID(0))
	}
	return nil
}

// GetOrganization is GET /organizations/{id}.
func (h Handler) GetOrganization(c *rest.Call) (rest.Reply, error) {
	if err := own(c); err != nil {
		return rest.Reply{}, err
	}
	q, err := c.Options(rest.Offer{Fields: true, Filter: true})
	if err != nil {
		return rest.Reply{}, err
	}
	object, err := orgSchema().Chosen(c.Organization, q)
	return rest.OK(object), err
}

// PutOrganization is PUT /organizations/{id}; settings must be whole (TheJumpCloud/jc-cli).
func (h Handler) PutOrganization(c *rest.Call) (rest.Reply, error) {
	if err := own(c); err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	change := org.OrganizationUpdate{
		DisplayName: rest.Take[string](b, "displayName"),
		Preferences: rest.Take[org.Preferences](b, "settings"),
	}
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	if change.Preferences != nil {
		c.Note("of the settings newSystemUserStateDefaults.manualEntry has an effect here; the others are kept and shown")
	}
	if err := c.Organization.UpdateOrganization(c.Context(), change); err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(orgSchema().Object(c.Organization)), nil
}
