package org

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"samlharness/internal/newest"
	"samlharness/internal/password"
	"samlharness/internal/store"
)

// CreateUser adds a user, who at once belongs to [AllUsers]. Username and e-mail are unique without regard to case.
func (o *Organization) CreateUser(ctx context.Context, n NewUser) (User, error) {
	r, err := o.newUser(n, hash)
	if err != nil {
		return User{}, err
	}
	err = o.store.Update(ctx, func(tx store.Tx) error { return insertUser(tx, r) })
	o.changed(ctx, err, "user_create", "user", r.ID, r.Username)
	if err != nil {
		return User{}, err
	}
	return o.joined(ctx, r.User)
}

// CreateUsers adds many users in one update, which takes less than one for each; those with the same password share its
// hash. When one is refused, none is kept; done is how many come before it.
func (o *Organization) CreateUsers(ctx context.Context, list []NewUser) (done int, err error) {
	hashed := password.Memo{Hash: hash}
	made := make([]User, 0, len(list))
	err = o.store.Update(ctx, func(tx store.Tx) error {
		for done = range list {
			r, err := o.newUser(list[done], hashed.New)
			if err != nil {
				return err
			}
			if err := insertUser(tx, r); err != nil {
				return err
			}
			made = append(made, r.User)
		}
		done = len(list)
		return nil
	})
	if err != nil {
		return done, err
	}
	ids := make([]string, len(made))
	for i, u := range made {
		if ids[i] = u.ID; i >= len(made)-newest.Kept {
			o.changed(ctx, nil, "user_create", "user", u.ID, u.Username)
		}
	}
	return done, o.followGroups(ctx, ids...)
}

// joined is a new user whom a group may have bound to the directory.
func (o *Organization) joined(ctx context.Context, u User) (User, error) {
	err := o.followGroups(ctx, u.ID)
	if err != nil && !isDirectorySync(err) {
		return u, err
	}
	now, missing := o.User(ctx, u.ID)
	return now, cmp.Or(missing, err)
}

func (o *Organization) newUser(n NewUser, hash func(string) (password.Hash, error)) (r userRow, err error) {
	now := o.now()
	r.User = User{
		ID:          cmp.Or(n.ID, NewID(o.random, now)),
		Username:    n.Username,
		Email:       n.Email,
		FirstName:   n.FirstName,
		LastName:    n.LastName,
		DisplayName: n.DisplayName,
		State:       cmp.Or(n.State, Activated),
		Created:     now,
		PasswordSet: n.Password != "",
		Profile:     n.Profile.stored(o.newID),
	}
	if n.ImmutableID != "" {
		r.Directory = DirectoryBinding{ImmutableID: n.ImmutableID, SyncedAt: now}
	}
	if err := cmp.Or(checkUser(r.User), checkImmutableID(n.ImmutableID)); err != nil || !r.PasswordSet {
		return r, err
	}
	r.Password, err = hash(n.Password)
	return r, err
}

func insertUser(tx store.Tx, r userRow) error {
	if _, exists, err := users.Get(tx, r.ID); err != nil || exists {
		return cmp.Or(err, taken("user", "id", r.ID))
	}
	if err := putUser(tx, User{}, r); err != nil {
		return err
	}
	everybody, ok, err := groupByName.Get(tx, fold(AllUsers))
	if err != nil || !ok {
		return err
	}
	return members.Link(tx, everybody, r.ID)
}

// maxName is the longest name or address of a user in bytes.
const maxName = 1024

// maxPassword is the longest password in bytes.
const maxPassword = 1024

func checkUser(u User) error {
	if u.Username == "" || len(u.Username) > maxName || strings.ContainsFunc(u.Username, unprintable) {
		return invalid("username", "1 to 1024 printable characters", u.Username)
	}
	if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email || len(u.Email) > maxName {
		return invalid("email", "an e-mail address such as alice@contoso.com", u.Email)
	}
	if !isID(u.ID) {
		return invalid("user id", "24 lower-case hexadecimal digits", u.ID)
	}
	for _, name := range []string{u.FirstName, u.LastName, u.DisplayName} {
		if len(name) > maxName || strings.ContainsFunc(name, unprintable) {
			return invalid("name", "at most 1024 bytes of printable characters", name)
		}
	}
	switch u.State {
	case Activated, Staged, Suspended:
		return u.Personal().check()
	}
	return invalid("state", "ACTIVATED, STAGED or SUSPENDED", string(u.State))
}

// hash is a password as it is stored.
func hash(given string) (password.Hash, error) {
	if len(given) > maxPassword {
		return "", invalid("password", fmt.Sprintf("at most %d bytes", maxPassword), "a longer one")
	}
	return password.New(given)
}

