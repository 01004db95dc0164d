package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/internal/store"
)

// version is a federation state of a domain that the sign-in service sees from an instant on.
type version struct {
	VisibleAt  time.Time
	Federation *Federation `json:",omitempty"`
	Half       bool        `json:",omitempty"`
}

// seen is what the sign-in service sees of a domain's federation at an instant: the newest change that has reached it.
func (r domainRow) seen(now time.Time) version {
	for _, v := range slices.Backward(r.History) {
		if !v.VisibleAt.After(now) {
			return v
		}
	}
	return version{Federation: r.Federation, Half: r.HalfFederated}
}

// issuers are the issuer URIs that the domain has, or that the sign-in service may still see, as they stand in the
// table.
func (r domainRow) issuers() []string {
	var keys []string
	for _, v := range append(slices.Clone(r.History), version{Federation: r.Federation}) {
		if v.Federation != nil && !slices.Contains(keys, looseIssuer(v.Federation.IssuerURI)) {
			keys = append(keys, looseIssuer(v.Federation.IssuerURI))
		}
	}
	return keys
}

// looseIssuer is an issuer URI without what people mistake: case, scheme, blanks around it and slashes at its end.
func looseIssuer(uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	for _, scheme := range []string{"https://", "http://", "urn:uri:"} {
		uri = strings.TrimPrefix(uri, scheme)
	}
	return "//" + strings.TrimRight(uri, "/")
}

// setFederation changes a domain's federation; the caller saves the row. The sign-in service goes on to see what it
// sees now until the delay is over.
func (t *Tenant) setFederation(tx store.Tx, row *domainRow, f *Federation, half bool) error {
	now := t.clock.Now()
	change := version{VisibleAt: now.Add(time.Duration(t.delay.Load())).UTC(), Federation: f, Half: half}
	before := row.issuers()
	history := []version{row.seen(now)}
	for _, v := range row.History {
		if v.VisibleAt.After(now) && v.VisibleAt.Before(change.VisibleAt) { // else the change overtakes it
			history = append(history, v)
		}
	}
	row.Federation, row.HalfFederated = f, half
	row.History = nil
	if change.VisibleAt.After(now) {
		row.History = append(history, change)
	}
	return t.reindexIssuers(tx, row.Name, before, row.issuers())
}

// reindexIssuers moves a domain from the issuers it had to those it has.
func (t *Tenant) reindexIssuers(tx store.Tx, domain string, before, after []string) error {
	for _, issuer := range slices.Concat(before, after) {
		names, _, err := issuers.Get(tx, issuer)
		if err != nil {
			return err
		}
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == domain })
		if slices.Contains(after, issuer) {
			names = append(names, domain)
		}
		if len(names) == 0 {
			err = issuers.Delete(tx, issuer)
		} else {
			err = issuers.Put(tx, issuer, names)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SignInDomain is a verified domain as the sign-in service sees it now; false when the tenant has none of that name.
// The name's case does not matter.
func (t *Tenant) SignInDomain(ctx context.Context, name string) (Domain, bool, error) {
	var d Domain
	found := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, ok, err := domains.Get(tx, strings.ToLower(name))
		if err != nil || !ok || !row.Verified {
			return err
		}
		source := row
		if row.Parent != "" {
			if source, err = t.domain(tx, row.Parent); err != nil {
				return err
			}
		}
		d, found = source.asSeen(row.Domain, t.clock.Now()), true
		return nil
	})
	return d, found, err
}

func (r domainRow) asSeen(d Domain, now time.Time) Domain {
	v := r.seen(now)
	d.Federation, d.HalfFederated = v.Federation, v.Half
	return d.clone()
}

// RealmByIssuer is the domain whose issuer URI is exactly this, as the sign-in service sees it now; false when there is
// none. A subdomain is found under its root.
func (t *Tenant) RealmByIssuer(ctx context.Context, issuer string) (Domain, bool, error) {
	var d Domain
	found := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		names, _, err := issuers.Get(tx, looseIssuer(issuer))
		if err != nil {
			return err
		}
		for _, name := range names {
			row, err := t.domain(tx, name)
			if err != nil {
				return err
			}
			seen := row.asSeen(row.Domain, t.clock.Now())
			if seen.Federation != nil && seen.Federation.IssuerURI == issuer {
				d, found = seen, true
				return nil
			}
		}
		return nil
	})
	return d, found, err
}

// RealmNear is a federated domain whose issuer URI differs from this by case, scheme, blanks or slashes at its end
// only, or that is federated so newly that the sign-in service does not see it yet; false when there is none. It serves
// the explanation of a refusal.
func (t *Tenant) RealmNear(ctx context.Context, issuer string) (Domain, bool, error) {
	var d Domain
	found := false
	err := t.store.View(ctx, func(tx store.Tx) error {
		names, _, err := issuers.Get(tx, looseIssuer(issuer))
		for _, name := range slices.Sorted(slices.Values(names)) {
			row, err := t.domain(tx, name)
			if err != nil {
				return err
			}
			if f := row.Federation; f != nil && looseIssuer(f.IssuerURI) == looseIssuer(issuer) {
				d, found = row.clone(), true
				return nil
			}
		}
		return err
	})
	return d, found, err
}
