package world

import (
	"context"
	"errors"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/sp/directory"
)

// account is a person's two accounts; either may be nil.
type account struct {
	jumpCloud *org.User
	microsoft *directory.User
}

// people exports users and administrators: those of the world's spec in its order, then the others.
func (e *exporting) people(ctx context.Context) error {
	accounts, names, err := e.accounts(ctx)
	if err != nil {
		return err
	}
	outside, err := e.outsideAllUsers(ctx)
	if err != nil {
		return err
	}
	administrators, err := e.Entra.RoleMembers(ctx, directory.GlobalAdministrator)
	if err != nil {
		return err
	}
	globally := map[string]bool{}
	for _, u := range administrators {
		globally[u.ID] = true
	}
	e.spec.Users, e.spec.Administrators = []UserSpec{}, []UserSpec{}
	for _, name := range names {
		a := accounts[name]
		u := e.person(ctx, a)
		u.OutsideAllUsers = a.jumpCloud != nil && outside(a.jumpCloud.ID)
		switch administrator := a.microsoft != nil && globally[a.microsoft.ID]; {
		case administrator && a.jumpCloud == nil:
			u.At = ""
			e.spec.Administrators = append(e.spec.Administrators, u)
		default:
			u.GlobalAdministrator = administrator
			e.spec.Users = append(e.spec.Users, u)
		}
	}
	return ctx.Err()
}

// accounts finds people by the name that both companies know them by, in lower case.
func (e *exporting) accounts(ctx context.Context) (accounts map[string]*account, names []string, err error) {
	users, err := e.JumpCloud.Users(ctx)
	if err != nil {
		return nil, nil, err
	}
	others, err := e.Entra.Users(ctx, "", 0)
	if err != nil {
		return nil, nil, err
	}
	accounts = make(map[string]*account, len(others))
	of := func(name string) *account {
		name = strings.ToLower(name)
		if accounts[name] == nil {
			accounts[name] = &account{}
			names = append(names, name)
		}
		return accounts[name]
	}
	for _, u := range slices.Concat(e.World.spec.Users, e.World.spec.Administrators) {
		of(u.UPN)
	}
	for i := range users {
		of(users[i].Email).jumpCloud = &users[i]
	}
	for i := range others {
		of(others[i].UserPrincipalName).microsoft = &others[i]
	}
	names = slices.DeleteFunc(names, func(name string) bool { return *accounts[name] == account{} }) // deleted meanwhile
	return accounts, names, nil
}

// outsideAllUsers tells who has left the group that everybody joins.
func (e *exporting) outsideAllUsers(ctx context.Context) (func(id string) bool, error) {
	members, err := e.JumpCloud.Members(ctx, org.AllUsers)
	if err != nil && !record.IsCode(err, org.CodeNotFound) { // the group may have been deleted
		return nil, err
	}
	inside := make(map[string]bool, len(members))
	for _, u := range members {
		inside[u.ID] = true
	}
	return func(id string) bool { return !inside[id] }, nil
}

// person is what makes a person's accounts again.
func (e *exporting) person(ctx context.Context, a *account) UserSpec {
	var u UserSpec
	if a.jumpCloud != nil {
		u = atJumpCloudAs(*a.jumpCloud)
	}
	if a.microsoft != nil {
		u.addMicrosoft(*a.microsoft)
	}
	switch {
	case a.microsoft == nil:
		u.At = atJumpCloud
	case a.jumpCloud == nil:
		u.At = atMicrosoft
	}
	e.passwords(ctx, a, &u)
	return u
}

// atJumpCloudAs is what makes a user of JumpCloud's again.
func atJumpCloudAs(is org.User) UserSpec {
	u := UserSpec{UPN: is.Email, DisplayName: is.DisplayName, JumpCloudID: is.ID, PasswordPending: !is.PasswordSet}
	if u.atJumpCloud().Username != is.Username {
		u.Username = is.Username
	}
	if is.State != org.Activated {
		u.State = is.State
	}
	switch id := is.ImmutableID(); id {
	case "":
	case is.ID:
		u.Bound = true
	default:
		u.ImmutableID = id
	}
	return u
}

// addMicrosoft adds what makes a person's account at Microsoft again.
func (u *UserSpec) addMicrosoft(is directory.User) {
	if u.UPN == "" {
		u.UPN, u.DisplayName = is.UserPrincipalName, is.DisplayName
	}
	if made := u.atMicrosoft(); made.DisplayName != is.DisplayName {
		u.EntraDisplayName = is.DisplayName
	}
	if made := u.atMicrosoft(); made.ImmutableID != is.ImmutableID {
		u.EntraImmutableID = &is.ImmutableID
	}
	u.Disabled = !is.AccountEnabled
	for _, m := range is.Methods {
		u.Methods = append(u.Methods, m.Kind)
	}
}

// passwords adds the passwords that are known, and a note of those that are not.
func (e *exporting) passwords(ctx context.Context, a *account, u *UserSpec) {
	known := e.World.people[strings.ToLower(u.UPN)]
	var unknown []string
	if a.jumpCloud != nil && a.jumpCloud.PasswordSet {
		right := func(password string) bool {
			ok, err := e.JumpCloud.HasPassword(ctx, a.jumpCloud.ID, password)
			return ok && err == nil
		}
		switch {
		case right(DemoJumpCloudPassword):
		case known.JumpCloudPassword != "" && right(known.JumpCloudPassword):
			u.JumpCloudPassword = known.JumpCloudPassword
		default:
			unknown = append(unknown, "JumpCloud")
		}
	}
	if a.microsoft != nil {
		right := func(password string) bool {
			_, err := e.Entra.VerifyPassword(ctx, a.microsoft.UserPrincipalName, password)
			return err == nil || errors.Is(err, directory.ErrAccountDisabled)
		}
		switch {
		case right(DemoEntraPassword):
		case known.EntraPassword != "" && right(known.EntraPassword):
			u.EntraPassword = known.EntraPassword
		default:
			unknown = append(unknown, "Microsoft")
		}
	}
	if len(unknown) > 0 {
		u.note = "password at " + strings.Join(unknown, " and ") +
			" not known, only its hash or none is kept: this file gives the demo's"
	}
}
