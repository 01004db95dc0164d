package directory

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// invalidValues is Graph's text for a missing or impossible immutable ID.
const invalidValues = "One or more properties contains invalid values."

// CreateUser adds an account.
func (t *Tenant) CreateUser(ctx context.Context, n NewUser) (User, error) {
	u := User{ID: strings.ToLower(orElse(n.ID, uuid.NewString())), UserPrincipalName: n.UserPrincipalName,
		DisplayName: n.DisplayName,
		GivenName:   n.GivenName, Surname: n.Surname, Mail: n.Mail, MailNickname: n.MailNickname, ImmutableID: n.ImmutableID,
		AccountEnabled: !n.Disabled, ForceChangePassword: n.ForceChangePassword, CreatedAt: t.clock.Now().UTC()}
	if err := mayBeNamed(u); err != nil {
		return User{}, err
	}
	if u.MailNickname == "" {
		u.MailNickname, _, _ = strings.Cut(u.UserPrincipalName, "@")
	}
	if n.Password != "" {
		hash, err := hashPassword(n.Password)
		if err != nil {
			return User{}, err
		}
		u.passwordHash = hash
	}
	err := t.store.Update(ctx, func(tx Tx) error { return t.insertUser(tx, u) })
	if err != nil {
		return User{}, err
	}
	return u, nil
}

func (t *Tenant) insertUser(tx Tx, u User) error {
	domain, err := t.upnDomain(tx, u.UserPrincipalName)
	if err != nil {
		return err
	}
	if domain.AuthenticationType() == Federated && u.ImmutableID == "" {
		return badRequest(invalidValues)
	}
	if taken, err := tx.Get(bucketUsers, u.ID); err != nil || taken != nil {
		return orRefuse(err, duplicate("id"))
	}
	if err := t.saveUser(tx, User{}, u); err != nil {
		return err
	}
	return t.count(tx, 1)
}

// saveUser writes a user and its indexes; before is what stood there, its zero value for a new user.
func (t *Tenant) saveUser(tx Tx, before, after User) error {
	if strings.ContainsAny(after.ImmutableID, "$_") {
		return badRequest(invalidValues)
	}
	for _, index := range []struct{ bucket, property, before, after string }{
		{bucketUPN, "userPrincipalName", strings.ToLower(before.UserPrincipalName), strings.ToLower(after.UserPrincipalName)},
		{bucketImmutable, "onPremisesImmutableId", before.ImmutableID, after.ImmutableID},
	} {
		if index.before == index.after {
			continue
		}
		if index.after != "" {
			if taken, err := tx.Get(index.bucket, index.after); err != nil || taken != nil {
				return orRefuse(err, duplicate(index.property))
			}
			if err := tx.Put(index.bucket, index.after, []byte(after.ID)); err != nil {
				return err
			}
		}
		if index.before != "" {
			if err := tx.Delete(index.bucket, index.before); err != nil {
				return err
			}
		}
	}
	return save(tx, bucketUsers, after.ID, userRecord{User: after, PasswordHash: after.passwordHash})
}

// upnDomain is the verified domain that a user principal name lies in.
func (t *Tenant) upnDomain(tx Tx, upn string) (Domain, error) {
	local, name, ok := strings.Cut(upn, "@")
	if !ok || local == "" || len(upn) > 1024 || !printable(local) || strings.ContainsAny(local, " @/\\") ||
		strings.Contains(name, "@") {
		return Domain{}, badRequest("Property userPrincipalName is invalid: '%s' is not of the form name@domain.", upn)
	}
	record, ok, err := load[domainRecord](tx, bucketDomains, strings.ToLower(name))
	if err != nil {
		return Domain{}, err
	}
	if !ok || !record.Verified {
		return Domain{}, badRequest("Property userPrincipalName is invalid: '%s' is not a verified domain of the tenant.",
			name)
	}
	return t.effective(tx, record)
}

