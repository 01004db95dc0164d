package org

import (
	"context"
	"maps"
	"slices"

	"samlharness/internal/store"
	"samlharness/internal/wire/xmldsig"
)

// Access is what a user has of an application at one moment.
type Access struct {
	Application Application
	// Groups are the names of the user's groups that are bound to the application; without any there is no access.
	Groups []string
	// Direct tells that the application was granted to the user alone, by an association of the API.
	Direct bool

	key []byte // PKCS #8
}

// Access finds an active or inactive application with single sign-on by its slug, with what the user has of it; ok is
// false when there is no such application. All of it is of one moment, with the pair of key and certificate.
func (o *Organization) Access(ctx context.Context, slug, userID string) (access Access, ok bool, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		r, found, err := applications.Named(tx, appBySlug, slug)
		if err != nil || !found || r.IsBookmark() {
			return err
		}
		through, err := grantsTo(tx, userID, r.ID)
		for _, g := range through {
			access.Groups = append(access.Groups, g.Name)
		}
		access.Application, access.key, ok = r.shown(), r.PrivateKey, true
		if err == nil {
			access.Direct, err = userGrants.Linked(tx, r.ID, userID)
		}
		return err
	})
	return access, ok, err
}

// Signer signs for the application that was accessed.
func (o *Organization) Signer(a Access) (xmldsig.Signer, error) {
	key, err := o.parsed.key(a.Application, a.key)
	if err != nil {
		return xmldsig.Signer{}, err
	}
	return xmldsig.Signer{Key: key, Certificate: a.Application.Certificate, Method: a.Application.SignatureMethod}, nil
}

// Tiles lists the applications that a user sees in the User Portal, by label: those that are active, shown and granted.
// It looks at the user's groups and what they were granted, not at the other applications.
func (o *Organization) Tiles(ctx context.Context, userID string) ([]Application, error) {
	granted := map[string]Application{} // by what they are sorted by
	err := o.store.View(ctx, func(tx store.Tx) error {
		ids, err := grantedTo(tx, userID)
		for _, id := range ids {
			a, _, err := applications.Get(tx, id)
			if err != nil {
				return err
			}
			if a.Active && !a.Hidden {
				granted[fold(a.Label)+"\x00"+id] = a.shown()
			}
		}
		return err
	})
	var list []Application
	for _, key := range slices.Sorted(maps.Keys(granted)) {
		list = append(list, granted[key])
	}
	return list, err
}

// grantedTo lists the applications of a user's groups and those of the user alone, some of them more than once.
func grantedTo(tx store.Tx, userID string) ([]string, error) {
	ids, err := store.IDs(userGrants.Lefts(tx, userID))
	if err != nil {
		return nil, err
	}
	for group, err := range members.Lefts(tx, userID) {
		if err != nil {
			return nil, err
		}
		more, err := store.IDs(grants.Lefts(tx, group))
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// grantsTo lists the groups through which a user has an application; none means no access.
func grantsTo(tx store.Tx, userID, appID string) ([]Group, error) {
	bound, err := linked(tx, grants.Rights(tx, appID), groups)
	if err != nil {
		return nil, err
	}
	var through []Group
	for _, g := range bound {
		member, err := members.Linked(tx, g.ID, userID)
		if err != nil {
			return nil, err
		}
		if member {
			through = append(through, g)
		}
	}
	return through, nil
}

// SPCertificate is the DER of the certificate with which an application's requests are verified; nil when it has none,
// or when there is no such application.
func (o *Organization) SPCertificate(ctx context.Context, slug string) (der []byte, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		r, _, err := applications.Named(tx, appBySlug, slug)
		der = copied(r.SPCertificate)
		return err
	})
	return der, err
}
