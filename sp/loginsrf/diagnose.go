package loginsrf

import (
	"context"
	"slices"

	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// Diagnose is what else is to be said of a message that [Evaluate] refuses: the checks behind the one that failed, each
// as if those before it had passed; none of a message that is not refused. Checks that mean nothing then are left out.
//
// It decides nothing. From the failure on it reads what nobody signed, so it gives checks to be shown and no [Verdict]:
// what it finds can let nobody in.
func Diagnose(ctx context.Context, in Input) []record.Check {
	e := newEvaluation(ctx, in, &Verdict{})
	var further []record.Check
	refused, moot := false, map[string]bool{}
	for _, c := range checks() {
		if moot[c.name] {
			continue
		}
		var now record.Check
		f := e.judge(c, &now)
		if e.v.Err != nil {
			return further
		}
		if refused {
			further = append(further, now)
		}
		if f == nil {
			continue
		}
		refused = true
		a := aftermaths()[c.name]
		for _, name := range a.moot {
			moot[name] = true
		}
		if a.suppose != nil {
			a.suppose(e)
		}
		if e.root == nil || a.last || e.claimed == nil && moreThanSyntax(c.name) {
			return further
		}
	}
	return further
}

// moreThanSyntax says whether the assertion ought to be known after the check.
func moreThanSyntax(name string) bool {
	switch name {
	case "version", "identifiers", "parts", "value-text", "status":
		return false
	}
	return true
}

// aftermath is how a diagnosis goes on behind a check that failed.
type aftermath struct {
	// last tells that nothing can be said any more, moot names the checks that mean nothing.
	last bool
	moot []string
	// suppose makes the evaluation what it would be if the check had passed; nil when it is that already.
	suppose func(*evaluation)
}

// aftermaths are those of the checks on whose findings others stand.
func aftermaths() map[string]aftermath {
	return map[string]aftermath{
		"form": {last: true}, "base64": {last: true}, "utf-8": {last: true}, "xml": {last: true}, "root": {last: true},
		"assertion": {last: true},
		"issuer":    {suppose: supposeRealm},
		"signed": {
			moot:    []string{"key-info", "key", "signature-form", "signature-value", "signed-content"},
			suppose: supposeContent,
		},
		"key-info":        {moot: []string{"key"}, suppose: supposeRegisteredKeys},
		"key":             {suppose: supposeOfferedKeys},
		"signature-form":  {moot: []string{"signature-value", "signed-content"}, suppose: supposeContent},
		"signature-value": {moot: []string{"signed-content"}, suppose: supposeContent},
		"signed-content":  {suppose: supposeContent},
		"name-id":         {moot: []string{"immutable-id", "token-validation-policy", "account", "idp-email"}},
		"confirmation":    {moot: []string{"recipient", "confirmation-window"}},
		"immutable-id":    {suppose: supposeUser},
	}
}

// supposeRealm takes the realm that was probably meant.
func supposeRealm(e *evaluation) {
	realm, ok, _ := e.in.Directory.Realm(e.ctx, e.issuer)
	if !ok && realm.IssuerURI != "" && realm.IssuerURI != e.issuer {
		if meant, found, err := e.in.Directory.Realm(e.ctx, realm.IssuerURI); err == nil && found {
			realm = meant
		}
	}
	realm.CertificatesUnknown = len(realm.Certificates) == 0
	e.realm = realm
}

// supposeContent reads the assertion as it came, without its signature, which is no part of what is signed.
func supposeContent(e *evaluation) {
	content := *e.claimed
	content.Children = slices.DeleteFunc(slices.Clone(content.Children), func(n xmltree.Node) bool {
		c, ok := n.(*xmltree.Element)
		return ok && c.Is(ds, "Signature")
	})
	e.signed = &content
	e.v.Response.read(e.signed)
}

func supposeRegisteredKeys(e *evaluation) { e.keys = e.otherKeys() }

// supposeOfferedKeys has the signature tried with the certificates that the message carries, else with those that are
// registered.
func supposeOfferedKeys(e *evaluation) {
	offered, _ := e.offered()
	if e.trustOffered(offered) != nil {
		supposeRegisteredKeys(e)
	}
}

// supposeUser takes the user who was probably meant.
func supposeUser(e *evaluation) {
	if e.probable.UserPrincipalName != "" {
		e.account, e.found = e.probable, true
	}
}
