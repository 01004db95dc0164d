package federation

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"samlharness/federation/msgraph"
)

// maxNames bounds how many people a finding names.
const maxNames = 5

// count adds a finding about things of which there should be none.
func (v *preflight) count(f Finding, names []string, what, cure string) {
	f.Outcome, f.Count = Pass, len(names)
	f.Names = names[:min(len(names), maxNames)]
	if len(names) > 0 {
		f.Outcome, f.Cure = Fail, cure
		f.Got = fmt.Sprintf("%d %s", len(names), what)
	}
	v.found(f)
}

// countLost is count for people who could not sign in afterwards.
func (v *preflight) countLost(f Finding, names []string, what, cure string) {
	for _, name := range names {
		v.lost[name] = true
	}
	v.count(f, names, what, cure)
}

// people are the findings about those whose sign-in changes.
func (v *preflight) people() {
	for _, fact := range []struct {
		Finding
		look func(Finding)
	}{
		{Finding{ID: "users.immutable-id", Demand: "P2", Fact: "every user has an immutable ID"}, v.withoutID},
		{Finding{ID: "users.duplicate", Fact: "no two users have the same immutable ID"}, v.duplicates},
		{Finding{ID: "users.disabled", Fact: "disabled accounts are known"}, v.disabled},
		{Finding{ID: "users.jumpcloud", Demand: "P1", Fact: "every user is known to JumpCloud"}, v.unknownThere},
		{Finding{ID: "users.different", Fact: "immutable IDs are JumpCloud's"}, v.different},
		{Finding{ID: "users.other-root", Fact: "JumpCloud's users are in the domain"}, v.elsewhere},
	} {
		if v.usersErr != nil {
			v.unread(fact.Finding, v.usersErr, "User.Read.All")
			continue
		}
		fact.look(fact.Finding)
	}
	v.passkeys()
}

// enabled are the enabled users of the domain for whom something holds.
func (v *preflight) enabled(holds func(msgraph.User) bool) (names []string) {
	for _, u := range v.inside {
		if u.AccountEnabled && holds(u) {
			names = append(names, u.UserPrincipalName)
		}
	}
	return names
}

func (v *preflight) withoutID(f Finding) {
	names := v.enabled(func(u msgraph.User) bool { return u.ImmutableID == "" })
	v.countLost(f, names, "users have none: no assertion names them (AADSTS51004)",
		"Bind them to the Microsoft 365 directory of JumpCloud, before the domain is federated: afterwards it cannot be "+
			"changed.")
}

func (v *preflight) duplicates(f Finding) {
	holders := map[string]int{}
	for _, u := range v.users {
		holders[u.ImmutableID]++
	}
	names := v.enabled(func(u msgraph.User) bool { return u.ImmutableID != "" && holders[u.ImmutableID] > 1 })
	v.countLost(f, names, "users share theirs with another", "Give each the _id of the user at JumpCloud.")
}

// disabled tells of accounts that cannot sign in now either, so that nobody counts on them.
func (v *preflight) disabled(f Finding) {
	var names []string
	for _, u := range v.inside {
		if !u.AccountEnabled {
			names = append(names, u.UserPrincipalName)
		}
	}
	f.Outcome, f.Count, f.Names = Pass, len(names), names[:min(len(names), maxNames)]
	if len(names) > 0 {
		f.Got = fmt.Sprintf("%d accounts are disabled: they cannot sign in before or after", len(names))
	}
	v.found(f)
}

// withPeople says whether JumpCloud's users are known, and adds the finding that they are not.
func (v *preflight) withPeople(f Finding) bool {
	if v.options.People == nil {
		f.Outcome, f.Got = CannotTell, "JumpCloud's users are not known"
		f.Cure = "Name them with --jumpcloud-users FILE.csv, or JumpCloud's API with --jumpcloud-key-file."
		v.found(f)
		return false
	}
	return true
}

func (v *preflight) unknownThere(f Finding) {
	if !v.withPeople(f) {
		return
	}
	there := map[string]bool{}
	for _, p := range v.options.People {
		there[strings.ToLower(p.Email)], there["\x00"+p.ImmutableID] = true, true
	}
	names := v.enabled(func(u msgraph.User) bool {
		return !there[strings.ToLower(u.UserPrincipalName)] && (u.ImmutableID == "" || !there["\x00"+u.ImmutableID])
	})
	v.countLost(f, names, "users are not among JumpCloud's", "Import them into JumpCloud and bind them to the directory.")
}

// different: Microsoft compares the immutable ID byte for byte, with case.
func (v *preflight) different(f Finding) {
	if !v.withPeople(f) {
		return
	}
	theirs := map[string]string{}
	for _, p := range v.options.People {
		theirs[strings.ToLower(p.Email)] = p.ImmutableID
	}
	names := v.enabled(func(u msgraph.User) bool {
		id, known := theirs[strings.ToLower(u.UserPrincipalName)]
		return known && u.ImmutableID != "" && id != u.ImmutableID
	})
	v.countLost(f, names, "users have another one at JumpCloud (AADSTS51004)",
		"Set onPremisesImmutableId to the user's _id while the domain is Managed.")
}

