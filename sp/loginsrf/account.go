package loginsrf

import (
	"cmp"
	"slices"
	"strings"

	"samlharness/internal/shell"
	"samlharness/sp/aadsts"
)

// checkUser selects the user by immutable ID alone, inside the tenant that owns the realm.
func checkUser(e *evaluation) *failure {
	id := text(child(child(e.signed, saml, "Subject"), saml, "NameID"))
	e.saw("", id)
	account, ok, err := e.in.Directory.Account(e.ctx, e.realm, id)
	switch {
	case e.asked(err):
		e.account = account
		e.assume("NameID "+id+" is a user's immutable ID", reason(err))
		return nil
	case e.v.Err != nil:
		return nil
	case ok:
		e.account, e.v.User, e.found = account, account, true
		return nil
	}
	stranger := e.meet(id, account)
	e.v.Relation, e.probable = stranger.is.Name, stranger.meant
	return stranger.refused(e.realm.TenantID)
}

// checkPolicy is the federated token validation policy: it compares the root domains of realm and user.
func checkPolicy(e *evaluation) *failure {
	if !e.found || e.realm.RootDomain == "" || e.account.RootDomain == "" {
		e.unknown = "the user or the federated domain is not known"
		return nil
	}
	policy := e.realm.Policy.RootDomains
	if policy == "" {
		policy = "all"
	}
	e.saw("", "policy "+policy+": "+e.account.UserPrincipalName+" by "+e.realm.RootDomain)
	if !e.realm.Policy.validates(e.account) || strings.EqualFold(e.realm.RootDomain, e.account.RootDomain) {
		return nil
	}
	return &failure{code: aadsts.TokenValidationPolicy, expected: "a user of " + e.realm.RootDomain,
		got: e.account.UserPrincipalName + " (root domain " + e.account.RootDomain + "), policy " + policy,
		fix: "move the user's UPN into " + e.realm.RootDomain +
			", federate the user's own domain, or change the tenant's federatedTokenValidationPolicy (rootDomains none " +
			"switches it off)"}
}

// validates tells whether the policy looks at a user.
func (p Policy) validates(a Account) bool {
	listed := slices.ContainsFunc(p.DomainNames, func(d string) bool { return strings.EqualFold(d, a.RootDomain) })
	switch p.RootDomains {
	case "none":
		return false
	case "allFederated":
		return a.Federated
	case "allManaged":
		return !a.Federated
	case "enumerated":
		return listed
	case "allManagedAndEnumeratedFederated":
		return !a.Federated || listed
	}
	return true
}

func checkAccount(e *evaluation) *failure {
	if !e.found {
		e.unknown = "the user is not known"
		return nil
	}
	if e.account.Enabled {
		return nil
	}
	return &failure{code: aadsts.UserDisabled, expected: "accountEnabled true",
		got: "accountEnabled false (" + e.account.UserPrincipalName + ")",
		fix: "enable the account in Entra: " + shell.Harness("entra", "user", "enable", e.account.UserPrincipalName) +
			", or PATCH /v1.0/users/" + e.account.UserPrincipalName + " {\"accountEnabled\":true}"}
}

// checkIDPEmail only ever warns: Microsoft asks for the attribute and does not look at it.
func checkIDPEmail(e *evaluation) *failure {
	got := e.v.Response.attribute("IDPEmail")
	switch {
	case got == "":
		e.warn("the attribute IDPEmail is missing; Microsoft documents it and does not look at it")
	case e.account.UserPrincipalName == "":
		e.unknown = "the user's name is not known"
	case !strings.EqualFold(got, e.account.UserPrincipalName):
		warning := "IDPEmail is " + got + ", the user is " + e.account.UserPrincipalName + "; Microsoft does not look at it"
		if other := e.named(got); other.UserPrincipalName != "" {
			should := cmp.Or(other.ImmutableID, "set for "+other.UserPrincipalName+" first")
			warning += ". If " + other.UserPrincipalName + " signed in, the NameID is another user's immutable ID: it " +
				"should be " +
				should
		}
		e.warn(warning)
	}
	return nil
}
