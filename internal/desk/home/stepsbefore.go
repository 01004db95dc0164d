package home

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/world"
)

// verifyStep is for a domain whose ownership is not proved.
func (s *state) verifyStep(d domain) []step {
	if d.Verified {
		return nil
	}
	return []step{{
		ID: "verify", Title: "Verify " + d.Name, Runs: true,
		Detail: "Microsoft federates verified domains alone. Here it counts as if its DNS record " + d.VerificationText +
			" were in place.",
		commands: [][]string{{"entra", "domain", "verify", d.Name}},
	}}
}

// failsafeStep warns where nobody could sign in to mend a broken federation.
func (s *state) failsafeStep(d domain) []step {
	if len(s.failsafe(d.Name)) > 0 {
		return nil
	}
	return []step{{
		ID: "failsafe", Title: "Keep a Global Administrator outside " + d.Name, Class: "warn",
		Detail: "Without one nobody can sign in to Microsoft when single sign-on is broken. A world file names them under " +
			"administrators.",
	}}
}

// bindStep gives users their immutable ID.
func (s *state) bindStep(d domain) step {
	all := step{
		ID: "bind", Title: "Bind the users to the Microsoft 365 directory", done: d.Bound > 0, Runs: true,
		Detail:   fmt.Sprintf("%d of %d people of %s have an immutable ID at both companies.", d.Bound, d.Users, d.Name),
		commands: [][]string{{"jumpcloud", "directory", "bind", "--all"}},
	}
	switch {
	case d.Users == 0:
		all.Runs = false
		all.Detail = "Nobody at JumpCloud has an address in " + d.Name + " yet."
		all.commands = [][]string{
			{"jumpcloud", "user", "add", "dora@" + d.Name, "--password", world.DemoJumpCloudPassword},
			{"entra", "user", "add", "dora@" + d.Name},
			{"jumpcloud", "directory", "bind", "dora@" + d.Name},
		}
	case d.Bound == d.Users:
		all.commands = nil
	}
	return all
}

// applicationStep makes the application whose IdP Entity ID names the domain.
func (s *state) applicationStep(d domain) step {
	create := step{
		ID: "application", Title: "Create the Microsoft 365 application", done: d.App != nil && d.App.Active, Runs: true,
		Detail:   "Its IdP Entity ID is https://" + d.Name + ".",
		commands: [][]string{{"jumpcloud", "app", "create", org.TemplateOffice365, "--domain", d.Name}},
	}
	switch {
	case d.App != nil && !d.App.Active:
		create.Title, create.Detail = "Switch the application on", d.App.Label+" is there, and not active."
		create.commands = [][]string{{"jumpcloud", "app", "set", d.App.Slug, "--active"}}
	case d.App != nil:
		create.Detail, create.commands = fmt.Sprintf("%s signs as %s.", d.App.Label, d.App.EntityID), nil
	case slices.ContainsFunc(s.apps, func(a org.Application) bool { return a.Slug == org.TemplateOffice365 }):
		create.commands[0] = append(create.commands[0], "--slug", d.Name)
	}
	return create
}

// slugOf is how verbs name the domain's application, also while it is yet to be made.
func slugOf(d domain) string {
	if d.App != nil {
		return d.App.Slug
	}
	return org.TemplateOffice365
}

// groupStep lets people use it: without a group nobody may.
func (s *state) groupStep(d domain) step {
	bind := step{
		ID: "group", Title: "Let a group use it", Runs: true,
		Detail:   "Users are denied until a group of theirs is bound.",
		commands: [][]string{{"jumpcloud", "group", "bind", org.AllUsers, slugOf(d)}},
	}
	if d.App != nil && len(s.groups[d.App.ID]) > 0 {
		bind.done, bind.commands = true, nil
		bind.Detail = strings.Join(s.groups[d.App.ID], ", ") + " may use " + d.App.Label + "."
	}
	return bind
}