// elsewhere: the root domain of the user principal name must be the one of the issuer (AADSTS5000820).
func (v *preflight) elsewhere(f Finding) {
	if !v.withPeople(f) {
		return
	}
	byID := map[string]msgraph.User{}
	for _, u := range v.users {
		byID[u.ImmutableID] = u
	}
	var names []string
	for _, p := range v.options.People {
		u, found := byID[p.ImmutableID]
		if p.ImmutableID != "" && found && u.AccountEnabled && !v.federates(u.UserPrincipalName) {
			names = append(names, u.UserPrincipalName)
		}
	}
	v.countLost(f, names, "users whom JumpCloud names are in another root domain (AADSTS5000820)",
		"Move their user principal names into the domain, or federate their domain with an application of its own.")
}

// prefersRedirect reads whether the system's preference, which Microsoft manages by default, offers a registered
// credential before the redirect to JumpCloud.
func (v *preflight) prefersRedirect(ctx context.Context) {
	f := Finding{ID: "system-preference", Fact: "no credential goes before the redirect", Outcome: Pass}
	methods, err := v.Graph.AuthenticationMethods(ctx)
	state := methods.SystemPreference.State
	switch {
	case err != nil:
		v.unread(f, err, "Policy.Read.All")
		return
	case state == "disabled", state == "enabled": // enabled concerns the second factor alone
		v.preferred = "no"
	case v.registeredErr == nil && len(v.keyed()) == 0:
		v.preferred = "yes"
		f.Got = "it is left to Microsoft; nobody of the domain has registered a passkey or certificate"
	default:
		v.preferred = "yes"
		f.Outcome, f.Got = Fail, "system-preferred authentication is left to Microsoft: it offers a registered passkey or "+
			"certificate instead of the redirect"
		f.Cure = "Entra > Authentication methods > Settings > System-preferred multifactor authentication: Disabled."
		if slices.ContainsFunc(methods.Configurations, certificateEnabled) {
			f.Got += "; certificate-based authentication is on"
		}
	}
	v.found(f)
}

func certificateEnabled(c struct {
	ID    string `json:"id"`
	State string `json:"state"`
}) bool {
	return c.ID == "X509Certificate" && c.State == "enabled"
}

// passkeys counts those whom the system's preference keeps from JumpCloud.
func (v *preflight) passkeys() {
	f := Finding{ID: "users.passkey", Fact: "nobody is asked for a passkey or certificate first"}
	switch {
	case v.registeredErr != nil:
		v.unread(f, v.registeredErr, "AuditLog.Read.All (and the tenant a P1 license)")
		return
	case v.preferred == "no":
		f.Outcome = Pass
		v.found(f)
		return
	}
	v.count(f, v.keyed(), "users have registered one: it is asked for instead of the redirect",
		"Switch the system's preference off, or tell them to choose another way to sign in.")
}

// keyed are the users of the domain who have registered a credential that the system may prefer to the redirect.
func (v *preflight) keyed() []string {
	return v.enabled(func(u msgraph.User) bool {
		return slices.ContainsFunc(v.registered[strings.ToLower(u.UserPrincipalName)].Methods, goesFirst)
	})
}

// goesFirst says whether a method of userRegistrationDetails stands before the redirect.
func goesFirst(method string) bool {
	method = strings.ToLower(method)
	return strings.HasPrefix(method, "passkey") || strings.HasPrefix(method, "fido2") ||
		strings.Contains(method, "certificate")
}

// metadata are the findings that need the metadata or JumpCloud.
func (v *preflight) metadata() {
	v.noLoop()
	f := Finding{ID: "certificate.days", Fact: "the signing certificate lasts 30 days", Outcome: CannotTell}
	c := v.source.Certificate
	switch now := v.now(); {
	case c == nil:
		f.Got, f.Cure = "no metadata", "Name the metadata with --xml-file."
	case !now.IsZero():
		days := int(c.NotAfter.Sub(now) / (24 * time.Hour))
		f.Outcome, f.Count, f.Got = Pass, days, fmt.Sprintf("%d days left, until %s", days,
			c.NotAfter.UTC().Format(time.DateOnly))
		if c.NotAfter.Before(now.Add(soon)) {
			f.Outcome, f.Cure = Fail, textRegenerate
		}
	}
	v.found(f)
}

// noLoop: JumpCloud that signs its users in at Microsoft, which sends them to JumpCloud, signs in nobody.
func (v *preflight) noLoop() {
	f := Finding{ID: "loop", Fact: "JumpCloud does not sign its users in at Microsoft", Outcome: CannotTell}
	address, err := url.Parse(v.source.SignInURI)
	known := v.options.SignsInAtMicrosoft
	switch {
	case known != nil && *known, err == nil && strings.HasPrefix(address.Hostname(), "login.microsoft"):
		f.Outcome = Fail
		f.Got = "it does: a sign-in would go round between the two for ever"
		f.Cure = "Remove the identity provider of type AZURE at JumpCloud (Directory Integrations > Identity Providers)."
	case known != nil:
		f.Outcome = Pass
	default:
		f.Got, f.Cure = "JumpCloud was not asked", "Name its API with --jumpcloud-key-file."
	}
	v.found(f)
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
