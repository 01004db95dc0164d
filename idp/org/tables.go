package org

import (
	"iter"
	"strings"

	"samlharness/internal/store"
)

// The tables of an organization's store, by id, the indexes of what is unique, and the links between ids.
var (
	organization = store.Table[settings]{Name: "organization"} // one row, under rowSettings
	users        = store.Table[userRow]{Name: "users"}
	groups       = store.Table[Group]{Name: "groups"}
	applications = store.Table[applicationRow]{Name: "applications"}

	serviceAccounts   = store.Table[ServiceAccount]{Name: "service-accounts"}
	identityProviders = store.Table[IdentityProvider]{Name: "identity-providers"}
	serviceByDigest   = store.Table[string]{Name: "service-accounts-by-digest"} // of a secret, to the account
	policies          = store.Table[Policy]{Name: "policies"}
	defaultPolicies   = store.Table[PolicyEffect]{Name: "default-policies"} // by type
	ipLists           = store.Table[IPList]{Name: "ip-lists"}

	images = store.Table[Image]{Name: "application-images"} // by the application's id

	userByEmail = store.Index{Name: "users-by-email"}
	userByName  = store.Index{Name: "users-by-username"}
	groupByName = store.Index{Name: "groups-by-name"}
	appBySlug   = store.Index{Name: "applications-by-slug"}
	appByToken  = store.Index{Name: "applications-by-metadata-token"}

	members = store.Links{Name: "group-members"}      // group, user
	grants  = store.Links{Name: "application-groups"} // application, group

	userGrants      = store.Links{Name: "application-users"} // application, user
	directoryGroups = store.Links{Name: "directory-groups"}  // directory, group
)

// rowSettings is the key of the organization's only row.
const rowSettings = "settings"

// settings are what the organization itself keeps in its store.
type settings struct {
	ID     string `json:"id"`
	APIKey string `json:"apiKey"`
	// DisplayName is that of the options until somebody changes it.
	DisplayName string      `json:"displayName,omitempty"`
	Preferences Preferences `json:"preferences,omitzero"`
	Directory   Directory   `json:"directory,omitzero"`
}

// fold makes names comparable: JumpCloud's names differ by more than case.
func fold(s string) string { return strings.ToLower(s) }

// linked reads the values that links lead to.
func linked[T any](tx store.Tx, ids iter.Seq2[string, error], table store.Table[T]) ([]T, error) {
	var list []T
	for id, err := range ids {
		if err != nil {
			return nil, err
		}
		v, _, err := table.Get(tx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}
