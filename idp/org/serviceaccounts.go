package org

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
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
	ID          string              `json:"id"`
	Name        string              `json:"name"`
	Role        Role                `json:"role"`
	Created     time.Time           `json:"created"`
	Credentials []ServiceCredential `json:"credentials,omitzero"`
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
		Credentials: []ServiceCredential{c}}
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
		a.Credentials = append(slices.Clip(a.Credentials), c)
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
		i := slices.IndexFunc(a.Credentials, func(c ServiceCredential) bool { return c.ID == credential })
		if i < 0 {
			return notFound("credential", credential)
		}
		if err := serviceByDigest.Delete(tx, a.Credentials[i].Digest); err != nil {
			return err
		}
		a.Credentials = slices.Delete(slices.Clone(a.Credentials), i, i+1)
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
		for _, c := range a.Credentials {
			if err := serviceByDigest.Delete(tx, c.Digest); err != nil {
				return err
			}
		}
		return serviceAccounts.Delete(tx, id)
	})
}
