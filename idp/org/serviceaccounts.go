package org

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"samlharness/internal/store"
)

// The roles that a service account can have here.
const (
	RoleAdministrator = "Administrator"
	RoleReadOnly      = "Read Only"
)

// Role is what an administrator or a service account may do.
type Role struct{ ID, Name string }

// Roles are those that are emulated; JumpCloud has more.
func (o *Organization) Roles() []Role {
	return []Role{
		{derivedID(o.ID(), RoleAdministrator), RoleAdministrator},
		{derivedID(o.ID(), RoleReadOnly), RoleReadOnly},
	}
}

// The kinds of a service account's credential.
const (
	AuthAPIKey       = "API_KEY"
	AuthClientSecret = "CLIENT_SECRET"
)

// Lifetimes are how long credentials of service accounts live. Source: TheJumpCloud/jc-cli.
func Lifetimes() map[string]time.Duration {
	const day = 24 * time.Hour
	return map[string]time.Duration{"30 Days": 30 * day, "60 Days": 60 * day, "90 Days": 90 * day, "365 Days": 365 * day}
}

// ServiceAccount acts for programs. Its secrets are kept as digests and shown once.
type ServiceAccount struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Role       Role                `json:"role"`
	Created    time.Time           `json:"created"`
	Credential []ServiceCredential `json:"credentials,omitempty"`
}

// ServiceCredential is one of a service account.
type ServiceCredential struct {
	ID string `json:"id"`
	// Type is [AuthAPIKey] or [AuthClientSecret]; ClientID goes with the latter.
	Type     string    `json:"type"`
	ClientID string    `json:"clientId,omitempty"`
	Lifetime string    `json:"lifetime"`
	Expires  time.Time `json:"expires"`
	// Digest is the SHA-256 of the secret in hexadecimal. The secret has 128 bits or more and needs no salt.
	Digest string `json:"digest"`
}

// NewCredential asks for a credential of a service account.
type NewCredential struct{ Type, Lifetime string }

// CreateServiceAccount adds a service account with its first credential, whose secret is returned this once.
func (o *Organization) CreateServiceAccount(ctx context.Context, name, roleID string, n NewCredential) (ServiceAccount,
	string, error) {
	role := slices.IndexFunc(o.Roles(), func(r Role) bool { return r.ID == roleID })
	if role < 0 {
		return ServiceAccount{}, "", invalid("roleId", "the id of a role", roleID)
	}
	if err := checkIdentifier("name", name); err != nil {
		return ServiceAccount{}, "", err
	}
	c, secret, err := o.newCredential(n)
	if err != nil {
		return ServiceAccount{}, "", err
	}
	a := ServiceAccount{ID: o.newID(), Name: name, Role: o.Roles()[role], Created: o.now(),
		Credential: []ServiceCredential{c}}
	err = o.store.Update(ctx, func(tx store.Tx) error {
		if err := serviceByDigest.Put(tx, c.Digest, a.ID); err != nil {
			return err
		}
		return serviceAccounts.Put(tx, a.ID, a)
	})
	return a, secret, err
}

func (o *Organization) newCredential(n NewCredential) (c ServiceCredential, secret string, err error) {
	lifetime, ok := Lifetimes()[n.Lifetime]
	if !ok {
		return c, "", invalid("lifetime", "30 Days, 60 Days, 90 Days or 365 Days", n.Lifetime)
	}
	c = ServiceCredential{ID: o.newID(), Type: n.Type, Lifetime: n.Lifetime, Expires: o.now().Add(lifetime)}
	switch n.Type {
	case AuthAPIKey:
		secret = "jcapi_" + rand.Text()
	case AuthClientSecret:
		secret, c.ClientID = rand.Text(), strings.ToLower(rand.Text())
	default:
		return c, "", invalid("authType", "API_KEY or CLIENT_SECRET", n.Type)
	}
	c.Digest = digest(secret)
	return c, secret, nil
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// ServiceAccounts lists them in the order of their ids.
func (o *Organization) ServiceAccounts(ctx context.Context) (list []ServiceAccount, err error) {
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		list, err = serviceAccounts.Select(tx, nil)
		return err
	})
	return list, err
}

// ServiceAccount finds one by its id.
func (o *Organization) ServiceAccount(ctx context.Context, id string) (a ServiceAccount, err error) {
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		a, err = findServiceAccount(tx, id)
		return err
	})
	return a, err
}

func findServiceAccount(tx store.Tx, id string) (ServiceAccount, error) {
	a, found, err := serviceAccounts.Get(tx, id)
	if err == nil && !found {
		err = notFound("service account", id)
	}
	return a, err
}

