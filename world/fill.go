package world

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// fill brings in the domains and people of the spec. Its errors are a *[SpecError].
func (w *World) fill(ctx context.Context) error {
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
	if err := w.addEntraUsers(ctx, "administrators", w.spec.Administrators); err != nil {
		return err
	}
	for i, u := range w.spec.Administrators {
		if err := w.Entra.AssignRole(ctx, directory.GlobalAdministrator, u.UPN); err != nil {
			return w.spec.source.mistake("administrator "+u.UPN, err, "administrators", i, "upn")
		}
	}
	return w.fillJumpCloud(ctx)
}

func (w *World) fillJumpCloud(ctx context.Context) error {
	if err := w.addEntraUsers(ctx, "users", w.spec.Users); err != nil {
		return err
	}
	for i, u := range w.spec.Users {
		if err := w.addJumpCloudUser(ctx, u); err != nil {
			return w.spec.source.mistake("user "+u.UPN+" at JumpCloud", err, "users", i, "upn")
		}
	}
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

// addEntraUsers brings in the people of a list of the spec in one update.
func (w *World) addEntraUsers(ctx context.Context, key string, users []UserSpec) error {
	list := make([]directory.NewUser, len(users))
	for i, u := range users {
		first, last, _ := strings.Cut(u.DisplayName, " ")
		list[i] = directory.NewUser{
			UserPrincipalName: u.UPN,
			DisplayName:       cmp.Or(u.DisplayName, u.UPN),
			GivenName:         first,
			Surname:           last,
			Mail:              u.UPN,
			Password:          cmp.Or(u.EntraPassword, DemoEntraPassword),
		}
	}
	done, err := w.Entra.CreateUsers(ctx, list)
	switch {
	case err != nil && done < len(users):
		return w.spec.source.mistake("user "+users[done].UPN+" at Microsoft", err, key, done, "upn")
	case err != nil:
		return w.spec.source.mistake(key+" at Microsoft", err, key)
	}
	return nil
}

func (w *World) addJumpCloudUser(ctx context.Context, u UserSpec) error {
	first, last, _ := strings.Cut(u.DisplayName, " ")
	username, _, _ := strings.Cut(u.UPN, "@")
	_, err := w.JumpCloud.CreateUser(ctx, org.NewUser{
		ID: u.JumpCloudID, Username: username, Email: u.UPN, FirstName: first, LastName: last, DisplayName: u.DisplayName,
		Password: cmp.Or(u.JumpCloudPassword, DemoJumpCloudPassword),
	})
	return err
}

// Person is somebody of the world at a browser, who knows the passwords that the spec gave them; someone whom the spec
// does not name knows the demo passwords.
func (w *World) Person(upn string) signin.Person {
	p := signin.Person{UPN: upn, JumpCloudPassword: DemoJumpCloudPassword, EntraPassword: DemoEntraPassword}
	for _, u := range slices.Concat(w.spec.Users, w.spec.Administrators) {
		if strings.EqualFold(u.UPN, upn) {
			p.JumpCloudPassword, p.EntraPassword = cmp.Or(u.JumpCloudPassword,
				DemoJumpCloudPassword), cmp.Or(u.EntraPassword, DemoEntraPassword)
		}
	}
	return p
}

// Browser is a new browser without cookies that reaches the world by production names.
func (w *World) Browser() *browser.Browser {
	return browser.New(browser.Options{Client: w.client, Clock: w.Clock})
}

// Spec is what the world was made of.
func (w *World) Spec() Spec { return w.spec }
