package world

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"
	"sync"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/internal/flow"
	"samlharness/sp/directory"
)

// fill brings in the domains and people of the spec. Its errors are a *[SpecError].
func (w *World) fill(ctx context.Context, progress func(done, total int)) error {
	for i, d := range w.spec.Domains {
		if _, err := w.Entra.AddDomain(ctx, d.Name); err != nil {
			return w.spec.source.mistake("domain "+d.Name, err, "domains", i, "name")
		}
		if d.Unverified {
			continue
		}
		if _, err := w.Entra.VerifyDomain(ctx, d.Name); err != nil {
			return w.spec.source.mistake("domain "+d.Name, err, "domains", i, "name")
		}
	}
	if w.spec.TokenValidation != "" {
		if err := w.Entra.SetTokenValidationPolicy(ctx,
			directory.TokenValidationPolicy{RootDomains: w.spec.TokenValidation}); err != nil {
			return w.spec.source.mistake("tokenValidation "+w.spec.TokenValidation, err, "tokenValidation")
		}
	}
	for i, u := range w.spec.Administrators {
		if _, err := w.Entra.CreateUser(ctx, u.atMicrosoft()); err != nil {
			return w.spec.source.mistake("user "+u.UPN+" at Microsoft", err, "administrators", i, "upn")
		}
		if err := w.Entra.AssignRole(ctx, directory.GlobalAdministrator, u.UPN); err != nil {
			return w.spec.source.mistake("administrator "+u.UPN, err, "administrators", i, "upn")
		}
	}
	if err := w.fillUsers(ctx, progress); err != nil {
		return err
	}
	return w.fillGroups(ctx)
}

// batch is how many users come in at once.
const batch = 1000

// fillUsers brings in the users, at both companies side by side.
func (w *World) fillUsers(ctx context.Context, progress func(done, total int)) error {
	users := w.spec.Users
	for from := 0; from < len(users); from += batch {
		some := users[from:min(from+batch, len(users))]
		var microsoft, jumpCloud error
		var sides sync.WaitGroup
		sides.Go(func() {
			done, err := w.Entra.CreateUsers(ctx, each(some, UserSpec.atMicrosoft))
			microsoft = w.refusedUser(from, done, "Microsoft", err)
		})
		sides.Go(func() {
			done, err := w.JumpCloud.CreateUsers(ctx, each(some, UserSpec.atJumpCloud))
			jumpCloud = w.refusedUser(from, done, "JumpCloud", err)
		})
		sides.Wait()
		if err := cmp.Or(microsoft, jumpCloud); err != nil {
			return err
		}
		if progress != nil {
			progress(from+len(some), len(users))
		}
	}
	return nil
}

// refusedUser says which user of a batch a company does not take; when done is the whole batch, it is no one user.
func (w *World) refusedUser(from, done int, company string, err error) error {
	i := from + done
	switch {
	case err == nil:
		return nil
	case done == batch || i == len(w.spec.Users):
		return w.spec.source.mistake("users at "+company, err, "users")
	}
	return w.spec.source.mistake("user "+w.spec.Users[i].UPN+" at "+company, err, "users", i, "upn")
}

func each[T any](users []UserSpec, as func(UserSpec) T) []T {
	list := make([]T, len(users))
	for i, u := range users {
		list[i] = as(u)
	}
	return list
}

func (w *World) fillGroups(ctx context.Context) error {
	for i, g := range w.spec.Groups {
		if _, err := w.JumpCloud.CreateGroup(ctx, g.Name); err != nil {
			return w.spec.source.mistake("group "+g.Name, err, "groups", i, "name")
		}
		for j, m := range g.Members {
			if err := w.JumpCloud.AddToGroup(ctx, m, g.Name); err != nil {
				return w.spec.source.mistake("group "+g.Name, err, "groups", i, "members", j)
			}
		}
	}
	return nil
}

func (u UserSpec) atMicrosoft() directory.NewUser {
	first, last, _ := strings.Cut(u.DisplayName, " ")
	return directory.NewUser{
		UserPrincipalName: u.UPN,
		DisplayName:       cmp.Or(u.DisplayName, u.UPN),
		GivenName:         first,
		Surname:           last,
		Mail:              u.UPN,
		Password:          cmp.Or(u.EntraPassword, DemoEntraPassword),
	}
}

func (u UserSpec) atJumpCloud() org.NewUser {
	first, last, _ := strings.Cut(u.DisplayName, " ")
	username, _, _ := strings.Cut(u.UPN, "@")
	return org.NewUser{
		ID:          u.JumpCloudID,
		Username:    username,
		Email:       u.UPN,
		FirstName:   first,
		LastName:    last,
		DisplayName: u.DisplayName,
		Password:    cmp.Or(u.JumpCloudPassword, DemoJumpCloudPassword),
	}
}

// Person is somebody of the world at a browser, who knows the passwords that the spec gave them; someone whom the spec
// does not name knows the demo passwords.
func (w *World) Person(upn string) signin.Person {
	u := w.people[strings.ToLower(upn)]
	return signin.Person{
		UPN:               upn,
		JumpCloudPassword: cmp.Or(u.JumpCloudPassword, DemoJumpCloudPassword),
		EntraPassword:     cmp.Or(u.EntraPassword, DemoEntraPassword),
	}
}

// peopleOf finds users and administrators by user principal name in lower case. Those who have no password of their own
// are left out.
func peopleOf(s Spec) map[string]UserSpec {
	people := map[string]UserSpec{}
	for _, list := range [][]UserSpec{s.Users, s.Administrators} {
		for _, u := range list {
			if u.JumpCloudPassword != "" || u.EntraPassword != "" {
				people[strings.ToLower(u.UPN)] = u
			}
		}
	}
	return people
}

// Browser is a new browser without cookies that reaches the world by production names.
func (w *World) Browser() *browser.Browser {
	client := clientOf(flow.Client{Next: w.client.Transport, Browser: rand.Text()})
	return browser.New(browser.Options{Client: client, Clock: w.Clock})
}

// Spec is what the world was made of.
func (w *World) Spec() Spec { return w.spec }
