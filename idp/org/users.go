package org

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"
)

// CreateUser adds a user, who at once belongs to [AllUsers]. Username and e-mail are unique without regard
// to case.
func (o *Organization) CreateUser(ctx context.Context, n NewUser) (User, error) {
	r := userRecord{User: User{ID: n.ID, Username: n.Username, Email: n.Email, FirstName: n.FirstName,
		LastName:    n.LastName,
		DisplayName: n.DisplayName, State: n.State, Created: o.now(), PasswordSet: n.Password != ""}}
	if r.ID == "" {
		r.ID = newID(r.Created)
	}
	if r.State == "" {
		r.State = Activated
	}
	if err := checkUser(r.User); err != nil {
		return User{}, err
	}
	if r.PasswordSet {
		var err error
		if r.Password, err = hashPassword(n.Password, o.iterations); err != nil {
			return User{}, err
		}
	}
	err := o.store.Update(ctx, func(tx Tx) error {
		if _, exists, err := tx.Get(tableUsers, r.ID); err != nil || exists {
			return cmp.Or(err, taken("user", "id", r.ID))
		}
		if err := putUser(tx, r); err != nil {
			return err
		}
		group, ok, err := loadIndexed[Group](tx, tableGroupByName, fold(AllUsers), tableGroups)
		if err != nil || !ok {
			return err
		}
		return link(tx, group.ID, r.ID)
	})
	return r.User, err
}

// maxName is the longest name or address of a user in bytes.
const maxName = 1024

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
		return nil
	}
	return invalid("state", "ACTIVATED, STAGED or SUSPENDED", string(u.State))
}

// putUser stores a user with both indexes.
func putUser(tx Tx, r userRecord) error {
	for _, key := range []struct{ table, what, value string }{
		{tableUserByEmail, "email", r.Email}, {tableUserByName, "username", r.Username},
	} {
		free, err := index(tx, key.table, fold(key.value), r.ID)
		if err != nil {
			return err
		}
		if !free {
			return taken("user", key.what, key.value)
		}
	}
	return save(tx, tableUsers, r.ID, r)
}

// Users lists everybody in the order of their ids.
func (o *Organization) Users(ctx context.Context) ([]User, error) {
	var list []User
	err := o.store.View(ctx, func(tx Tx) (err error) {
		list, err = collect[User](tx, tableUsers, nil)
		return err
	})
	return list, err
}

// User finds a user by id, e-mail or username.
func (o *Organization) User(ctx context.Context, ref string) (User, error) {
	var r userRecord
	err := o.store.View(ctx, func(tx Tx) (err error) {
		r, err = findUser(tx, ref)
		return err
	})
	return r.User, err
}

func findUser(tx Tx, ref string) (userRecord, error) {
	r, ok, err := load[userRecord](tx, tableUsers, ref)
	for _, table := range []string{tableUserByEmail, tableUserByName} {
		if err != nil || ok {
			break
		}
		r, ok, err = loadIndexed[userRecord](tx, table, fold(ref), tableUsers)
	}
	if err == nil && !ok {
		err = notFound("user", ref)
	}
	return r, err
}

// UpdateUser changes a user. Suspending somebody ends their sessions.
func (o *Organization) UpdateUser(ctx context.Context, ref string, change UserUpdate) (User, error) {
	var hash passwordHash
	if change.Password != nil {
		if *change.Password == "" {
			return User{}, invalid("password", "at least one character", "")
		}
		var err error
		if hash, err = hashPassword(*change.Password, o.iterations); err != nil {
			return User{}, err
		}
	}
	var r userRecord
	err := o.store.Update(ctx, func(tx Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		before := r.User
		if change.State != nil && *change.State == Staged && r.State != Staged {
			return invalid("state", "ACTIVATED or SUSPENDED", string(Staged))
		}
		change.apply(&r, hash, o)
		if err := checkUser(r.User); err != nil {
			return err
		}
		if err := dropIndexes(tx, before); err != nil {
			return err
		}
		return putUser(tx, r)
	})
	if err == nil && r.State != Activated {
		o.endSessionsOf(r.ID)
	}
	return r.User, err
}

func (c UserUpdate) apply(r *userRecord, hash passwordHash, o *Organization) {
	assign(&r.Username, c.Username)
	assign(&r.Email, c.Email)
	assign(&r.FirstName, c.FirstName)
	assign(&r.LastName, c.LastName)
	assign(&r.DisplayName, c.DisplayName)
	assign(&r.State, c.State)
	assign(&r.PasswordExpired, c.PasswordExpired)
	if c.Password != nil {
		r.Password, r.PasswordSet, r.PasswordExpired = hash, true, false
	}
	if c.Locked != nil {
		r.unlock()
		if *c.Locked {
			r.lock(o.now())
		}
	}
}

// assign sets what a change names.
func assign[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func dropIndexes(tx Tx, u User) error {
	if err := tx.Delete(tableUserByEmail, fold(u.Email)); err != nil {
		return err
	}
	return tx.Delete(tableUserByName, fold(u.Username))
}

// DeleteUser removes a user with all memberships and sessions. Microsoft's side keeps the account.
func (o *Organization) DeleteUser(ctx context.Context, ref string) error {
	var r userRecord
	err := o.store.Update(ctx, func(tx Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		for group := range collectLinks(tx, tableMemberships, r.ID) {
			if err := unlink(tx, group, r.ID); err != nil {
				return err
			}
		}
		if err := dropIndexes(tx, r.User); err != nil {
			return err
		}
		if err := tx.Delete(tableUsers, r.ID); err != nil {
			return fmt.Errorf("org: delete user: %w", err)
		}
		return nil
	})
	if err == nil {
		o.endSessionsOf(r.ID)
	}
	return err
}
