package directory

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"samlharness/internal/password"
	"samlharness/internal/random"
	"samlharness/internal/store"
)

// invalidValues is Graph's text for a missing or impossible immutable ID.
const invalidValues = "One or more properties contains invalid values."

// maxID is the greatest length of an object id that a caller chooses, in bytes; Graph's own are GUIDs.
const maxID = 256

// CreateUser adds an account.
func (t *Tenant) CreateUser(ctx context.Context, n NewUser) (User, error) {
	row, err := t.newUser(n, password.New)
	if err != nil {
		return User{}, err
	}
	if err := t.store.Update(ctx, func(tx store.Tx) error { return t.insertUser(tx, row) }); err != nil {
		return User{}, err
	}
	t.audit(ctx, userEvent("Add user", "Add", row.User))
	return row.User, nil
}

// CreateUsers adds many accounts in one update, which takes less than one for each; those with the same password share
// its hash. The audit log does not have them. When one is refused, none is kept; done is how many come before it.
func (t *Tenant) CreateUsers(ctx context.Context, list []NewUser) (done int, err error) {
	var hashed password.Memo
	err = t.store.Update(ctx, func(tx store.Tx) error {
		for done = range list {
			row, err := t.newUser(list[done], hashed.New)
			if err != nil {
				return err
			}
			if err := t.insertUser(tx, row); err != nil {
				return err
			}
		}
		done = len(list)
		return nil
	})
	return done, err
}

// newUser is the row of an account that may be named so.
func (t *Tenant) newUser(n NewUser, hash func(string) (password.Hash, error)) (userRow, error) {
	u := User{
		ID:                  strings.ToLower(cmp.Or(n.ID, random.UUID(t.random))),
		UserPrincipalName:   n.UserPrincipalName,
		DisplayName:         n.DisplayName,
		GivenName:           n.GivenName,
		Surname:             n.Surname,
		Mail:                n.Mail,
		MailNickname:        n.MailNickname,
		ImmutableID:         n.ImmutableID,
		AccountEnabled:      !n.Disabled,
		ForceChangePassword: n.ForceChangePassword,
		CreatedAt:           t.clock.Now().UTC(),
		Profile:             changedProfile(nil, n.Profile),
	}
	if len(u.ID) > maxID || !printable(u.ID) {
		return userRow{}, badRequest("Invalid value specified for property 'id' of resource 'User'.")
	}
	if err := mayBeNamed(u); err != nil {
		return userRow{}, err
	}
	if u.MailNickname == "" {
		u.MailNickname, _, _ = strings.Cut(u.UserPrincipalName, "@")
	}
	for _, kind := range n.Methods {
		m, err := t.newMethod(kind)
		if err != nil {
			return userRow{}, err
		}
		u.Methods = append(u.Methods, m)
	}
	row := userRow{User: u}
	if n.Password != "" {
		var err error
		if row.Password, err = hash(n.Password); err != nil {
			return userRow{}, err
		}
	}
	return row, nil
}

func (t *Tenant) insertUser(tx store.Tx, u userRow) error {
	domain, err := t.upnDomain(tx, u.UserPrincipalName)
	if err != nil {
		return err
	}
	if domain.AuthenticationType() == Federated && u.ImmutableID == "" {
		return badRequest(invalidValues)
	}
	if _, taken, err := users.Get(tx, u.ID); err != nil || taken {
		return orRefuse(err, duplicate("id"))
	}
	if err := t.saveUser(tx, userRow{}, u); err != nil {
		return err
	}
	return t.count(tx, 1)
}

// saveUser writes a user and its indexes; before is what stood there, its zero value for a new user.
func (t *Tenant) saveUser(tx store.Tx, before, after userRow) error {
	if strings.ContainsAny(after.ImmutableID, "$_") || len(after.ImmutableID) > store.MaxKey {
		return badRequest(invalidValues)
	}
	from, to := strings.ToLower(before.UserPrincipalName), strings.ToLower(after.UserPrincipalName)
	for _, name := range []struct {
		index                   store.Index
		property, before, after string
	}{
		{usersByUPN, "userPrincipalName", from, to},
		{usersByDomain, "userPrincipalName", domainKey(from), domainKey(to)},
		{usersByImmutableID, "onPremisesImmutableId", before.ImmutableID, after.ImmutableID},
	} {
		if free, err := name.index.Rename(tx, name.before, name.after, after.ID); err != nil || !free {
			return orRefuse(err, duplicate(name.property))
		}
	}
	return users.Put(tx, after.ID, &after)
}

// domainKey puts the domain of a user principal name, in lower case, before the name, so that a domain's users stand
// together.
func domainKey(upn string) string {
	local, domain, found := strings.Cut(upn, "@")
	if !found {
		return ""
	}
	return domain + "@" + local
}

// upnDomain is the verified domain that a user principal name lies in.
func (t *Tenant) upnDomain(tx store.Tx, upn string) (Domain, error) {
	local, name, ok := strings.Cut(upn, "@")
	if !ok || local == "" || len(upn) > 1024 || !printable(local) || strings.ContainsAny(local, " @/\\") ||
		strings.Contains(name, "@") {
		return Domain{}, badRequest("Property userPrincipalName is invalid: '%s' is not of the form name@domain.", upn)
	}
	row, ok, err := domains.Get(tx, strings.ToLower(name))
	if err != nil {
		return Domain{}, err
	}
	if !ok || !row.Verified {
		return Domain{}, badRequest("Property userPrincipalName is invalid: '%s' is not a verified domain of the tenant.",
			name)
	}
	return t.effective(tx, row)
}

// printable says whether a text is UTF-8 without line breaks and other control characters.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// UpdateUser changes an account named by its id or user principal name.
func (t *Tenant) UpdateUser(ctx context.Context, ref string, p UserPatch) (User, error) {
	var hash password.Hash
	if p.Password != nil && *p.Password != "" {
		var err error
		if hash, err = password.New(*p.Password); err != nil {
			return User{}, err
		}
	}
	var before, after userRow
	err := t.store.Update(ctx, func(tx store.Tx) error {
		kept, err := t.user(tx, ref)
		if err != nil {
			return err
		}
		before, after = *kept, *kept
		after.User = p.applied(before.User)
		if p.Password != nil {
			after.Password, after.SignInSessionsValidFrom = hash, t.clock.Now().UTC()
		}
		if err := t.mayChange(tx, before.User, after.User); err != nil {
			return err
		}
		return t.saveUser(tx, before, after)
	})
	if err != nil {
		return User{}, err
	}
	t.audit(ctx, userEvent("Update user", "Update", after.User, changesOf(before.User, after.User)...))
	return after.User, nil
}

// mayBeNamed checks the rules about names.
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

// mayChange checks the rules about changes of the immutable ID and the user principal name.
func (t *Tenant) mayChange(tx store.Tx, before, after User) error {
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

func realmOf(d Domain) string { return cmp.Or(d.Parent, d.Name) }

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
	u.Profile = changedProfile(u.Profile, p.Profile)
	return u
}

// count changes the number of users.
func (t *Tenant) count(tx store.Tx, by int) error {
	n, _, err := counts.Get(tx, userCount)
	if err != nil {
		return err
	}
	return counts.Put(tx, userCount, n+by)
}
