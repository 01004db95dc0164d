package directory

import (
	"context"
	"strings"

	"samlharness/internal/store"
)

// maxForced is how many objects may refer to a domain that is deleted by force (Microsoft Graph REST v1.0: domain:
// forceDelete).
const maxForced = 1000

// ForceDeleteDomain removes a domain although users refer to it: they get names in the initial domain, and are disabled
// when that is asked for.
func (t *Tenant) ForceDeleteDomain(ctx context.Context, name string, disable bool) error {
	return t.removeDomain(ctx, name, func(tx store.Tx, row domainRow) error {
		return t.renameAway(tx, row.Name, disable)
	})
}

// renameAway moves the users of a domain to the initial one.
func (t *Tenant) renameAway(tx store.Tx, domain string, disable bool) error {
	initial, err := domains.Select(tx, func(r domainRow) bool { return r.Initial })
	if err != nil {
		return err
	}
	var ids []string
	for e, err := range usersByDomain.ScanPrefix(tx, domain+"@") {
		if err != nil {
			return err
		}
		if ids = append(ids, e.Value); len(ids) > maxForced {
			return badRequest("Domain '%s' has more than %d references and cannot be removed by force.", domain, maxForced)
		}
	}
	for _, id := range ids {
		before, err := t.user(tx, id)
		if err != nil {
			return err
		}
		after := *before
		local, _, _ := strings.Cut(before.UserPrincipalName, "@")
		after.UserPrincipalName = local + "@" + initial[0].Name
		after.AccountEnabled = before.AccountEnabled && !disable
		if err := t.saveUser(tx, *before, after); err != nil {
			return err
		}
	}
	return nil
}
