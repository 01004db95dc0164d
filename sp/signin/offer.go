package signin

import (
	"cmp"
	"context"
	"errors"

	"samlharness/internal/page"
	"samlharness/sp/directory"
	"samlharness/sp/pages"
)

// offer is what pages say beyond Microsoft's: where one is going, and to whoever sits at the desk of a demo world, who
// may sign in.
type offer struct {
	pages  *pages.Set
	tenant *directory.Tenant
	demo   string // the password of a demo world's people, "" offers nobody
}

// at is where the person is going to use Microsoft 365: their domain, or as long as that is not known the organization.
func (o *offer) at(p *pending) string {
	if p.domain != nil {
		return p.domain.Name
	}
	return o.tenant.DisplayName()
}

// open says whether anybody sits at the desk.
func (o *offer) open() bool { return o.demo != "" && o.pages.Desk() != "" }

// people are those whom the page of the name offers.
func (o *offer) people(ctx context.Context) (people page.People, err error) {
	if !o.open() {
		return people, nil
	}
	users, err := o.tenant.Users(ctx, "", page.PeopleShown+1)
	if err != nil {
		return people, err
	}
	people.More = len(users) > page.PeopleShown
	for _, u := range users[:min(len(users), page.PeopleShown)] {
		person := page.Person{Name: cmp.Or(u.DisplayName, u.UserPrincipalName), Address: u.UserPrincipalName}
		if person.Note, person.Password, err = o.account(ctx, u); err != nil {
			return people, err
		}
		people.Shown = append(people.Shown, person)
	}
	return people, nil
}

// account is what one should know of an account, and its password where it is asked for and may be shown.
func (o *offer) account(ctx context.Context, u directory.User) (note, password string, err error) {
	domain, _, err := o.tenant.SignInDomain(ctx, u.DomainName())
	switch {
	case err != nil:
		return "", "", err
	case domain.AuthenticationType() == directory.Federated:
		return "federated", "", nil
	case !u.AccountEnabled:
		return "disabled", "", nil
	}
	password, err = o.password(ctx, u.UserPrincipalName)
	return "", password, err
}

// password is a person's where it is the demo's: nobody else's is shown.
func (o *offer) password(ctx context.Context, login string) (string, error) {
	if !o.open() {
		return "", nil
	}
	_, err := o.tenant.VerifyPassword(ctx, login, o.demo)
	switch {
	case err == nil:
		return o.demo, nil
	case errors.Is(err, directory.ErrWrongPassword), errors.Is(err, directory.ErrAccountDisabled),
		errors.Is(err, directory.ErrUnknownUser):
		return "", nil
	}
	return "", err
}
