package main

import (
	"fmt"
	"strings"

	"samlharness/federation"
	"samlharness/internal/cloud"
	"samlharness/internal/inputfile"
	"samlharness/scenarios"
)

// elsewhere refuses another identity provider where nobody can walk its pages.
func (r *rehearsing) elsewhere(real bool) error {
	switch {
	case r.xmlFile == "":
		return nil
	case !real:
		return &usageError{"--xml-file is for --target real", "in a world, JumpCloud is the identity provider: leave it out"}
	case r.options.Browser != "chromium":
		return &usageError{"--xml-file needs --browser chromium", "a person walks the pages of that identity provider"}
	}
	return nil
}

// readMetadata takes the identity provider of --xml-file, if it is given, which federates the rehearsal's domain.
func (r *rehearsing) readMetadata(a *app, script *scenarios.Rehearsal) (issuer string, err error) {
	if r.xmlFile == "" {
		return "", nil
	}
	if script.Metadata, err = a.readInput(r.xmlFile, maxVerbInput); err != nil {
		return "", err
	}
	script.Metadata = inputfile.UTF8(script.Metadata) // it goes into a script
	source, err := federation.Reading{Domain: script.Domain}.Bytes(script.Metadata)
	if err != nil {
		return "", fmt.Errorf("%s: %w", shownName(r.xmlFile), err)
	}
	if !strings.EqualFold(source.Domain, script.Domain) {
		return "", &usageError{fmt.Sprintf("%s is for the domain %s, and the rehearsal is of %s", shownName(r.xmlFile),
			source.Domain, script.Domain), "give the metadata of that domain's application, or the other --domain"}
	}
	return source.IssuerURI, nil
}

// tellNeeds says what the administrator of an identity provider has to do there before somebody signs in by it.
func (a *app) tellNeeds(issuer, user string, flags given) error {
	c, err := cloud.Parse(flags.String("cloud"))
	if err != nil {
		return err
	}
	return a.say(a.stderr, fmt.Sprintf(`harness: at the identity provider %s, before %s signs in:
  - trust the service provider %s, whose metadata is
    https://%s/federationmetadata/saml20/federationmetadata.xml
  - send signed assertions to %s by HTTP-POST
  - send the immutable ID that the account has at Microsoft as a persistent NameID
  - send the user principal name as the attribute IDPEmail
The window that opens leads there: sign in as %s.
`, issuer, user, c.EntityID(), c.Metadata(), c.ACS(), user))
}
