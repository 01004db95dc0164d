package signon

import (
	"net/url"
	"testing"

	"samlharness/idp/org"
)

// FuzzReadTarget checks that nobody is sent from the login page to another host.
func FuzzReadTarget(f *testing.F) {
	for _, seed := range []string{"saml2/office365", "https://evil.example/", "//evil.example", `saml2/\evil.example`,
		"saml2/../x", "saml2/a?SAMLRequest=x&token=y", "saml2/a\r\nX: y"} {
		f.Add("sso", seed)
	}
	f.Fuzz(func(t *testing.T, context, redirectTo string) {
		to := ReadTarget(context, redirectTo)
		for _, address := range []string{to.URL(), to.Login()} {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "https" || u.Host != org.HostSSO && u.Host != org.HostConsole || u.User != nil {
				t.Fatalf("%q leads to %q: %v", redirectTo, address, err)
			}
		}
	})
}
