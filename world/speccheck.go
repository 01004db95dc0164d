package world

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samlharness/internal/domainname"

	"github.com/google/uuid"
)

// longestName is how long a world's or an organization's name may be, in characters: X.509 allows no more.
const longestName = 64

var idForm = regexp.MustCompile(`^[0-9a-f]{24}$`)

// check finds what cannot make a world before any of it is made.
func (s Spec) check() error {
	for _, find := range []func() error{s.checkTenant, s.checkDomains, s.checkUsers, s.checkGroups} {
		if err := find(); err != nil {
			return fmt.Errorf("world.yaml: %w", err)
		}
	}
	return nil
}

func (s Spec) checkTenant() error {
	for _, n := range []struct{ member, name string }{{"name", s.Name}, {"organization", s.Organization}} {
		if utf8.RuneCountInString(n.name) > longestName || strings.ContainsFunc(n.name, unicode.IsControl) {
			return fmt.Errorf("the %s %.80q is not one of up to %d characters without control characters", n.member, n.name,
				longestName)
		}
	}
	if !Shows(s.Now) {
		return fmt.Errorf("now is %s, expected an instant from 1970 to 2999", s.Now.Format(time.RFC3339))
	}
	if _, err := uuid.Parse(s.TenantID); err != nil || len(s.TenantID) != 36 {
		return fmt.Errorf("the tenantId %q is no GUID such as %s", s.TenantID, Demo().TenantID)
	}
	if !domainname.Valid(s.InitialDomain) {
		return fmt.Errorf("the initialDomain %q is no domain such as %s", s.InitialDomain, Demo().InitialDomain)
	}
	return nil
}

func (s Spec) checkDomains() error {
	seen := map[string]bool{strings.ToLower(s.InitialDomain): true}
	for _, d := range s.Domains {
		name := strings.ToLower(d.Name)
		switch {
		case !domainname.Valid(name):
			return fmt.Errorf("the domain %q is no domain name such as contoso.com; names beyond ASCII are written in their "+
				"xn-- form", d.Name)
		case seen[name]:
			return fmt.Errorf("the domain %q is there twice", d.Name)
		}
		seen[name] = true
	}
	return nil
}

func (s Spec) checkUsers() error {
	seen, ids := map[string]bool{}, map[string]bool{}
	for _, u := range slices.Concat(s.Users, s.Administrators) {
		name, domain, ok := strings.Cut(u.UPN, "@")
		switch {
		case !ok || name == "" || domain == "":
			return fmt.Errorf("the upn %q is not of the form name@domain", u.UPN)
		case !s.verified(domain):
			return fmt.Errorf("the upn %q lies in no verified domain of the tenant; add %s to domains", u.UPN, domain)
		case seen[strings.ToLower(u.UPN)]:
			return fmt.Errorf("the upn %q is there twice", u.UPN)
		case u.JumpCloudID != "" && !idForm.MatchString(u.JumpCloudID):
			return fmt.Errorf("the jumpcloudId %q of %s is not 24 lower-case hexadecimal digits", u.JumpCloudID, u.UPN)
		case ids[u.JumpCloudID]:
			return fmt.Errorf("the jumpcloudId %q is there twice", u.JumpCloudID)
		}
		seen[strings.ToLower(u.UPN)] = true
		ids[u.JumpCloudID] = u.JumpCloudID != ""
	}
	return nil
}

func (s Spec) verified(domain string) bool {
	return strings.EqualFold(domain, s.InitialDomain) ||
		slices.ContainsFunc(s.Domains, func(d DomainSpec) bool { return strings.EqualFold(d.Name, domain) && !d.Unverified })
}

func (s Spec) checkGroups() error {
	seen := map[string]bool{"all users": true} // JumpCloud's own
	for _, g := range s.Groups {
		switch {
		case g.Name == "":
			return errors.New("a group has no name")
		case seen[strings.ToLower(g.Name)]:
			return fmt.Errorf("the group %q is there already", g.Name)
		}
		seen[strings.ToLower(g.Name)] = true
		for _, m := range g.Members {
			if !slices.ContainsFunc(s.Users, func(u UserSpec) bool { return u.UPN == m }) {
				return fmt.Errorf("the group %q has the member %q, who is no user", g.Name, m)
			}
		}
	}
	return nil
}
