package org

import (
	"net/url"
	"slices"
	"strings"

	"samlharness/internal/wire/xmldsig"
)

// checkApplication refuses what JumpCloud would not save.
func checkApplication(a Application) error {
	t, err := templateOf(a.Name)
	if err != nil {
		return err
	}
	if err := t.check(a); err != nil {
		return err
	}
	if err := checkIdentifier("SP Entity ID", a.SPEntityID); err != nil {
		return err
	}
	if err := checkIdentifier("Display Label", a.Label); err != nil {
		return err
	}
	if len(a.Description) > 256 || strings.ContainsFunc(a.Description, unprintable) {
		return invalid("Description", "at most 256 printable characters", a.Description)
	}
	if !IsSlug(a.Slug) {
		return invalid("SSO IdP URL", "1 to 64 letters, digits, dots, dashes or underscores after /saml2/", a.Slug)
	}
	if len(a.ACSURLs) == 0 {
		return invalid("ACS URL", "at least one", "")
	}
	for _, acs := range a.ACSURLs {
		if !isWebURL(acs) {
			return invalid("ACS URL", "an absolute http or https URL", acs)
		}
	}
	if a.LoginURL != "" && !isWebURL(a.LoginURL) {
		return invalid("Login URL", "an absolute http or https URL, or empty", a.LoginURL)
	}
	if !slices.Contains(signatureMethods(), a.SignatureMethod) {
		return invalid("Signature Algorithm", strings.Join(signatureMethods()[1:], " or "), a.SignatureMethod)
	}
	return checkAttributes(a)
}

// signatureMethods are those that JumpCloud offers; "" is RSA-SHA256.
func signatureMethods() []string { return []string{"", xmldsig.RSASHA256, xmldsig.RSASHA1} }

func checkAttributes(a Application) error {
	fields := userFields()
	if !slices.Contains(fields, a.SubjectField) {
		return invalid("SAMLSubject NameID", strings.Join(fields, ", "), a.SubjectField)
	}
	for _, u := range a.UserAttributes {
		if err := checkIdentifier("attribute name", u.Name); err != nil {
			return err
		}
		if !slices.Contains(fields, u.Field) {
			return invalid("user attribute", strings.Join(fields, ", "), u.Field)
		}
	}
	for _, c := range a.ConstantAttributes {
		if err := checkIdentifier("attribute name", c.Name); err != nil {
			return err
		}
		if strings.ContainsFunc(c.Value, unprintable) {
			return invalid("constant attribute", "printable", c.Value)
		}
	}
	return nil
}

// IsSlug says whether s can end an SSO URL.
func IsSlug(s string) bool {
	if s == "" || len(s) > 64 || s == "." || s == ".." {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	})
}

// isWebURL keeps javascript: and data: out of forms and tiles.
func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

// userFields are the fields of a user that a NameID or an attribute can carry.
func userFields() []string {
	return []string{SubjectImmutableID, "email", "username", "firstname", "lastname", "displayname"}
}

// Field reads a field of the user that a NameID or an attribute can carry, such as [SubjectImmutableID] or "email"; ""
// for another name.
func (u User) Field(name string) string {
	switch name {
	case SubjectImmutableID:
		return u.ImmutableID()
	case "email":
		return u.Email
	case "username":
		return u.Username
	case "firstname":
		return u.FirstName
	case "lastname":
		return u.LastName
	case "displayname":
		return u.Name()
	}
	return ""
}