// printable says whether a text is UTF-8 without line breaks and other control characters.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// UpdateUser changes an account named by its id or user principal name.
func (t *Tenant) UpdateUser(ctx context.Context, ref string, p UserPatch) (User, error) {
	var hash string
	if p.Password != nil && *p.Password != "" {
		var err error
		if hash, err = hashPassword(*p.Password); err != nil {
			return User{}, err
		}
	}
	var after User
	err := t.store.Update(ctx, func(tx Tx) error {
		before, err := t.user(tx, ref)
		if err != nil {
			return err
		}
		after = p.applied(before)
		if p.Password != nil {
			after.passwordHash = hash
		}
		if err := t.mayChange(tx, before, after); err != nil {
			return err
		}
		return t.saveUser(tx, before, after)
	})
	if err != nil {
		return User{}, err
	}
	return after, nil
}

// mayBeNamed holds the rules about names.
func mayBeNamed(u User) error {
	if u.DisplayName == "" {
		return badRequest("Property displayName is required.")
	}
	for _, p := range []struct {
		name, value string
		longest     int
	}{{"displayName", u.DisplayName, 256}, {"givenName", u.GivenName, 64}, {"surname", u.Surname, 64}} {
		if utf8.RuneCountInString(p.value) > p.longest || !printable(p.value) {
			return badRequest("Invalid value specified for property '%s' of resource 'User'.", p.name)
		}
	}
	return nil
}

// mayChange holds the rules about changes of the immutable ID and the user principal name.
func (t *Tenant) mayChange(tx Tx, before, after User) error {
	if err := mayBeNamed(after); err != nil {
		return err
	}
	from, err := t.upnDomain(tx, before.UserPrincipalName)
	if err != nil {
		return fmt.Errorf("domain of %s: %w", before.UserPrincipalName, err)
	}
	to, err := t.upnDomain(tx, after.UserPrincipalName)
	if err != nil {
		return err
	}
	fromFederated := from.AuthenticationType() == Federated
	if fromFederated && to.AuthenticationType() == Federated && realmOf(from) != realmOf(to) {
		e := badRequest("Property userPrincipalName cannot be changed from the federated domain '%s' to the federated "+
			"domain '%s'.", from.Name, to.Name)
		e.Fix = "change it to the initial domain first, then to " + to.Name
		return e
	}
	if fromFederated && before.ImmutableID != "" && before.ImmutableID != after.ImmutableID {
		e := badRequest("Property onPremisesImmutableId cannot be changed while userPrincipalName is in the federated "+
			"domain '%s'.", from.Name)
		e.Fix = "move the userPrincipalName to the initial domain, change the immutable ID, move it back"
		return e
	}
	return nil
}

func realmOf(d Domain) string { return orElse(d.Parent, d.Name) }

func (p UserPatch) applied(u User) User {
	for _, c := range []struct{ from, to *string }{
		{p.UserPrincipalName, &u.UserPrincipalName}, {p.DisplayName, &u.DisplayName}, {p.GivenName, &u.GivenName},
		{p.Surname, &u.Surname}, {p.Mail, &u.Mail}, {p.MailNickname, &u.MailNickname}, {p.ImmutableID, &u.ImmutableID},
	} {
		if c.from != nil {
			*c.to = *c.from
		}
	}
	if p.AccountEnabled != nil {
		u.AccountEnabled = *p.AccountEnabled
	}
	if p.ForceChangePassword != nil {
		u.ForceChangePassword = *p.ForceChangePassword
	}
	return u
}

// DeleteUser removes an account named by its id or user principal name, with its roles.
func (t *Tenant) DeleteUser(ctx context.Context, ref string) error {
	return t.store.Update(ctx, func(tx Tx) error {
		u, err := t.user(tx, ref)
		if err != nil {
			return err
		}
		if err := t.dropRoles(tx, u.ID); err != nil {
			return err
		}
		for _, at := range []struct{ bucket, key string }{
			{bucketUPN, strings.ToLower(u.UserPrincipalName)},
			{bucketImmutable, u.ImmutableID},
			{bucketUsers, u.ID},
		} {
			if err := tx.Delete(at.bucket, at.key); err != nil {
				return err
			}
		}
		return t.count(tx, -1)
	})
}

// count changes the number of users.
func (t *Tenant) count(tx Tx, by int) error {
	n, _, err := load[int](tx, bucketTenant, keyCount)
	if err != nil {
		return err
	}
	return save(tx, bucketTenant, keyCount, n+by)
}
