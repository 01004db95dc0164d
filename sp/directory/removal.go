package directory

import (
	"context"
	"strings"

	"samlharness/internal/store"
)

// DeleteDomain removes a domain that is neither default nor initial, that has no subdomains and that no user refers to.
func (t *Tenant) DeleteDomain(ctx context.Context, name string) error {
	return t.removeDomain(ctx, name, func(tx store.Tx, row domainRow) error {
		if upn, err := t.referrer(tx, row.Name); err != nil || upn != "" {
			return orRefuse(err, badRequest("Domain '%s' is used by '%s' and cannot be removed.", row.Name, upn))
		}
		return nil
	})
}

// removeDomain removes a domain when what is done about its users lets it.
func (t *Tenant) removeDomain(ctx context.Context, name string, users func(store.Tx, domainRow) error) error {
	activity := "Remove unverified domain"
	err := t.store.Update(ctx, func(tx store.Tx) error {
		row, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		if row.Verified {
			activity = "Remove verified domain"
		}
		if row.Default || row.Initial {
			return badRequest("Domain '%s' is the default or the initial domain and cannot be removed.", row.Name)
		}
		if sub, err := t.subdomain(tx, row.Name); err != nil || sub != "" {
			return orRefuse(err, badRequest("Domain '%s' has the subdomain '%s' and cannot be removed.", row.Name, sub))
		}
		if err := users(tx, row); err != nil {
			return err
		}
		if err := t.reindexIssuers(tx, row.Name, row.issuers(), nil); err != nil {
			return err
		}
		return domains.Delete(tx, row.Name)
	})
	if err == nil {
		t.audit(ctx, domainEvent(activity, "Delete", strings.ToLower(name)))
	}
	return err
}

// PromoteDomain makes a verified subdomain its own root, managed and without configuration.
func (t *Tenant) PromoteDomain(ctx context.Context, name string) error {
	_, err := t.changeDomain(ctx, name, func(tx store.Tx, row *domainRow) error {
		if !row.Verified {
			return badRequest("Unverified domains can't be promoted. Verify the domain before promotion.")
		}
		if row.Parent == "" {
			return badRequest("Domain '%s' is a root domain already.", row.Name)
		}
		d, err := t.effective(tx, *row)
		if err != nil {
			return err
		}
		if d.AuthenticationType() == Federated {
			if upn, err := t.referrer(tx, row.Name); err != nil || upn != "" {
				return orRefuse(err, badRequest("Promoting a subdomain with user references isn't allowed. Migrate the users "+
					"to the current root domain before promotion of the subdomain."))
			}
		}
		row.Parent, row.Root = "", true
		row.Federation, row.HalfFederated = d.Federation, d.HalfFederated // what the sign-in service goes on to see
		return t.setFederation(tx, row, nil, false)
	})
	return err
}

func (t *Tenant) subdomain(tx store.Tx, root string) (string, error) {
	for e, err := range domains.Scan(tx, "") {
		if err != nil || e.Value.Parent == root {
			return e.Value.Name, err
		}
	}
	return "", nil
}

// referrer names a user whose user principal name lies in the domain.
func (t *Tenant) referrer(tx store.Tx, domain string) (string, error) {
	for e, err := range usersByDomain.ScanPrefix(tx, domain+"@") {
		return strings.TrimPrefix(e.Key, domain+"@") + "@" + domain, err // the first is enough
	}
	return "", nil
}
