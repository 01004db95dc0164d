package directory

import (
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// everybody stands for all people in the table of consents.
const everybody = "*"

// consentKey puts the application first, so that its consents stand together.
func consentKey(userID, appID string) string {
	if userID == "" {
		userID = everybody
	}
	return strings.ToLower(appID) + "/" + userID
}

// Consent notes that a person lets an application act for them with these delegated permissions, or with userID "" that
// an administrator lets it act so for everybody.
func (t *Tenant) Consent(ctx context.Context, userID, appID string, scopes []string) error {
	return t.store.Update(ctx, func(tx store.Tx) error { return consent(tx, userID, appID, scopes) })
}

func consent(tx store.Tx, userID, appID string, scopes []string) error {
	key := consentKey(userID, appID)
	before, _, err := consents.Get(tx, key)
	if err != nil {
		return err
	}
	after := slices.Concat(before, scopes)
	slices.Sort(after)
	return consents.Put(tx, key, slices.Compact(after))
}

// Consented are the delegated permissions that an application has for a person, in order: their own consent and what an
// administrator agreed to for everybody.
func (t *Tenant) Consented(ctx context.Context, userID, appID string) ([]string, error) {
	var all []string
	err := t.store.View(ctx, func(tx store.Tx) error {
		for _, who := range []string{"", userID} {
			scopes, _, err := consents.Get(tx, consentKey(who, appID))
			if err != nil {
				return err
			}
			all = append(all, scopes...)
		}
		return nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}

// forgetConsents removes every consent to an application.
func forgetConsents(tx store.Tx, appID string) error {
	var keys []string
	for e, err := range consents.ScanPrefix(tx, strings.ToLower(appID)+"/") {
		if err != nil {
			return err
		}
		keys = append(keys, e.Key)
	}
	for _, key := range keys {
		if err := consents.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// UserRoles are the template ids of the directory roles that a user has, in order.
func (t *Tenant) UserRoles(ctx context.Context, userID string) ([]string, error) {
	list := []string{}
	err := t.store.View(ctx, func(tx store.Tx) error {
		for id, err := range roles.Lefts(tx, userID) {
			if err != nil {
				return err
			}
			list = append(list, id)
		}
		return nil
	})
	return list, err
}
