package up

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"samlharness/internal/cloud"
	"samlharness/internal/domainname"
	"samlharness/internal/shell"
	"samlharness/record"
	"samlharness/world"
)

// WriteGuide tells a person what is open, where, and what to try.
func (h *Held) WriteGuide(w io.Writer) error {
	c, out := h.Connection, bufio.NewWriter(w)
	named := cloud.Serving(c.Sites)
	say := func(format string, args ...any) { fmt.Fprintln(out, record.Visible(fmt.Sprintf(format, args...))) }
	say("World %s is up. Ctrl-C ends it.\n", c.World)
	say("In a browser, without any set-up:")
	say("  Home                   %s  people, next steps, clients, clock", c.HomeURL)
	say("  Microsoft 365          %s/", strings.TrimSuffix(c.Sites[named.Office()], "/"))
	say("  JumpCloud User Portal  %s/userconsole", strings.TrimSuffix(c.Sites["console.jumpcloud.com"], "/"))
	h.singleSignOn(say)
	say("\nFor any other client, by the names of production, through the proxy:")
	say("  curl --proxy %s --cacert %s https://%s/", c.ProxyURL, shell.Word(c.CACertificateFile),
		named.Login())
	say("  curl --proxy %s --cacert %s -H 'x-api-key: %s' https://console.jumpcloud.com/api/systemusers", c.ProxyURL,
		shell.Word(c.CACertificateFile), h.World.JumpCloud.APIKey())
	say("  harness env            how to point a browser, az, m365, MSAL, PowerShell, Terraform here")
	say("\nFor the other commands:")
	say("  export HARNESS_CONNECT=%s", shell.Word(absolute(h.ConnectionFile)))
	for _, line := range h.nextSteps() {
		say("  %s", line)
	}
	say("  harness down")
	h.everybody(say)
	return out.Flush()
}

// nextSteps are commands to try: those that federate a domain, or where people can sign in by SSO already, what one
// does then.
func (h *Held) nextSteps() []string {
	if len(h.people) > 0 {
		return []string{"harness signin " + shell.Word(h.people[0].Email), "harness record show"}
	}
	upn, domain := h.toFederate()
	if upn == "" {
		return []string{"harness jumpcloud user add --help", "harness entra domain add --help"}
	}
	return []string{
		"harness jumpcloud directory bind " + shell.Word(upn),
		"harness jumpcloud app create office365 --domain " + shell.Word(domain),
		"harness jumpcloud group bind 'All Users' office365",
		"harness jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml",
		"harness federation enable --xml-file JumpCloud-office365-metadata.xml",
		"harness signin " + shell.Word(upn),
	}
}

// toFederate is somebody with an account at both companies in a domain that can be federated; "" where there is nobody.
func (h *Held) toFederate() (upn, domain string) {
	spec := h.World.Spec()
	for _, u := range spec.Users {
		may := slices.ContainsFunc(spec.Domains, func(d world.DomainSpec) bool {
			return domainname.In(u.UPN, d.Name) && !d.Unverified && !d.Default && d.Federation == nil
		})
		if may && u.At == "" {
			return u.UPN, domainname.Of(u.UPN)
		}
	}
	return "", ""
}

// mostShown is how many people the guide lists.
const mostShown = 20

// singleSignOn lists who can sign in to Microsoft 365 by JumpCloud, and where.
func (h *Held) singleSignOn(say func(string, ...any)) {
	if len(h.people) == 0 {
		return
	}
	sites := h.Connection.Sites
	say("\nBy single sign-on, at %s (password at JumpCloud):", sites[cloud.Serving(sites).Office()]+"/")
	for _, p := range h.people[:min(len(h.people), mostShown)] {
		password := world.DemoJumpCloudPassword
		if !p.Demo {
			password = "(as it was set)"
		}
		say("  %-28s %s", p.Email, password)
	}
	if h.morePeople && len(h.people) > mostShown {
		say("  … and more: harness jumpcloud user list")
		return
	}
	h.more(say, len(h.people))
}

// more says how many people are not listed.
func (h *Held) more(say func(string, ...any), all int) {
	if all > mostShown {
		say("  … and %d more: harness jumpcloud user list", all-mostShown)
	}
}

// everybody lists who can sign in. The passwords are shown where they are those of the demo, which hide nothing.
func (h *Held) everybody(say func(string, ...any)) {
	say("\nPeople (password at JumpCloud, at Microsoft):")
	spec := h.World.Spec()
	for _, u := range spec.Users[:min(len(spec.Users), mostShown)] {
		say("  %-28s %s  %s", u.UPN, demo(u.JumpCloudPassword, world.DemoJumpCloudPassword),
			demo(u.EntraPassword, world.DemoEntraPassword))
	}
	h.more(say, len(spec.Users))
	for _, u := range spec.Administrators {
		say("  %-28s at Microsoft alone: %s (Global Administrator)", u.UPN, demo(u.EntraPassword, world.DemoEntraPassword))
	}
}

// absolute is a path that means the same file in every folder.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

func demo(given, usual string) string {
	if given == "" || given == usual {
		return usual
	}
	return "(as in the world file)"
}
