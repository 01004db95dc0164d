package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

func (h *Handler) getUser(c *call) (reply, error) {
	u, err := h.Tenant.User(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	return c.oneUser(u), nil
}

// oneUser shows a user with the default properties or those of $select.
func (c *call) oneUser(u directory.User) reply {
	shown := c.query.Select
	if shown == nil {
		shown = defaultUser()
	}
	return c.single("users"+c.query.Select.Suffix(), userColumns().Only(shown).Entity(&u))
}

// me is the person of the token.
func (h *Handler) me(c *call) (reply, error) {
	if c.token.AppOnly() {
		return reply{}, odata.Gateway("/me request is only valid with delegated authentication flow.")
	}
	u, err := h.Tenant.User(c.r.Context(), c.token.ObjectID)
	if err != nil {
		return reply{}, err
	}
	return c.oneUser(u), nil
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
	u, err := h.Tenant.CreateUser(c.context(), newUser(patch))
	if err != nil {
		return reply{}, err
	}
	h.created("users", u.ID)
	h.created("users", u.UserPrincipalName)
	return created(c.withContext("users/$entity", userColumns().Only(defaultUser()).Entity(&u)),
		c.root()+"/users/"+u.ID), nil
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
		ForceChangePassword: p.ForceChangePassword != nil && *p.ForceChangePassword, Profile: p.Profile}
}

func (h *Handler) patchUser(c *call) (reply, error) {
	_, patch, err := c.readUserPatch()
	if err != nil {
		return reply{}, err
	}
	if _, err := h.Tenant.UpdateUser(c.context(), c.captures[0], patch); err != nil {
		return reply{}, err
	}
	return noContent(), nil
}

// readUserPatch reads what the body changes of a user.
func (c *call) readUserPatch() (odata.Payload, directory.UserPatch, error) {
	p, err := c.readRecorded("User")
	if err != nil {
		return p, directory.UserPatch{}, err
	}
	patch, err := userPatch(p)
	if err != nil {
		return p, patch, err
	}
	return p, patch, c.changes(p)
}

func (h *Handler) deleteUser(c *call) (reply, error) {
	return noContent(), h.Tenant.DeleteUser(c.context(), c.captures[0])
}

// userPatch reads a user's properties; null and "" both clear one.
func userPatch(p odata.Payload) (directory.UserPatch, error) {
	var u directory.UserPatch
	if err := readOnly(p, readOnlyUser()...); err != nil {
		return u, err
	}
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
	if u.Profile, err = profilePatch(p); err != nil {
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
