package directory

import (
	"context"
	"strings"

	"samlharness/internal/store"
)

// AssignRole gives a user a directory role, named by its template id. A role that the user has already stays.
func (t *Tenant) AssignRole(ctx context.Context, roleTemplateID, userRef string) error {
	return t.changeRole(ctx, roleTemplateID, userRef, "Add member to role", roles.Link)
}

// RemoveRole takes a directory role from a user.
func (t *Tenant) RemoveRole(ctx context.Context, roleTemplateID, userRef string) error {
	return t.changeRole(ctx, roleTemplateID, userRef, "Remove member from role", roles.Unlink)
}

func (t *Tenant) changeRole(
	ctx context.Context, roleTemplateID, userRef, activity string, change func(store.Tx, string, string) error,
) error {
	var member User
	err := t.store.Update(ctx, func(tx store.Tx) error {
		u, err := t.user(tx, userRef)
		if err != nil {
			return err
		}
		member = u.User
		return change(tx, strings.ToLower(roleTemplateID), u.ID)
	})
	if err == nil {
		e := userEvent(activity, "Assign", member, modified("Role.TemplateId", "", strings.ToLower(roleTemplateID)))
		e.Category = "RoleManagement"
		t.audit(ctx, e)
	}
	return err
}

// RoleMembers returns the accounts that have a role, ordered by their ids.
func (t *Tenant) RoleMembers(ctx context.Context, roleTemplateID string) ([]User, error) {
	members := []User{}
	err := t.store.View(ctx, func(tx store.Tx) error {
		for id, err := range roles.Rights(tx, strings.ToLower(roleTemplateID)) {
			if err != nil {
				return err
			}
			u, err := t.user(tx, id)
			if err != nil {
				return err
			}
			members = append(members, u.User)
		}
		return nil
	})
	return members, err
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
	err := t.store.View(ctx, func(tx store.Tx) error {
		for pair, err := range roles.Pairs(tx) {
			if err != nil {
				return err
			}
			u, err := t.user(tx, pair.Right)
			if err != nil {
				return err
			}
			assignments = append(assignments, RoleAssignment{RoleTemplateID: pair.Left, User: u.User})
		}
		return nil
	})
	return assignments, err
}
