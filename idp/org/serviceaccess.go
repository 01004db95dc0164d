package org

import (
	"context"
	"slices"
	"time"

	"samlharness/internal/store"
)

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
		for _, one := range a.Credentials {
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
		By:       Initiator{Type: "admin", ID: a.ID, Email: a.ID + "@serviceaccounts.invalid"},
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
		ok = found && slices.ContainsFunc(a.Credentials, func(c ServiceCredential) bool {
			return c.ID == grant.credential && o.now().Before(c.Expires)
		})
		access = a.access()
		return err
	})
	return access, ok && err == nil, err
}
