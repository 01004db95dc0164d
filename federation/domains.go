package federation

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"samlharness/federation/msgraph"
	"samlharness/internal/domainname"
	"samlharness/internal/suggest"
	"samlharness/record"
)

// find is the domain of that name; Graph's names do not care for letter case.
func find(domains []msgraph.Domain, name string) (msgraph.Domain, bool) {
	i := slices.IndexFunc(domains, func(d msgraph.Domain) bool { return strings.EqualFold(d.ID, name) })
	if i < 0 {
		return msgraph.Domain{}, false
	}
	return domains[i], true
}

// verified are the names of the verified domains: those that could be meant.
func verified(domains []msgraph.Domain) (names []string) {
	for _, d := range domains {
		if d.IsVerified {
			names = append(names, d.ID)
		}
	}
	slices.Sort(names)
	return names
}

// candidates lists the verified domains, for a hint.
func candidates(domains []msgraph.Domain) string { return strings.Join(verified(domains), ", ") }

// notInTenant is the module's answer to a domain that the tenant does not have, with the one that was probably meant.
func notInTenant(domain string, domains []msgraph.Domain) *record.Refusal {
	r := &record.Refusal{
		Code:     CodeDomainNotInTenant,
		Message:  typo(domain),
		Expected: candidates(domains),
		Fix:      textListDomains + "\n" + textUpdateApp,
	}
	if near := suggest.Nearest(strings.ToLower(domain), verified(domains)); near != "" {
		r.Fix = "Did you mean " + near + "?\n" + r.Fix
	}
	return r
}

// checkName refuses what is not a domain's name before it gets into a URL.
func checkName(domain string) error {
	if domainname.Valid(domain) {
		return nil
	}
	r := &record.Refusal{
		Code:     CodeDomainNotInTenant,
		Message:  typo(domain),
		Expected: expectedName(domain),
		Fix:      textListDomains,
	}
	if name := asciiName(domain); name != "" {
		r.Fix = "Graph has names beyond ASCII in their xn-- form: name " + name + "."
	}
	return r
}

// expectedName is what a domain should be called by that is not a domain's name.
func expectedName(domain string) string {
	return cmp.Or(asciiName(domain), "a domain such as contoso.com")
}

// asciiName is the xn-- form of a name beyond ASCII (RFC 5891); "" for what has none.
func asciiName(domain string) string {
	name, err := idna.Lookup.ToASCII(domain)
	if err != nil || !domainname.Valid(name) {
		return ""
	}
	return name
}
