package loginsrf

import (
	"cmp"

	"samlharness/internal/shell"
	"samlharness/sp/aadsts"
)

// checkIssuer finds the realm by the assertion's Issuer alone: neither the domain typed on the first page nor anything
// else counts.
func checkIssuer(e *evaluation) *failure {
	e.issuer = text(child(e.claimed, saml, "Issuer"))
	e.saw("", e.issuer)
	realm, ok, err := e.in.Directory.Realm(e.ctx, e.issuer)
	if e.asked(err) {
		e.realm = realm
		e.realm.CertificatesUnknown = len(realm.Certificates) == 0
		e.assume("Issuer "+e.issuer+" is registered as the issuerUri of a federated domain", reason(err))
		return nil
	}
	if e.v.Err != nil {
		return nil
	}
	if ok && realm.Protocol != "" && realm.Protocol != "saml" {
		return &failure{code: aadsts.RealmUnknown, args: []string{e.issuer},
			expected: "preferredAuthenticationProtocol saml", got: "preferredAuthenticationProtocol " + realm.Protocol,
			fix: "PATCH the federationConfiguration of " + realm.Domain + ": {\"preferredAuthenticationProtocol\":\"saml\"}"}
	}
	if ok {
		e.realm, e.v.Realm = realm, realm
		return nil
	}
	fix := "make the IdP Entity ID in JumpCloud (SSO Applications > application > SSO) and the domain's issuerUri in " +
		"Entra the same, character for character: " +
		shell.Harness("federation", "show", "--domain", cmp.Or(realm.Domain, "DOMAIN")) + " prints the latter; after a " +
		"change at JumpCloud export the metadata, then " + federateAgain(realm.Domain) + ". A new federation can " +
		"take up to two hours to be seen"
	if realm.IssuerURI == e.issuer {
		return &failure{code: aadsts.RealmUnknown, args: []string{e.issuer},
			expected: "a federation that the sign-in service sees already", got: e.issuer + ", federated only just now",
			fix: "wait: a new federation takes up to two hours to be seen at sign-in"}
	}
	if realm.IssuerURI != "" { // the directory knows which one was probably meant
		return &failure{
			code:     aadsts.RealmUnknown,
			args:     []string{e.issuer},
			expected: realm.IssuerURI,
			got:      e.issuer,
			values:   true,
			fix:      fix,
		}
	}
	return &failure{
		code:     aadsts.RealmUnknown,
		args:     []string{e.issuer},
		expected: "the issuerUri of a federated domain",
		got:      e.issuer,
		fix:      fix,
	}
}

// federateAgain are the commands that register what new metadata of a domain says; "" is one that is not known.
func federateAgain(domain string) string {
	return shell.Harness("federation", "disable", "--domain", cmp.Or(domain, "DOMAIN")) + " and " +
		shell.Harness("federation", "enable", "--xml-file", "FILE")
}
