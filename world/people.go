package world

import (
	"cmp"
	"crypto/rand"
	"strings"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/internal/flow"
)

// Person is somebody of the world at a browser, who knows the passwords that the spec gave them; someone whom the spec
// does not name knows the demo passwords.
func (w *World) Person(upn string) signin.Person {
	u := w.people[strings.ToLower(upn)]
	return signin.Person{
		UPN:               upn,
		MicrosoftStart:    "https://" + w.Entra.Cloud().Login() + "/",
		JumpCloudPassword: cmp.Or(u.JumpCloudPassword, DemoJumpCloudPassword),
		EntraPassword:     cmp.Or(u.EntraPassword, DemoEntraPassword),
		OneTimePassword:   w.JumpCloud.TOTPCode,
	}
}

// peopleOf finds users and administrators by user principal name in lower case. Those who have no password of their own
// are left out.
func peopleOf(s Spec) map[string]UserSpec {
	people := map[string]UserSpec{}
	for _, list := range [][]UserSpec{s.Users, s.Administrators} {
		for _, u := range list {
			if u.JumpCloudPassword != "" || u.EntraPassword != "" {
				people[strings.ToLower(u.UPN)] = u
			}
		}
	}
	return people
}

// Browser is a new browser without cookies that reaches the world by production names.
func (w *World) Browser() *browser.Browser {
	client := clientOf(flow.Client{Next: w.client.Transport, Browser: rand.Text()})
	return browser.New(browser.Options{Client: client, Clock: w.Clock})
}

// Spec is what the world was made of.
func (w *World) Spec() Spec { return w.spec }