// putUser stores a user with both indexes, in which the user was as before.
func putUser(tx store.Tx, before User, r userRow) error {
	for _, name := range []struct {
		index               store.Index
		what, before, value string
	}{
		{userByEmail, "email", before.Email, r.Email},
		{userByName, "username", before.Username, r.Username},
	} {
		free, err := name.index.Rename(tx, fold(name.before), fold(name.value), r.ID)
		if err != nil {
			return err
		}
		if !free {
			return taken("user", name.what, name.value)
		}
	}
	return users.Put(tx, r.ID, r)
}

// Users lists everybody in the order of their ids.
func (o *Organization) Users(ctx context.Context) ([]User, error) { return o.FirstUsers(ctx, 0) }

// FirstUsers lists at most limit users (0: all) in the order of their ids.
func (o *Organization) FirstUsers(ctx context.Context, limit int) ([]User, error) {
	list := make([]User, 0, o.expected(limit)) // one that grows is copied again and again
	err := o.store.View(ctx, func(tx store.Tx) error {
		for e, err := range users.Scan(tx, "") {
			if err != nil {
				return err
			}
			if list = append(list, e.Value.User); len(list) == limit {
				return nil
			}
		}
		o.listed.Store(int64(len(list) + len(list)/64))
		return nil
	})
	return list, err
}

// expected is how many users a list of at most limit is likely to have: a few more than there were the last time.
func (o *Organization) expected(limit int) int {
	if all := int(o.listed.Load()); limit == 0 || all < limit {
		return all
	}
	return limit
}

// User finds a user by id, e-mail or username.
func (o *Organization) User(ctx context.Context, ref string) (User, error) {
	var r userRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		r, err = findUser(tx, ref)
		return err
	})
	return r.User, err
}

// HasPassword says whether this is the user's password. It is for administrators' tools: nothing is counted, written
// down or locked.
func (o *Organization) HasPassword(ctx context.Context, ref, given string) (bool, error) {
	var r userRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		r, err = findUser(tx, ref)
		return err
	})
	if err != nil {
		return false, err
	}
	return r.Password.Matches(given)
}

func findUser(tx store.Tx, ref string) (userRow, error) {
	r, ok, err := users.Get(tx, ref)
	for _, index := range []store.Index{userByEmail, userByName} {
		if err != nil || ok {
			break
		}
		r, ok, err = users.Named(tx, index, fold(ref))
	}
	if err == nil && !ok {
		err = notFound("user", ref)
	}
	return r, err
}

// UpdateUser changes a user. Suspending somebody ends their sessions.
func (o *Organization) UpdateUser(ctx context.Context, ref string, change UserUpdate) (User, error) {
	var given password.Hash
	if change.Password != nil {
		if *change.Password == "" {
			return User{}, invalid("password", "at least one character", "")
		}
		var err error
		if given, err = hash(*change.Password); err != nil {
			return User{}, err
		}
	}
	var before User
	var r userRow
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		before = r.User
		if change.State != nil && *change.State == Staged && r.State != Staged {
			return invalid("state", "ACTIVATED or SUSPENDED", string(Staged))
		}
		change.apply(&r, given, o.now())
		if change.Profile != nil {
			r.Profile = change.Profile.stored(o.newID)
		}
		if err := checkUser(r.User); err != nil {
			return err
		}
		return putUser(tx, before, r)
	})
	if err == nil && r.State != Activated {
		o.endSessionsOf(r.ID)
	}
	if err == nil {
		o.userChanged(ctx, before, r.User, change)
	}
	return r.User, err
}

func (c UserUpdate) apply(r *userRow, given password.Hash, now time.Time) {
	assign(&r.Username, c.Username)
	assign(&r.Email, c.Email)
	assign(&r.FirstName, c.FirstName)
	assign(&r.LastName, c.LastName)
	assign(&r.DisplayName, c.DisplayName)
	assign(&r.State, c.State)
	assign(&r.PasswordExpired, c.PasswordExpired)
	assign(&r.MFA.Required, c.RequireMFA)
	assign(&r.MFA.ExcludedUntil, c.MFAExcludedUntil)
	if c.Password != nil {
		r.Password, r.PasswordSet, r.PasswordExpired = given, true, false
	}
	if c.Locked != nil {
		r.unlock()
		if *c.Locked {
			r.lock(now)
		}
	}
}

// assign sets what a change names.
func assign[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// DeleteUser removes a user with all memberships and sessions. Microsoft's side keeps the account.
func (o *Organization) DeleteUser(ctx context.Context, ref string) error {
	var r userRow
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		return cmp.Or(
			members.UnlinkRight(tx, r.ID),
			userGrants.UnlinkRight(tx, r.ID),
			userByEmail.Release(tx, fold(r.Email)),
			userByName.Release(tx, fold(r.Username)),
			users.Delete(tx, r.ID),
		)
	})
	if err == nil {
		o.endSessionsOf(r.ID)
	}
	o.changed(ctx, err, "user_delete", "user", r.ID, r.Username)
	return err
}
