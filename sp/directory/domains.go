package directory

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"samlharness/internal/domainname"
)

// domainRecord is a stored domain with what the sign-in service still sees of its past.
type domainRecord struct {
	Domain
	History []version `json:",omitempty"`
}

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
	var domains []Domain
	err := t.store.View(ctx, func(tx Tx) error {
		var err error
		domains, err = t.domains(tx)
		return err
	})
	return domains, err
}

func (t *Tenant) domains(tx Tx) ([]Domain, error) {
	var domains []Domain
	for e, err := range tx.Scan(bucketDomains, "") {
		record, err := decode[domainRecord](e, err)
		if err != nil {
			return nil, err
		}
		d, err := t.effective(tx, record)
		if err != nil {
			return nil, err
		}
		domains = append(domains, d)
	}
	return domains, nil
}

// Domain returns one domain; the name's case does not matter. A name that is not the tenant's is an [*Error]
// with status 404.
func (t *Tenant) Domain(ctx context.Context, name string) (Domain, error) {
	var d Domain
	err := t.store.View(ctx, func(tx Tx) error {
		record, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		d, err = t.effective(tx, record)
		return err
	})
	return d, err
}

// domain reads a stored domain.
func (t *Tenant) domain(tx Tx, name string) (domainRecord, error) {
	record, ok, err := load[domainRecord](tx, bucketDomains, strings.ToLower(name))
	if err == nil && !ok {
		err = NotFound(name)
	}
	return record, err
}

// effective is the domain with what it inherits.
func (t *Tenant) effective(tx Tx, record domainRecord) (Domain, error) {
	if record.Parent == "" {
		return record.Domain, nil
	}
	root, err := t.domain(tx, record.Parent)
	if err != nil {
		return Domain{}, fmt.Errorf("root of %s: %w", record.Name, err)
	}
	d := record.Domain
	d.Federation, d.HalfFederated = root.Federation, root.HalfFederated
	return d, nil
}

// AddDomain adds an unverified domain. A subdomain of a verified root is verified at once and takes part in
// the root's federation.
func (t *Tenant) AddDomain(ctx context.Context, name string) (Domain, error) {
	name = strings.ToLower(name)
	if !domainname.Valid(name) {
		return Domain{}, badRequest("'%s' is not a valid domain name.", name)
	}
	var d Domain
	err := t.store.Update(ctx, func(tx Tx) error {
		if _, ok, err := load[domainRecord](tx, bucketDomains, name); err != nil || ok {
			return orRefuse(err, conflict("id"))
		}
		record := domainRecord{Domain: newDomain(t.id, name)}
		parent, err := t.rootOf(tx, name)
		if err != nil {
			return err
		}
		if parent != "" {
			record.Parent = parent
			record.verify()
		}
		if err := save(tx, bucketDomains, name, record); err != nil {
			return err
		}
		d, err = t.effective(tx, record)
		return err
	})
	return d, err
}

// rootOf names the verified root domain that a name lies under.
func (t *Tenant) rootOf(tx Tx, name string) (string, error) {
	for {
		_, rest, ok := strings.Cut(name, ".")
		if !ok {
			return "", nil
		}
		record, found, err := load[domainRecord](tx, bucketDomains, rest)
		if err != nil || found && record.Root {
			return record.Name, err
		}
		name = rest
	}
}

// VerifyDomain marks a domain as verified, as if its TXT record had been found.
func (t *Tenant) VerifyDomain(ctx context.Context, name string) (Domain, error) {
	return t.changeDomain(ctx, name, func(_ Tx, record *domainRecord) error {
		if record.Verified {
			return badRequest("Domain '%s' is already verified.", record.Name)
		}
		record.verify()
		return nil
	})
}

// SetSupportedServices replaces the services assigned to a verified domain.
func (t *Tenant) SetSupportedServices(ctx context.Context, name string, services []string) error {
	_, err := t.changeDomain(ctx, name, func(_ Tx, record *domainRecord) error {
		if err := mustBeVerified(record); err != nil {
			return err
		}
		record.SupportedServices = append([]string{}, services...)
		return nil
	})
	return err
}

// SetDefaultDomain makes a verified, managed domain the default one.
func (t *Tenant) SetDefaultDomain(ctx context.Context, name string) error {
	_, err := t.changeDomain(ctx, name, func(tx Tx, record *domainRecord) error {
		if err := mustBeVerified(record); err != nil {
			return err
		}
		d, err := t.effective(tx, *record)
		if err != nil {
			return err
		}
		if d.AuthenticationType() == Federated {
			return badRequest("Domain '%s' is federated; only a managed domain can be the default domain.", d.Name)
		}
		if err := t.dropDefault(tx); err != nil {
			return err
		}
		record.Default = true
		return nil
	})
	return err
}

func (t *Tenant) dropDefault(tx Tx) error {
	var old []domainRecord
	for e, err := range tx.Scan(bucketDomains, "") {
		record, err := decode[domainRecord](e, err)
		if err != nil {
			return err
		}
		if record.Default {
			record.Default = false
			old = append(old, record)
		}
	}
	for _, record := range old {
		if err := save(tx, bucketDomains, record.Name, record); err != nil {
			return err
		}
	}
	return nil
}

// changeDomain rewrites a domain and returns it as it is then.
func (t *Tenant) changeDomain(ctx context.Context, name string, change func(Tx, *domainRecord) error) (Domain, error) {
	var d Domain
	err := t.store.Update(ctx, func(tx Tx) error {
		record, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		if err := change(tx, &record); err != nil {
			return err
		}
		if err := save(tx, bucketDomains, record.Name, record); err != nil {
			return err
		}
		d, err = t.effective(tx, record)
		return err
	})
	return d, err
}

func mustBeVerified(record *domainRecord) error {
	if record.Verified {
		return nil
	}
	return badRequest("Domain '%s' is not verified; only a verified domain can be changed.", record.Name)
}
