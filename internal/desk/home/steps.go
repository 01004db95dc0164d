package home

import (
	"fmt"
	"slices"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/shell"
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

func commandLine(words []string) string { return "harness " + shell.Line(words...) }

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

// enableStep gives Microsoft what JumpCloud exports, or the new certificate for one that was regenerated.
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
	known, signs := s.certificates("", d.Federation.SigningCertificate), signing(d.App)
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

// signing is the thumbprint of the certificate that an application signs with, "" when it cannot be read.
func signing(a *org.Application) string {
	c, err := certs.ParseDER(a.Certificate)
	if err != nil {
		return ""
	}
	return certs.Thumbprint(c)
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

// signInStep is what all of it is for.
func (s *state) signInStep(d domain) step {
	last := step{
		ID: "signin", Title: "Sign in, from Microsoft and from the tile",
		Detail: "JumpCloud asks for the password, Microsoft takes its word.",
	}
	if p, found := s.first[d.Name]; found {
		last.Title = "Sign in as " + p.name() + ", from Microsoft and from the tile"
		last.commands = [][]string{{"signin", p.address()}, {"signin", p.address(), "--idp-initiated"}}
		last.Links = []link{{"Microsoft 365", s.signIn(p)}, {"User Portal", s.portal(p)}}
	}
	return last
}
