package world

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"samlharness/internal/cloud"
	"samlharness/internal/domainname"
	"samlharness/sp/directory"
)

// longestName is how long a world's or an organization's name may be, in characters: X.509 allows no more.
const longestName = 64

var idForm = regexp.MustCompile(`^[0-9a-f]{24}$`)

// check finds what cannot make a world before any of it is made. The error is a *[SpecError].
func (s Spec) check() error {
	for _, find := range []func() *SpecError{s.checkTenant, s.checkDomains, s.checkUsers, s.checkGroups,
		s.checkRegistrations} {
		if err := find(); err != nil {
			return err
		}
	}
	return nil
}

// mistake is an error at the member that the path leads to.
func (s Spec) mistake(path []any, format string, args ...any) *SpecError {
	return s.source.mistake("", fmt.Errorf(format, args...), path...)
}

func (s Spec) checkTenant() *SpecError {
	for _, n := range []struct{ member, name string }{{"name", s.Name}, {"organization", s.Organization}} {
		if utf8.RuneCountInString(n.name) > longestName || strings.ContainsFunc(n.name, unicode.IsControl) {
			return s.mistake([]any{n.member}, "the %s %.80q is not one of up to %d characters without control characters",
				n.member, n.name, longestName)
		}
	}
	if !Shows(s.Now) {
		return s.mistake([]any{"now"}, "now is %s, expected an instant from 1970 to 2999", s.Now.Format(time.RFC3339))
	}
	if _, err := uuid.Parse(s.TenantID); err != nil || len(s.TenantID) != 36 {
		return s.mistake([]any{"tenantId"}, "the tenantId %q is not a GUID such as %s", s.TenantID, Demo().TenantID)
	}
	if _, err := cloud.Parse(string(s.Cloud)); err != nil {
		return s.mistake([]any{"cloud"}, "%w", err)
	}
	if !domainname.Valid(s.InitialDomain) {
		return s.mistake([]any{"initialDomain"}, "the initialDomain %q is not a domain name such as %s", s.InitialDomain,
			Demo().InitialDomain)
	}
	return nil
}

func (s Spec) checkDomains() *SpecError {
	seen := map[string]bool{strings.ToLower(s.InitialDomain): true}
	usual := "" // the default domain
	for i, d := range s.Domains {
		name, at := strings.ToLower(d.Name), []any{"domains", i, "name"}
		switch {
		case !domainname.Valid(name):
			return s.mistake(at, "the domain %q is not a domain name such as contoso.com; names beyond ASCII are written "+
				"in their xn-- form", d.Name)
		case seen[name]:
			return s.mistake(at, "the domain %q is given twice", d.Name)
		case d.Default && usual != "":
			return s.mistake([]any{"domains", i, "default"}, "%s is the default domain already", usual)
		case d.Default:
			usual = d.Name
		}
		seen[name] = true
	}
	return nil
}

func (s Spec) checkUsers() *SpecError {
	check := userCheck{Spec: s, verified: map[string]bool{strings.ToLower(s.InitialDomain): true},
		names: map[string]bool{}, ids: map[string]bool{}}
	for _, d := range s.Domains {
		check.verified[strings.ToLower(d.Name)] = !d.Unverified
	}
	for i, u := range s.Users {
		if err := check.user(u, "users", i); err != nil {
			return err
		}
	}
	for i, u := range s.Administrators {
		if err := check.user(u, "administrators", i); err != nil {
			return err
		}
	}
	return nil
}

// userCheck is what is known of the users seen so far.
type userCheck struct {
	Spec
	verified, names, ids map[string]bool // in lower case
}

