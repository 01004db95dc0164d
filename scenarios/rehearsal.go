package scenarios

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"samlharness/internal/script"
	"samlharness/internal/term"
)

// Rehearsal is the life of a federation from its first day to its end, with a rotation in between: what a rehearsal on
// a staging domain goes through.
type Rehearsal struct {
	// Domain is federated and returned. User is who signs in, a user principal name of it.
	Domain, User string
	// Where says on which tenant, for the title; When is its day.
	Where string
	When  time.Time
	// Metadata is that of another identity provider than the run's own JumpCloud; nil means that. Its certificate is then
	// not rotated, since nobody here can switch it.
	Metadata []byte
	// Wait is how long a change may take to come through, at most; Settle how long a next certificate is left before the
	// identity provider switches, and Drain how long the old one after it.
	Wait, Settle, Drain time.Duration
	// Despite lets it go on although the preflight finds something, unless that would keep the domain from being
	// federated.
	Despite bool
}

// metadataFile is the identity provider's metadata in the script of a rehearsal.
const metadataFile = "metadata.xml"

// Script is the rehearsal as a script.
func (r Rehearsal) Script() Script {
	var s lines
	s.title("Rehearsal of " + r.Domain + " at " + r.Where + " on " + r.When.UTC().Format("2 January 2006, 15:04 UTC"))
	if r.Metadata == nil {
		s.step("JumpCloud has an application for the domain, and the person who signs in")
		s.add("[emulated]", "jumpcloud", "directory", "bind", "--all")
		s.add("jumpcloud", "app", "create", "office365", "--domain", r.Domain)
		s.add("jumpcloud", "group", "bind", "All Users", "office365")
		s.add("jumpcloud", "metadata", "export", "office365", "--out", metadataFile)
	}
	s.step("Preflight: what federating the domain depends on, and who could not sign in afterwards")
	preflight := []string{"preflight", "--domain", r.Domain, "--xml-file", metadataFile}
	if r.Despite {
		preflight = append(preflight, "--required")
	}
	s.add(preflight...)
	s.step("The state before is kept")
	s.add("federation", "show", "--domain", r.Domain)
	s.add("federation", "snapshot", "--domain", r.Domain, "--out", "before.json")
	s.step("The domain is federated: the plan, and the change, which is read back")
	s.add("federation", "plan", "--domain", r.Domain, "--xml-file", metadataFile)
	s.add("federation", "enable", "--domain", r.Domain, "--xml-file", metadataFile)
	s.verified("Microsoft's sign-in follows: home-realm discovery agrees", r, "--xml-file", metadataFile)
	s.signedIn(r, "signs in by the identity provider")
	if r.Metadata == nil {
		s.step("The signing certificate is rotated, without a moment in which nobody can sign in")
		s.add("federation", "rotate", "--domain", r.Domain, "--settle", term.Duration(r.Settle),
			"--drain", term.Duration(r.Drain), "--wait", term.Duration(r.Wait))
		s.add("stdout", "^Certificate rotated for domain: "+regexp.QuoteMeta(r.Domain))
		s.signedIn(r, "signs in by the new certificate")
	} else {
		s.step("The signing certificate is not rotated: only the administrator of the identity provider can switch it, " +
			"with `harness federation rotate`")
		s.add("[emulated]", "federation", "rotate", "--domain", r.Domain)
	}
	s.step("The domain returns to password sign-in, which is read back")
	s.add("federation", "disable", "--domain", r.Domain)
	s.verified("Microsoft's sign-in follows again: nobody is sent to the identity provider", r)
	if r.Metadata != nil {
		s.WriteString("-- " + metadataFile + " --\n" + strings.TrimRight(string(r.Metadata), "\n") + "\n")
	}
	return Script{Name: "rehearsal", Data: []byte(s.String())}
}

// lines are a script under way.
type lines struct{ strings.Builder }

func (s *lines) title(text string) { s.WriteString("# " + text + "\n") }

func (s *lines) step(text string) { s.WriteString("\n# " + text + "\n") }

func (s *lines) add(words ...string) { s.WriteString(script.Quote(words) + "\n") }

// verified is the step in which a change comes through.
func (s *lines) verified(title string, r Rehearsal, more ...string) {
	s.step(title)
	words := append([]string{"federation", "verify", "--domain", r.Domain}, more...)
	s.add(append(words, "--wait", term.Duration(cmp.Or(r.Wait, time.Second)))...)
}

// signedIn is the step in which the person signs in, and what the tenant's log has of it.
func (s *lines) signedIn(r Rehearsal, how string) {
	s.step(fmt.Sprintf("%s %s", r.User, how))
	s.add("signin", r.User)
	s.add("stdout", "^signed in as "+regexp.QuoteMeta(r.User))
	s.step("What Microsoft's log has of that sign-in; a real one shows it some minutes later")
	s.add("federation", "verify", "--domain", r.Domain)
}
