package directory

import (
	"context"
	"strings"
)

// GlobalAdministrator is the template id of the role (microsoft-graph.md §2).
const GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// AssignRole gives a user a directory role, named by its template id. A role that the user has already stays.
func (t *Tenant) AssignRole(ctx context.Context, roleTemplateID, userRef string) error {
	return t.store.Update(ctx, func(tx Tx) error {
		u, err := t.user(tx, userRef)
		if err != nil {
			return err
		}
		return tx.Put(bucketRoles, roleKey(roleTemplateID, u.ID), []byte("true"))
	})
}

// RemoveRole takes a directory role from a user.
func (t *Tenant) RemoveRole(ctx context.Context, roleTemplateID, userRef string) error {
	return t.store.Update(ctx, func(tx Tx) error {
		u, err := t.user(tx, userRef)
		if err != nil {
			return err
		}
		return tx.Delete(bucketRoles, roleKey(roleTemplateID, u.ID))
	})
}

// RoleMembers returns the accounts that have a role, ordered by their ids.
func (t *Tenant) RoleMembers(ctx context.Context, roleTemplateID string) ([]User, error) {
	users := []User{}
	prefix := roleKey(roleTemplateID, "")
	err := t.store.View(ctx, func(tx Tx) error {
		for e, err := range tx.Scan(bucketRoles, prefix) {
			if err != nil {
				return err
			}
			id, ok := strings.CutPrefix(e.Key, prefix)
			if !ok {
				break
			}
			u, err := t.user(tx, id)
			if err != nil {
				return err
			}
			users = append(users, u)
		}
		return nil
	})
	return users, err
}

func (t *Tenant) dropRoles(tx Tx, userID string) error {
	var keys []string
	for e, err := range tx.Scan(bucketRoles, "") {
		if err != nil {
			return err
		}
		if strings.HasSuffix(e.Key, "/"+userID) {
			keys = append(keys, e.Key)
		}
	}
	for _, key := range keys {
		if err := tx.Delete(bucketRoles, key); err != nil {
			return err
		}
	}
	return nil
}

func roleKey(template, user string) string {
	return strings.ToLower(template) + "/" + strings.ToLower(user)
}