func (c userCheck) user(u UserSpec, list string, i int) *SpecError {
	upn, id := []any{list, i, "upn"}, []any{list, i, "jumpcloudId"}
	name, domain, ok := strings.Cut(u.UPN, "@")
	switch {
	case !ok || name == "" || domain == "":
		return c.mistake(upn, "the upn %q is not of the form name@domain", u.UPN)
	case u.At != atJumpCloud && !c.verified[strings.ToLower(domain)] && c.source.lacks("users") && list == "users":
		return c.mistake([]any{"domains"}, "the file has no users of its own, and %s of the demo world lies in none of its "+
			"verified domains; add users, or %s to domains", u.UPN, domain)
	case u.At != atJumpCloud && !c.verified[strings.ToLower(domain)]:
		return c.mistake(upn, "the upn %q lies in no verified domain of the tenant; add %s to domains", u.UPN, domain)
	case c.names[strings.ToLower(u.UPN)]:
		return c.mistake(upn, "the upn %q is given twice", u.UPN)
	case u.JumpCloudID != "" && !idForm.MatchString(u.JumpCloudID):
		return c.mistake(id, "the jumpcloudId %q of %s is not 24 lower-case hexadecimal digits", u.JumpCloudID, u.UPN)
	case c.ids[u.JumpCloudID]:
		return c.mistake(id, "the jumpcloudId %q is given twice", u.JumpCloudID)
	}
	if err := c.sides(u, list, i); err != nil {
		return err
	}
	for j, kind := range u.Methods {
		if known := directory.MethodKinds(); !slices.Contains(known, kind) || slices.Contains(u.Methods[:j], kind) {
			return c.mistake([]any{list, i, "authenticationMethods", j}, "the authentication method %q of %s is not one of "+
				"%s, or stands there twice", kind, u.UPN, join(known))
		}
	}
	c.names[strings.ToLower(u.UPN)] = true
	c.ids[u.JumpCloudID] = u.JumpCloudID != ""
	return nil
}

func join(kinds []directory.MethodKind) string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return strings.Join(names, ", ")
}

// sides finds members that are of a company where the person is not.
func (c userCheck) sides(u UserSpec, list string, i int) *SpecError {
	if u.At != "" && u.At != atJumpCloud && u.At != atMicrosoft {
		return c.mistake([]any{list, i, "at"}, "at is %q, expected %s or %s, or nothing for both", u.At, atJumpCloud,
			atMicrosoft)
	}
	administrator := list == "administrators"
	for _, m := range []struct {
		name, company string
		given         bool
	}{
		{"at", atMicrosoft, u.At != "" && administrator},
		{"username", atJumpCloud, u.Username != ""},
		{"jumpcloudPassword", atJumpCloud, u.JumpCloudPassword != ""},
		{"passwordPending", atJumpCloud, u.PasswordPending},
		{"bound", atJumpCloud, u.Bound},
		{"immutableId", atJumpCloud, u.ImmutableID != ""},
		{"state", atJumpCloud, u.State != ""},
		{"outsideAllUsers", atJumpCloud, u.OutsideAllUsers},
		{"entraPassword", atMicrosoft, u.EntraPassword != ""},
		{"entraDisplayName", atMicrosoft, u.EntraDisplayName != ""},
		{"entraImmutableId", atMicrosoft, u.EntraImmutableID != nil},
		{"disabled", atMicrosoft, u.Disabled},
		{"globalAdministrator", atMicrosoft, u.GlobalAdministrator},
		{"authenticationMethods", atMicrosoft, len(u.Methods) > 0},
	} {
		switch at := []any{list, i, m.name}; {
		case !m.given:
		case administrator && (m.company == atJumpCloud || m.name == "at" || m.name == "globalAdministrator"):
			return c.mistake(at, "%s is for users; the administrator %s is at Microsoft alone", m.name, u.UPN)
		case u.At != "" && u.At != m.company:
			return c.mistake(at, "%s is of %s, where %s is not", m.name, m.company, u.UPN)
		}
	}
	if u.PasswordPending && u.JumpCloudPassword != "" {
		return c.mistake([]any{list, i, "passwordPending"}, "%s has a jumpcloudPassword, so it is not pending", u.UPN)
	}
	return nil
}

func (s Spec) checkGroups() *SpecError {
	users := map[string]bool{}
	for _, u := range s.Users {
		users[u.UPN] = true
	}
	seen := map[string]bool{"all users": true} // JumpCloud's own
	for i, g := range s.Groups {
		at := []any{"groups", i, "name"}
		switch {
		case g.Name == "":
			return s.mistake(at, "a group has no name")
		case seen[strings.ToLower(g.Name)]:
			return s.mistake(at, "the group %q is given twice or is JumpCloud's own", g.Name)
		}
		seen[strings.ToLower(g.Name)] = true
		for j, m := range g.Members {
			if !users[m] {
				return s.mistake([]any{"groups", i, "members", j}, "the group %q has the member %q, who is not one of the users",
					g.Name, m)
			}
		}
	}
	return nil
}
