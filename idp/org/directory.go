package org

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Directory is the organization's Microsoft 365 directory. Source: JumpCloud API 2.0, office365.
type Directory struct {
	// ID is derived from the organization's, since every organization here has one directory.
	ID   string `json:"-"`
	Name string `json:"name"`
	// Domain is that of the organization's Microsoft 365 application; "" without one.
	Domain        string `json:"-"`
	GroupsEnabled bool   `json:"groupsEnabled"`
	// UserLockoutAction and UserPasswordExpirationAction are what becomes of the account at Microsoft: "suspend" or
	// "maintain".
	UserLockoutAction            string            `json:"userLockoutAction"`
	UserPasswordExpirationAction string            `json:"userPasswordExpirationAction"`
	Rules                        []TranslationRule `json:"rules,omitzero"`
}

// TranslationRule exports a field of the user to Microsoft.
type TranslationRule struct {
	ID      string `json:"id"`
	BuiltIn string `json:"builtIn"`
}

// DirectoryUpdate changes those members of the directory that are not nil.
type DirectoryUpdate struct {
	Name, UserLockoutAction, UserPasswordExpirationAction *string
	GroupsEnabled                                         *bool
}

// DirectoryID is the id of the Microsoft 365 directory.
func (o *Organization) DirectoryID() string { return derivedID(o.ID(), TemplateOffice365) }

// Directory is the Microsoft 365 directory.
func (o *Organization) Directory(ctx context.Context) (Directory, error) {
	d := o.settings.Load().Directory
	d.ID, d.Name = o.DirectoryID(), cmp.Or(d.Name, "Microsoft 365")
	d.UserLockoutAction = cmp.Or(d.UserLockoutAction, "maintain")
	d.UserPasswordExpirationAction = cmp.Or(d.UserPasswordExpirationAction, "maintain")
	d.Rules = slices.Clone(d.Rules)
	apps, err := o.Applications(ctx)
	for _, a := range apps {
		if a.Name == TemplateOffice365 && d.Domain == "" {
			d.Domain = strings.TrimPrefix(strings.TrimPrefix(a.EntityID, "https://"), "urn:uri:")
		}
	}
	return d, err
}

// UpdateDirectory changes the Microsoft 365 directory.
func (o *Organization) UpdateDirectory(ctx context.Context, change DirectoryUpdate) (Directory, error) {
	for name, action := range map[string]*string{
		"userLockoutAction":            change.UserLockoutAction,
		"userPasswordExpirationAction": change.UserPasswordExpirationAction,
	} {
		if action != nil && *action != "suspend" && *action != "maintain" {
			return Directory{}, invalid(name, "suspend or maintain", *action)
		}
	}
	if name := change.Name; name != nil {
		if err := checkIdentifier("name", *name); err != nil {
			return Directory{}, err
		}
	}
	_, err := o.changeSettings(ctx, func(s *settings) {
		assign(&s.Directory.Name, change.Name)
		assign(&s.Directory.GroupsEnabled, change.GroupsEnabled)
		assign(&s.Directory.UserLockoutAction, change.UserLockoutAction)
		assign(&s.Directory.UserPasswordExpirationAction, change.UserPasswordExpirationAction)
	})
	if err != nil {
		return Directory{}, err
	}
	d, err := o.Directory(ctx)
	o.changed(ctx, err, "o365_directory_update", "office_365", d.ID, d.Name)
	return d, err
}

// AddTranslationRule exports one more field of the users who are bound from now on. Each rule is there once.
func (o *Organization) AddTranslationRule(ctx context.Context, builtIn string) (TranslationRule, error) {
	if !slices.Contains(BuiltInTranslations(), builtIn) {
		return TranslationRule{}, invalid("builtIn", "one of "+strings.Join(BuiltInTranslations(), ", "), builtIn)
	}
	rule, there := TranslationRule{ID: o.newID(), BuiltIn: builtIn}, false
	_, err := o.changeSettings(ctx, func(s *settings) {
		there = slices.ContainsFunc(s.Directory.Rules, func(r TranslationRule) bool { return r.BuiltIn == builtIn })
		if !there {
			s.Directory.Rules = append(slices.Clip(s.Directory.Rules), rule)
		}
	})
	if err == nil && there {
		err = taken("translation rule", "builtIn", builtIn)
	}
	return rule, err
}

// DeleteTranslationRule ends an export; what Microsoft has of it stays there.
func (o *Organization) DeleteTranslationRule(ctx context.Context, id string) error {
	there := false
	_, err := o.changeSettings(ctx, func(s *settings) {
		there = slices.ContainsFunc(s.Directory.Rules, func(r TranslationRule) bool { return r.ID == id })
		s.Directory.Rules = slices.DeleteFunc(slices.Clone(s.Directory.Rules), func(r TranslationRule) bool {
			return r.ID == id
		})
	})
	if err == nil && !there {
		err = notFound("translation rule", id)
	}
	return err
}
