package org

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
)

// Preferences are the settings that the organization's API shows: a JSON object of the API's own members, such as
// newSystemUserStateDefaults and passwordPolicy. What is kept here and has no other place in this package is shown and
// has no effect.
type Preferences map[string]any

// DisplayName is what the organization is called; it stands in the certificates that are made from now on.
func (o *Organization) DisplayName() string { return cmp.Or(o.settings.Load().DisplayName, o.name) }

// Preferences are the organization's. Nobody changes what it returns.
func (o *Organization) Preferences() Preferences { return o.settings.Load().Preferences }

// OrganizationUpdate changes those members of the organization that are not nil.
type OrganizationUpdate struct {
	DisplayName *string
	// Preferences replaces all of them: JumpCloud wants the whole object.
	Preferences *Preferences
}

// maxPreferences bounds the settings in bytes of JSON.
const maxPreferences = 64 << 10

// UpdateOrganization changes the organization itself.
func (o *Organization) UpdateOrganization(ctx context.Context, change OrganizationUpdate) error {
	if name := change.DisplayName; name != nil &&
		(strings.TrimSpace(*name) == "" || len(*name) > maxName || strings.ContainsFunc(*name, unprintable)) {
		return invalid("displayName", "1 to 1024 printable characters", *name)
	}
	if change.Preferences != nil {
		if raw, err := json.Marshal(*change.Preferences); err != nil || len(raw) > maxPreferences {
			return invalid("settings", "an object of at most 64 KiB", "a longer one")
		}
	}
	before := o.DisplayName()
	_, err := o.changeSettings(ctx, func(s *settings) {
		assign(&s.DisplayName, change.DisplayName)
		assign(&s.Preferences, change.Preferences)
	})
	o.changed(ctx, err, "organization_update", "organization", o.ID(), o.DisplayName(),
		differences(Change{"displayName", before, o.DisplayName()})...)
	return err
}

// StateOfNewUsers is what the settings say of users that one call makes: newSystemUserStateDefaults.manualEntry.
// Source: JumpCloud API 1.0, organizationsettings.
func (o *Organization) StateOfNewUsers() State {
	defaults, _ := o.Preferences()["newSystemUserStateDefaults"].(map[string]any)
	if defaults["manualEntry"] == string(Staged) {
		return Staged
	}
	return Activated
}
