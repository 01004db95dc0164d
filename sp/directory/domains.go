package directory

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"samlharness/internal/domainname"
	"samlharness/internal/store"
)

func newDomain(tenant, name string) Domain {
	sum := sha256.Sum256([]byte(tenant + "/" + name))
	return Domain{Name: name, AdminManaged: true, PasswordValidityDays: 2147483647, PasswordNotificationDays: 14,
		SupportedServices: []string{}, VerificationText: fmt.Sprintf("MS=ms%08d",
			binary.BigEndian.Uint32(sum[:4])%100_000_000)}
}

func (d *Domain) verify() {
	d.Verified, d.Root = true, d.Parent == ""
	d.SupportedServices = []string{"Email", "OfficeCommunicationsOnline"}
}

// Domains returns all domains, ordered by name.
func (t *Tenant) Domains(ctx context.Context) ([]Domain, error) {
	var all []Domain
	err := t.store.View(ctx, func(tx store.Tx) error {
		var err error
		all, err = t.domains(tx)
		return err
	})
	return all, err
}

func (t *Tenant) domains(tx store.Tx) ([]Domain, error) {
	var all []Domain
	for e, err := range domains.Scan(tx, "") {
		if err != nil {
			return nil, err
		}
		d, err := t.effective(tx, e.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// Domain returns one domain; the name's case does not matter. A name that is not the tenant's is a refusal, see
// [IsNotFound].
func (t *Tenant) Domain(ctx context.Context, name string) (Domain, error) {
	var d Domain
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		d, err = t.effective(tx, row)
		return err
	})
	return d, err
}

// domain reads a stored domain.
func (t *Tenant) domain(tx store.Tx, name string) (domainRow, error) {
	row, ok, err := domains.Get(tx, strings.ToLower(name))
	if err == nil && !ok {
		err = NotFound(name)
	}
	return row, err
}

// effective is the domain with what it inherits, for its receiver to change.
func (t *Tenant) effective(tx store.Tx, row domainRow) (Domain, error) {
	d := row.Domain
	if d.Parent != "" {
		root, err := t.domain(tx, d.Parent)
		if err != nil {
			return Domain{}, fmt.Errorf("root of %s: %w", d.Name, err)
		}
		d.Federation, d.HalfFederated = root.Federation, root.HalfFederated
	}
	return d.clone(), nil
}

// AddDomain adds an unverified domain. A subdomain of a verified root is verified at once and takes part in the root's
// federation.
func (t *Tenant) AddDomain(ctx context.Context, name string) (Domain, error) {
	name = strings.ToLower(name)
	if !domainname.Valid(name) {
		return Domain{}, badRequest("'%s' is not a valid domain name.", name)
	}
	if strings.HasSuffix(name, "."+t.cloud.InitialSuffix()) {
		return Domain{}, badRequest("'%s' is a name of Microsoft's; it cannot be added as a domain.", name)
	}
	var d Domain
	err := t.store.Update(ctx, func(tx store.Tx) error {
		if _, ok, err := domains.Get(tx, name); err != nil || ok {
			return orRefuse(err, conflict("id"))
		}
		row := domainRow{Domain: newDomain(t.id, name)}
		parent, err := t.rootOf(tx, name)
		if err != nil {
			return err
		}
		if parent != "" {
			row.Parent = parent
			row.verify()
		}
		if err := domains.Put(tx, name, row); err != nil {
			return err
		}
		d, err = t.effective(tx, row)
		return err
	})
	if err == nil {
		t.audit(ctx, domainEvent("Add unverified domain", "Add", name))
	}
	return d, err
}

// rootOf names the verified root domain that a name lies under.
func (t *Tenant) rootOf(tx store.Tx, name string) (string, error) {
	for {
		_, rest, ok := strings.Cut(name, ".")
		if !ok {
			return "", nil
		}
		row, found, err := domains.Get(tx, rest)
		if err != nil || found && row.Root {
			return row.Name, err
		}
		name = rest
	}
}

// VerifyDomain marks a domain as verified, as if its TXT record had been found.
func (t *Tenant) VerifyDomain(ctx context.Context, name string) (Domain, error) {
	d, err := t.changeDomain(ctx, name, func(_ store.Tx, row *domainRow) error {
		if row.Verified {
			return badRequest("Domain '%s' is already verified.", row.Name)
		}
		row.verify()
		return nil
	})
	if err == nil {
		t.audit(ctx, domainEvent("Verify domain", "Update", d.Name))
	}
	return d, err
}

// SetPasswordPeriods changes after how many days passwords expire in a managed domain, and how many days before that
// people are told; nil leaves one as it is.
func (t *Tenant) SetPasswordPeriods(ctx context.Context, name string, validity, notification *int) error {
	_, err := t.changeDomain(ctx, name, func(tx store.Tx, row *domainRow) error {
		if err := mustBeVerified(row); err != nil {
			return err
		}
		d, err := t.effective(tx, *row)
		if err != nil {
			return err
		}
		if d.AuthenticationType() == Federated {
			return badRequest("Domain '%s' is federated; the passwords of its users are not Microsoft's.", row.Name)
		}
		set(&row.PasswordValidityDays, validity)
		set(&row.PasswordNotificationDays, notification)
		return nil
	})
	return err
}

// SetSupportedServices replaces the services assigned to a verified domain.
func (t *Tenant) SetSupportedServices(ctx context.Context, name string, services []string) error {
	_, err := t.changeDomain(ctx, name, func(_ store.Tx, row *domainRow) error {
		if err := mustBeVerified(row); err != nil {
			return err
		}
		row.SupportedServices = append([]string{}, services...)
		return nil
	})
	return err
}

// SetDefaultDomain makes a verified, managed domain the default one.
func (t *Tenant) SetDefaultDomain(ctx context.Context, name string) error {
	_, err := t.changeDomain(ctx, name, func(tx store.Tx, row *domainRow) error {
		if err := mustBeVerified(row); err != nil {
			return err
		}
		d, err := t.effective(tx, *row)
		if err != nil {
			return err
		}
		if d.AuthenticationType() == Federated {
			return badRequest("Domain '%s' is federated; only a managed domain can be the default domain.", d.Name)
		}
		if err := t.dropDefault(tx); err != nil {
			return err
		}
		row.Default = true
		return nil
	})
	return err
}

func (t *Tenant) dropDefault(tx store.Tx) error {
	old, err := domains.Select(tx, func(r domainRow) bool { return r.Default })
	if err != nil {
		return err
	}
	for _, row := range old {
		row.Default = false
		if err := domains.Put(tx, row.Name, row); err != nil {
			return err
		}
	}
	return nil
}

// changeDomain rewrites a domain and returns it as it is then. What the row points to must not be changed.
func (t *Tenant) changeDomain(
	ctx context.Context, name string, change func(store.Tx, *domainRow) error,
) (Domain, error) {
	var d Domain
	err := t.store.Update(ctx, func(tx store.Tx) error {
		row, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		if err := change(tx, &row); err != nil {
			return err
		}
		if err := domains.Put(tx, row.Name, row); err != nil {
			return err
		}
		d, err = t.effective(tx, row)
		return err
	})
	return d, err
}

func mustBeVerified(row *domainRow) error {
	if row.Verified {
		return nil
	}
	return badRequest("Domain '%s' is not verified; only a verified domain can be changed.", row.Name)
}
