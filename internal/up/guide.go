package up

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"samlharness/internal/clients"
	"samlharness/record"
	"samlharness/world"
)

// WriteGuide tells a person what is open, where, and what to try.
func (h *Held) WriteGuide(w io.Writer) error {
	c, out := h.Connection, bufio.NewWriter(w)
	say := func(format string, args ...any) { fmt.Fprintln(out, record.Visible(fmt.Sprintf(format, args...))) }
	say("World %s is up. Ctrl-C ends it.\n", c.World)
	say("In a browser, without any set-up:")
	say("  Home                   %s  people, next steps, clients, clock", c.HomeURL)
	say("  Microsoft 365          %s/", strings.TrimSuffix(c.Sites["www.office.com"], "/"))
	say("  JumpCloud User Portal  %s/userconsole", strings.TrimSuffix(c.Sites["console.jumpcloud.com"], "/"))
	say("\nFor any other client, by the names of production, through the proxy:")
	say("  curl --proxy %s --cacert %s https://login.microsoftonline.com/", c.ProxyURL,
		clients.Word(c.CACertificateFile))
	say("  harness env            how to point a browser, az, m365, MSAL, PowerShell, Terraform here")
	say("\nFor the other commands:")
	say("  export HARNESS_CONNECT=%s", clients.Word(absolute(h.ConnectionFile)))
	say("  harness jumpcloud directory bind alice")
	say("  harness jumpcloud app create office365 --domain contoso.com")
	say("  harness jumpcloud group bind 'All Users' office365")
	say("  harness jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml")
	say("  harness federation enable --xml-file JumpCloud-office365-metadata.xml")
	say("  harness signin alice@contoso.com")
	h.people(say)
	return out.Flush()
}

// people lists who can sign in. The passwords are shown where they are those of the demo, which hide nothing.
func (h *Held) people(say func(string, ...any)) {
	say("\nPeople (password at JumpCloud, at Microsoft):")
	spec := h.World.Spec()
	for _, u := range spec.Users {
		say("  %-28s %s  %s", u.UPN, demo(u.JumpCloudPassword, world.DemoJumpCloudPassword),
			demo(u.EntraPassword, world.DemoEntraPassword))
	}
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
