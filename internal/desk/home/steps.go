package home

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/clients"
	"samlharness/sp/directory"
)

// step is one thing of JumpCloud's procedure for single sign-on with Microsoft 365 ("SSO with Microsoft 365") that a
// domain needs.
type step struct {
	ID, Title, Detail string
	done              bool
	Class             string // done, now, later or warn
	// commands are the verbs that do it, Runs says that the page has a button for them.
	commands [][]string
	Runs     bool
	Links    []link
}

type link struct{ Text, URL string }

// Commands are the lines of a terminal that do it.
func (s step) Commands() (lines []string) {
	for _, words := range s.commands {
		lines = append(lines, commandLine(words))
	}
	return lines
}

func commandLine(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = clients.Word(word)
	}
	return "harness " + strings.Join(quoted, " ")
}

// steps are those for a domain, in order: what is done, the one that is next, those after it.
func (s *state) steps(d domain) []step {
	steps := slices.Concat(s.verifyStep(d), s.failsafeStep(d), []step{s.bindStep(d), s.applicationStep(d),
		s.groupStep(d), s.enableStep(d)}, s.waitStep(d), []step{s.signInStep(d)})
	reached := false
	for i := range steps {
		switch {
		case steps[i].Class != "":
		case steps[i].done:
			steps[i].Class = "done"
		case reached:
			steps[i].Class, steps[i].Runs = "later", false
		default:
			steps[i].Class, reached = "now", true
		}
	}
	return steps
}

// verifyStep is for a domain whose ownership is not proved (P6).
func (s *state) verifyStep(d domain) []step {
	if d.Verified {
		return nil
	}
	return []step{{
		ID: "verify", Title: "Verify " + d.Name, Runs: true,
		Detail:   "Microsoft federates verified domains alone. Here it counts as if its DNS record " + d.VerificationText + " were in place.",
		commands: [][]string{{"entra", "domain", "verify", d.Name}},
	}}
}

// failsafeStep warns where nobody could sign in to mend a broken federation (P7).
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

// bindStep gives users their immutable ID (P1, P2).
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
			{"jumpcloud", "user", "add", "dora@" + d.Name, "--password", "JumpCloud-Passw0rd!"},
			{"entra", "user", "add", "dora@" + d.Name},
			{"jumpcloud", "directory", "bind", "dora@" + d.Name},
		}
	case d.Bound == d.Users:
		all.commands = nil
	}
	return all
}

// applicationStep makes the application whose IdP Entity ID names the domain (J1 to J4).
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

// groupStep lets people use it: without a group nobody may (J6).
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

// enableStep gives Microsoft what JumpCloud exports (J5, M4), or the new certificate for one that was regenerated (J7).
func (s *state) enableStep(d domain) step {
	file := "JumpCloud-" + org.TemplateOffice365 + "-metadata.xml"
	exported := [][]string{
		{"jumpcloud", "metadata", "export", slugOf(d), "--out", file},
		{"federation", "enable", "--xml-file", file},
	}
	enable := step{
		ID: "enable", Title: "Federate the domain with the exported metadata", Runs: true, commands: exported,
		Detail: "Password sign-in at Microsoft stops for everybody of " + d.Name + ".",
	}
	if d.AuthenticationType() == directory.Managed {
		return enable
	}
	if reason := s.outdated(d); reason != "" {
		enable.Title, enable.Detail = "Replace the configuration", reason
		enable.commands = append([][]string{{"federation", "disable", "--domain", d.Name}}, exported...)
		return enable
	}
	enable.done, enable.commands = true, nil
	enable.Detail = "Microsoft knows JumpCloud's issuer and certificate."
	return enable
}

// outdated says how what Microsoft has differs from what JumpCloud signs with; "" when it does not, or when another
// identity provider's configuration is there.
func (s *state) outdated(d domain) string {
	if d.Federation == nil {
		return d.Name + " says Federated and has no configuration that can be read."
	}
	if d.App == nil {
		return ""
	}
	known, signs := s.certificates("", d.Federation.SigningCertificate), s.signing(d.App)
	next := s.certificates("", d.Federation.NextSigningCertificate)
	switch {
	case d.Federation.IssuerURI != d.App.EntityID:
		return fmt.Sprintf("Microsoft expects the issuer %s, JumpCloud sends %s.", d.Federation.IssuerURI, d.App.EntityID)
	case !slices.ContainsFunc(append(known, next...), func(c certificate) bool { return c.Thumbprint == signs }):
		return "JumpCloud signs with a certificate that Microsoft does not know. Microsoft does not take the new file " +
			"before the old configuration is disabled."
	}
	return ""
}

// waitStep lets the time pass that Microsoft's sign-in takes to see a change.
func (s *state) waitStep(d domain) []step {
	if d.Seen == "" || d.Seen == d.AuthenticationType() {
		return nil
	}
	delay := s.world.Entra.PropagationDelay().String()
	return []step{{
		ID: "wait", Title: "Wait until the sign-in pages know", Runs: true,
		Detail:   "They still take " + d.Name + " for " + d.Seen + "; a change reaches them after " + delay + ".",
		commands: [][]string{{"clock", "advance", delay}},
	}}
}

// signInStep is what all of it is for (V1, V2).
func (s *state) signInStep(d domain) step {
	last := step{
		ID: "signin", Title: "Sign in, from Microsoft and from the tile",
		Detail: "JumpCloud asks for the password, Microsoft takes its word.",
	}
	for _, p := range s.people {
		if p.domain() != d.Name || !p.bound() || p.microsoft == nil {
			continue
		}
		last.Title = "Sign in as " + p.name() + ", from Microsoft and from the tile"
		last.commands = [][]string{{"signin", p.address()}, {"signin", p.address(), "--idp-initiated"}}
		last.Links = []link{{"Microsoft 365", s.signIn(p)}, {"User Portal", s.portal(p)}}
		break
	}
	return last
}
