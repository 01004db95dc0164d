package console

import (
	"context"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/page"
)

// people are those whom the login page offers: nobody where no desk is served, since nobody sits at it.
func (h *Login) people(ctx context.Context) (page.People, error) {
	if h.Pages.Desk() == "" || h.DemoPassword == "" {
		return page.People{}, nil
	}
	users, err := h.Organization.FirstUsers(ctx, page.PeopleShown+1)
	if err != nil {
		return page.People{}, err
	}
	people := page.People{More: len(users) > page.PeopleShown}
	for _, u := range users[:min(len(users), page.PeopleShown)] {
		person := page.Person{Name: u.Name(), Address: u.Email, Note: h.note(u)}
		if person.Password, err = h.shown(ctx, u); err != nil {
			return page.People{}, err
		}
		people.Shown = append(people.Shown, person)
	}
	slices.SortFunc(people.Shown, func(a, b page.Person) int { return strings.Compare(a.Address, b.Address) })
	return people, nil
}

// shown is a user's password where it is the demo's: nobody else's is shown.
func (h *Login) shown(ctx context.Context, u org.User) (string, error) {
	demo, err := h.Organization.HasPassword(ctx, u.ID, h.DemoPassword)
	if !demo {
		return "", err
	}
	return h.DemoPassword, nil
}

// note is why a user cannot sign in, "" for those who can.
func (h *Login) note(u org.User) string {
	status := u.PasswordStatus(h.Clock.Now())
	switch {
	case u.State != org.Activated:
		return strings.ToLower(string(u.State))
	case status != org.PasswordActive:
		return strings.ToLower(string(status))
	}
	return ""
}

// demoPassword is that of the person whose address is in the field, where it may be shown, and why it does not help.
func (h *Login) demoPassword(ctx context.Context, people page.People, email string) (password, note string, err error) {
	if len(people.Shown) == 0 || email == "" {
		return "", "", nil
	}
	u, err := h.Organization.User(ctx, email)
	if err != nil || !strings.EqualFold(u.Email, email) {
		return "", "", nil // nobody has this address
	}
	password, err = h.shown(ctx, u)
	return password, h.note(u), err
}
