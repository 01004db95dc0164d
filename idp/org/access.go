package org

import (
	"context"
	"slices"
	"strings"

	"samlharness/internal/wire/xmldsig"
)

// Access is what a user has of an application at one moment.
type Access struct {
	Application Application
	// Groups are the names of the user's groups that are bound to the application; without any there is no access.
	Groups []string

	key []byte // PKCS #8
}

// Access finds an active or inactive application by its slug, with what the user has of it; ok is false when there is
// no such application. All of it is of one moment, with the pair of key and certificate.
func (o *Organization) Access(ctx context.Context, slug, userID string) (access Access, ok bool, err error) {
	err = o.store.View(ctx, func(tx Tx) error {
		var r applicationRecord
		if r, ok, err = loadIndexed[applicationRecord](tx, tableAppBySlug, slug, tableApplications); err != nil || !ok {
			return err
		}
		access.Application, access.key = r.Application, r.PrivateKey
		ids, err := grantsTo(tx, userID, r.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			g, _, err := load[Group](tx, tableGroups, id)
			if err != nil {
				return err
			}
			access.Groups = append(access.Groups, g.Name)
		}
		return nil
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
func (o *Organization) Tiles(ctx context.Context, userID string) ([]Application, error) {
	var list []Application
	err := o.store.View(ctx, func(tx Tx) error {
		apps, err := collect(tx, tableApplications, func(a Application) bool { return a.Active && !a.Hidden })
		if err != nil {
			return err
		}
		for _, a := range apps {
			groups, err := grantsTo(tx, userID, a.ID)
			if err != nil {
				return err
			}
			if len(groups) > 0 {
				list = append(list, a)
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Application) int { return strings.Compare(fold(a.Label), fold(b.Label)) })
	return list, err
}

// grantsTo lists the groups through which a user has an application; none means no access.
func grantsTo(tx Tx, userID, appID string) ([]string, error) {
	var groups []string
	for group := range links(tx, tableAppGroups, appID) {
		member, err := linked(tx, tableMembers, group, userID)
		if err != nil {
			return nil, err
		}
		if member {
			groups = append(groups, group)
		}
	}
	return groups, nil
}