// AddServiceCredential gives a service account one more credential, whose secret is returned this once.
func (o *Organization) AddServiceCredential(ctx context.Context, id string, n NewCredential) (ServiceCredential, string,
	error) {
	c, secret, err := o.newCredential(n)
	if err != nil {
		return c, "", err
	}
	return c, secret, o.store.Update(ctx, func(tx store.Tx) error {
		a, err := findServiceAccount(tx, id)
		if err != nil {
			return err
		}
		a.Credential = append(slices.Clip(a.Credential), c)
		if err := serviceByDigest.Put(tx, c.Digest, a.ID); err != nil {
			return err
		}
		return serviceAccounts.Put(tx, a.ID, a)
	})
}

// DeleteServiceCredential ends a credential at once.
func (o *Organization) DeleteServiceCredential(ctx context.Context, id, credential string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		a, err := findServiceAccount(tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(a.Credential, func(c ServiceCredential) bool { return c.ID == credential })
		if i < 0 {
			return notFound("credential", credential)
		}
		if err := serviceByDigest.Delete(tx, a.Credential[i].Digest); err != nil {
			return err
		}
		a.Credential = slices.Delete(slices.Clone(a.Credential), i, i+1)
		return serviceAccounts.Put(tx, a.ID, a)
	})
}

// DeleteServiceAccount removes a service account with its credentials.
func (o *Organization) DeleteServiceAccount(ctx context.Context, id string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		a, err := findServiceAccount(tx, id)
		if err != nil {
			return err
		}
		for _, c := range a.Credential {
			if err := serviceByDigest.Delete(tx, c.Digest); err != nil {
				return err
			}
		}
		return serviceAccounts.Delete(tx, id)
	})
}

// credentialOf finds the account and the credential of a secret; ok is false when it is nobody's, or has expired.
func (o *Organization) credentialOf(ctx context.Context, secret string) (a ServiceAccount, c ServiceCredential, ok bool,
	err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		id, found, err := serviceByDigest.Get(tx, digest(secret))
		if err != nil || !found {
			return err
		}
		if a, err = findServiceAccount(tx, id); err != nil {
			return err
		}
		for _, one := range a.Credential {
			if one.Digest == digest(secret) && o.now().Before(one.Expires) {
				c, ok = one, true
			}
		}
		return nil
	})
	return a, c, ok, err
}

// serviceAccess is what the API key of a service account may do.
func (o *Organization) serviceAccess(ctx context.Context, key string) (APIAccess, bool, error) {
	a, c, ok, err := o.credentialOf(ctx, key)
	if err != nil || !ok || c.Type != AuthAPIKey {
		return APIAccess{}, false, err
	}
	return a.access(), true, nil
}

func (a ServiceAccount) access() APIAccess {
	return APIAccess{
		ReadOnly: a.Role.Name == RoleReadOnly,
		By:       Initiator{Type: "admin", ID: a.ID, Email: fmt.Sprintf("%s@serviceaccounts.invalid", a.ID)},
	}
}

// How long an access token of a service account lives, and how many there are at most.
const (
	ServiceTokenLifetime = time.Hour
	maxServiceTokens     = 1000
)

// ServiceToken gives an access token for a client id and its secret; ok is false when they are nobody's.
func (o *Organization) ServiceToken(ctx context.Context, clientID, secret string) (token string, ok bool, err error) {
	a, c, ok, err := o.credentialOf(ctx, secret)
	if err != nil || !ok || c.Type != AuthClientSecret || c.ClientID != clientID {
		return "", false, err
	}
	return o.tokens.Add(serviceGrant{a.ID, c.ID}, ServiceTokenLifetime), true, nil
}

// serviceGrant is whom an access token was given to.
type serviceGrant struct{ account, credential string }

// TokenAccess is what an access token may do, as long as its credential is there.
func (o *Organization) TokenAccess(ctx context.Context, token string) (access APIAccess, ok bool, err error) {
	grant, ok := o.tokens.Get(token)
	if !ok {
		return APIAccess{}, false, nil
	}
	err = o.store.View(ctx, func(tx store.Tx) error {
		a, found, err := serviceAccounts.Get(tx, grant.account)
		ok = found && slices.ContainsFunc(a.Credential, func(c ServiceCredential) bool {
			return c.ID == grant.credential && o.now().Before(c.Expires)
		})
		access = a.access()
		return err
	})
	return access, ok && err == nil, err
}
