package v1

import (
	"time"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// Handler answers the calls of API 1.0.
type Handler struct {
	// Now is the world's time.
	Now func() time.Time
}

// ListUsers is GET /systemusers.
func (h Handler) ListUsers(c *rest.Call) (rest.Reply, error) {
	return h.users(c.Context(), c.Organization).Reply(c)
}

// find is the user whose id stands in the path; another name of the user does not count.
func find(c *rest.Call) (org.User, error) {
	u, err := c.Organization.User(c.Context(), c.ID(0))
	if err == nil && u.ID != c.ID(0) {
		err = rest.NotFound("user", c.ID(0))
	}
	return u, err
}

// GetUser is GET /systemusers/{id}.
func (h Handler) GetUser(c *rest.Call) (rest.Reply, error) {
	u, err := find(c)
	if err != nil {
		return rest.Reply{}, err
	}
	q, err := c.Options(rest.Offer{Fields: true, Filter: true})
	if err != nil {
		return rest.Reply{}, err
	}
	object, err := userSchema(c.Organization.ID(), h.Now()).Chosen(u, q)
	return rest.OK(object), err
}

// CreateUser is POST /systemusers.
func (h Handler) CreateUser(c *rest.Call) (rest.Reply, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	n := org.NewUser{Email: b.Required("email"), Username: b.Required("username"), State: c.Organization.StateOfNewUsers()}
	profile := org.Profile{}
	fillProfile(b, &profile)
	rest.TakeInto(b, "firstname", &n.FirstName)
	rest.TakeInto(b, "lastname", &n.LastName)
	rest.TakeInto(b, "displayname", &n.DisplayName)
	rest.TakeInto(b, "password", &n.Password)
	rest.TakeInto(b, "state", &n.State)
	n.Profile = profile
	later := takeLater(b)
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	u, err := c.Organization.CreateUser(c.Context(), n)
	if err = c.Tolerate(err); err != nil {
		return rest.Reply{}, err
	}
	if later != (org.UserUpdate{}) {
		if u, err = c.Organization.UpdateUser(c.Context(), u.ID, later); err != nil {
			return rest.Reply{}, err
		}
	}
	return rest.OK(h.show(c, u)), nil
}

// takeLater are the members that a new user cannot have, and gets at once afterwards.
func takeLater(b *rest.Body) org.UserUpdate {
	var later org.UserUpdate
	if suspended := rest.Take[bool](b, "suspended"); suspended != nil && *suspended {
		later.State = new(org.Suspended)
	}
	later.Locked = rest.Take[bool](b, "account_locked")
	later.RequireMFA = rest.Take[bool](b, "enable_user_portal_multifactor")
	return later
}

// PutUser is PUT /systemusers/{id}; members that are left out stay as they are.
func (h Handler) PutUser(c *rest.Call) (rest.Reply, error) {
	u, err := find(c)
	if err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	change := org.UserUpdate{
		Username:    rest.Take[string](b, "username"),
		Email:       rest.Take[string](b, "email"),
		FirstName:   rest.Take[string](b, "firstname"),
		LastName:    rest.Take[string](b, "lastname"),
		DisplayName: rest.Take[string](b, "displayname"),
		Password:    rest.Take[string](b, "password"),
		Locked:      rest.Take[bool](b, "account_locked"),
		State:       rest.Take[org.State](b, "state"),
		RequireMFA:  rest.Take[bool](b, "enable_user_portal_multifactor"),
	}
	if e := rest.Take[exclusion](b, "mfa"); e != nil {
		if change.MFAExcludedUntil, err = e.until(h.Now()); err != nil {
			return rest.Reply{}, err
		}
	}
	if suspended := rest.Take[bool](b, "suspended"); suspended != nil && change.State == nil {
		change.State = suspension(u, *suspended)
	}
	profile := u.Personal()
	if fillProfile(b, &profile) {
		change.Profile = &profile
	}
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	if u, err = c.Organization.UpdateUser(c.Context(), u.ID, change); err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(h.show(c, u)), nil
}

// suspension is the state that the member suspended asks for; nil when it is so already.
func suspension(u org.User, suspended bool) *org.State {
	switch {
	case suspended:
		return new(org.Suspended)
	case u.State == org.Suspended:
		return new(org.Activated)
	}
	return nil
}

// DeleteUser is DELETE /systemusers/{id}.
func (h Handler) DeleteUser(c *rest.Call) (rest.Reply, error) {
	u, err := find(c)
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(h.show(c, u)), c.Organization.DeleteUser(c.Context(), u.ID)
}

// fillProfile takes the members that only the profile has; it says whether there were any.
func fillProfile(b *rest.Body, p *org.Profile) (any bool) {
	for name, to := range map[string]*string{
		"alternateEmail": &p.AlternateEmail, "middlename": &p.MiddleName, "company": &p.Company,
		"costCenter": &p.CostCenter, "department": &p.Department, "description": &p.Description,
		"employeeIdentifier": &p.EmployeeIdentifier, "employeeType": &p.EmployeeType, "jobTitle": &p.JobTitle,
		"location": &p.Location, "managedAppleId": &p.ManagedAppleID, "manager": &p.Manager,
	} {
		any = rest.TakeInto(b, name, to) || any
	}
	any = rest.TakeInto(b, "phoneNumbers", &p.PhoneNumbers) || any
	any = rest.TakeInto(b, "addresses", &p.Addresses) || any
	return rest.TakeInto(b, "attributes", &p.Attributes) || any
}
