package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/domainname"
	"samlharness/internal/script"
)

// CheckReal is [Check] for scripts that are to act on a domain of a real tenant: it names also the lines that such a
// tenant does not allow. Those that a guard keeps from it, such as [emulated], may say anything.
func CheckReal(scripts []Script, domain string) (all Mistakes) {
	for _, s := range scripts {
		doc, mistakes := examine(s, Verbs(), script.Options{})
		all = append(append(all, mistakes...), doc.notReal(domain)...)
	}
	return all
}

// notReal are the lines of a script that a real tenant does not allow; none of a script with mistakes.
func (doc *document) notReal(domain string) Mistakes {
	if doc == nil {
		return nil
	}
	c := &checker{file: doc.name}
	for _, f := range doc.Files {
		if f.Name == worldFile {
			c.add(f.Line, "a real tenant has no "+worldFile, "leave it out: the people who sign in are those of the tenant")
		}
	}
	for _, step := range doc.Steps {
		for _, line := range step.Lines {
			if line.Command == nil || !mayRun(line) {
				continue
			}
			if why, hint := forbidden(line.Command.(command).Call, domain); why != "" {
				c.add(line.Number, why, hint)
			}
		}
	}
	slices.SortStableFunc(c.mistakes, func(a, b Mistake) int { return a.Line - b.Line })
	return c.mistakes
}

// mayRun says whether the guards of a line let it act on a real tenant.
func mayRun(line script.Line) bool {
	return !slices.ContainsFunc(line.Guards, func(g script.Guard) bool {
		return g.Name == whenReal && !g.Want || g.Name == whenEmulated && g.Want
	})
}

const hintEmulated = "guard the line with [emulated], or leave it out"

// forbidden says why a real tenant does not allow a call, and what to do about it; "" when it does.
func forbidden(call *Call, domain string) (why, hint string) {
	name := call.Verb.Name
	switch family, _, _ := strings.Cut(name, " "); {
	case family == "entra":
		return name + " acts on the emulated tenant: the accounts and settings of a real one are its administrators' to " +
			"change", hintEmulated
	case family == "clock" && name != "clock show":
		return name + ": nobody moves the time of a real tenant",
			hintEmulated + "; `federation verify --wait 20m` waits until a change has come through"
	case strings.HasPrefix(name, "jumpcloud directory"):
		return name + " would write immutable IDs into the tenant: whoever signs in is bound already, with the one that " +
			"the tenant has", hintEmulated
	case name == "world export":
		return name + " writes a whole world to a file, and here the tenant is a real one", hintEmulated
	case name == "inspect" && call.Alone() == "":
		return "inspect would judge by the emulated tenant", "tell it what is registered, by --issuer-uri and --certificate"
	case name == "signin":
		return forbiddenSignIn(call, domain)
	}
	return forbiddenTarget(call, domain)
}

// forbiddenSignIn: the people of the run are those of the domain, and no script has a password for a real tenant.
func forbiddenSignIn(call *Call, domain string) (why, hint string) {
	switch {
	case call.Changed("entra-password"):
		return "signin: a script types no password at the real Microsoft", "leave out --entra-password"
	case call.Changed("jumpcloud-password") || call.Changed("jumpcloud-email"):
		return "signin: whoever signs in to a real tenant has a password of this run alone",
			"leave out --jumpcloud-password and --jumpcloud-email"
	case domain != "" && !domainname.In(call.Arg(0), domain):
		return fmt.Sprintf("signin: %s is not in %s, the domain that the script acts on", call.Arg(0), domain), hintEmulated
	}
	return "", ""
}

// forbiddenTarget: the run names tenant and domain, for all lines.
func forbiddenTarget(call *Call, domain string) (why, hint string) {
	if call.Verb.FlagSet().Lookup("target") == nil {
		return "", ""
	}
	named := call.String("domain")
	switch {
	case call.Changed("target"):
		return call.Verb.Name + ": the run names the target", "leave out --target: harness run --target real --domain D"
	case domain != "" && named != "" && !strings.EqualFold(named, domain):
		return fmt.Sprintf("%s is about %s, and the script acts on %s", call.Verb.Name, named, domain),
			"name the same domain, or guard the line with [emulated]"
	}
	return "", ""
}
