package directory

import (
	"context"
	"strings"
)

// GlobalAdministrator is the template id of the role (Microsoft Learn: Microsoft Entra built-in roles).
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
	assignments, err := t.RoleAssignments(ctx)
	for _, a := range assignments {
		if strings.EqualFold(a.RoleTemplateID, roleTemplateID) {
			users = append(users, a.User)
		}
	}
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

// RoleAssignment says that a user has a directory role.
type RoleAssignment struct {
	// RoleTemplateID is the role's template id, in lower case.
	RoleTemplateID string
	User           User
}

// RoleAssignments returns all assignments, ordered by role and user id.
func (t *Tenant) RoleAssignments(ctx context.Context) ([]RoleAssignment, error) {
	var assignments []RoleAssignment
	err := t.store.View(ctx, func(tx Tx) error {
		for e, err := range tx.Scan(bucketRoles, "") {
			if err != nil {
				return err
			}
			template, id, _ := strings.Cut(e.Key, "/")
			u, err := t.user(tx, id)
			if err != nil {
				return err
			}
			assignments = append(assignments, RoleAssignment{RoleTemplateID: template, User: u})
		}
		return nil
	})
	return assignments, err
}
