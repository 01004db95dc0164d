package graph

import (
	"time"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// defaultUser is the properties that a user is shown with unless $select names others (Microsoft Graph REST v1.0: Get
// user).
func defaultUser() odata.Selection {
	return odata.Selection{"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone",
		"officeLocation", "preferredLanguage", "surname", "userPrincipalName"}
}

// userColumns are the properties of a user.
func userColumns() odata.Columns[directory.User] {
	type user = directory.User
	none := func(*user) odata.Value { return odata.Null() }
	created := func(u *user) odata.Value { return odata.Text(u.CreatedAt.UTC().Format(time.RFC3339)) }
	return odata.Columns[user]{
		{Name: "businessPhones", Of: func(*user) odata.Value { return odata.EmptyList() }},
		{Name: "displayName", Of: func(u *user) odata.Value { return odata.Text(u.DisplayName) }},
		{Name: "givenName", Of: func(u *user) odata.Value { return odata.TextOrNull(u.GivenName) }},
		{Name: "id", Of: func(u *user) odata.Value { return odata.Text(u.ID) }},
		{Name: "jobTitle", Of: none},
		{Name: "mail", Of: func(u *user) odata.Value { return odata.TextOrNull(u.Mail) }},
		{Name: "mobilePhone", Of: none},
		{Name: "officeLocation", Of: none},
		{Name: "preferredLanguage", Of: none},
		{Name: "surname", Of: func(u *user) odata.Value { return odata.TextOrNull(u.Surname) }},
		{Name: "userPrincipalName", Of: func(u *user) odata.Value { return odata.Text(u.UserPrincipalName) }},
		{Name: "accountEnabled", Of: func(u *user) odata.Value { return odata.Flag(u.AccountEnabled) }},
		{Name: "createdDateTime", Of: created},
		{Name: "mailNickname", Of: func(u *user) odata.Value { return odata.TextOrNull(u.MailNickname) }},
		{Name: "onPremisesImmutableId", Of: func(u *user) odata.Value { return odata.TextOrNull(u.ImmutableID) }},
		{Name: "onPremisesSyncEnabled", Of: none},
		{Name: "userType", Of: func(*user) odata.Value { return odata.Text("Member") }},
	}
}

func userEntity(u directory.User) odata.Entity { return userColumns().Entity(&u) }

// userSelection is $select, or the default properties.
func (c *call) userSelection() (shown odata.Selection, suffix string) {
	selected := c.selected(userEntity(directory.User{}))
	if selected == nil {
		return defaultUser(), ""
	}
	return selected, selected.Suffix()
}

func (h *Handler) getUser(c *call) (reply, error) {
	u, err := h.Tenant.User(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	shown, suffix := c.userSelection()
	return c.single("users"+suffix, shown.Of(userEntity(u))), nil
}

func (h *Handler) createUser(c *call) (reply, error) {
	p, err := c.readRecorded("User")
	if err != nil {
		return reply{}, err
	}
	patch, err := userPatch(p)
	if err != nil {
		return reply{}, err
	}
	for _, required := range []struct {
		name   string
		absent bool
	}{
		{"accountEnabled", patch.AccountEnabled == nil}, {"displayName", patch.DisplayName == nil},
		{"mailNickname", patch.MailNickname == nil},
		{"userPrincipalName", patch.UserPrincipalName == nil}, {"passwordProfile", patch.Password == nil},
	} {
		if required.absent {
			return reply{}, badRequest("A value is required for property '%s' of resource 'User'.", required.name)
		}
	}
	c.ignored(p)
	u, err := h.Tenant.CreateUser(c.r.Context(), newUser(patch))
	if err != nil {
		return reply{}, err
	}
	return created(c.withContext("users/$entity", defaultUser().Of(userEntity(u))), c.root()+"/users/"+u.ID), nil
}

func newUser(p directory.UserPatch) directory.NewUser {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	return directory.NewUser{UserPrincipalName: text(p.UserPrincipalName), DisplayName: text(p.DisplayName),
		GivenName: text(p.GivenName), Surname: text(p.Surname),
		Mail: text(p.Mail), MailNickname: text(p.MailNickname), ImmutableID: text(p.ImmutableID),
		Disabled: !*p.AccountEnabled, Password: text(p.Password),
		ForceChangePassword: p.ForceChangePassword != nil && *p.ForceChangePassword}
}

func (h *Handler) patchUser(c *call) (reply, error) {
	p, err := c.readRecorded("User")
	if err != nil {
		return reply{}, err
	}
	patch, err := userPatch(p)
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	if _, err := h.Tenant.UpdateUser(c.r.Context(), c.captures[0], patch); err != nil {
		return reply{}, err
	}
	return noContent(), nil
}

func (h *Handler) deleteUser(c *call) (reply, error) {
	return noContent(), h.Tenant.DeleteUser(c.r.Context(), c.captures[0])
}

// userPatch reads a user's properties; null and "" both clear one.
func userPatch(p odata.Payload) (directory.UserPatch, error) {
	var u directory.UserPatch
	err := p.Texts(map[string]**string{
		"userPrincipalName": &u.UserPrincipalName, "displayName": &u.DisplayName, "givenName": &u.GivenName,
		"surname": &u.Surname,
		"mail":    &u.Mail, "mailNickname": &u.MailNickname, "onPremisesImmutableId": &u.ImmutableID,
	})
	if err != nil {
		return u, err
	}
	if u.AccountEnabled, err = p.Flag("accountEnabled"); err != nil {
		return u, err
	}
	profile, given, err := p.Object("passwordProfile")
	if err != nil || !given {
		return u, err
	}
	if u.Password, err = profile.Text("password"); err != nil {
		return u, err
	}
	if u.Password == nil || *u.Password == "" {
		return u, badRequest("A value is required for property 'password' of resource 'User'.")
	}
	u.ForceChangePassword, err = profile.Flag("forceChangePasswordNextSignIn")
	return u, err
}
