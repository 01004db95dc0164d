package org

import (
	"cmp"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmlenc"
)

// maxRelayState bounds the Default RelayState in bytes. SAML Bindings 3.4.3 asks for no more than 80, which products do
// not keep to.
const maxRelayState = 1024

// checkApplication refuses what JumpCloud would not save.
func checkApplication(a Application) error {
	t, err := templateOf(a.Name)
	if err != nil {
		return err
	}
	if err := checkGeneral(a); err != nil || a.IsBookmark() {
		return err
	}
	return cmp.Or(t.check(a), checkServiceProvider(a), checkSigning(a), checkEncryption(a), checkAttributes(a))
}

// checkGeneral looks at what every application has, bookmarks too.
func checkGeneral(a Application) error {
	if err := checkIdentifier("Display Label", a.Label); err != nil {
		return err
	}
	if len(a.Description) > 256 || strings.ContainsFunc(a.Description, unprintable) {
		return invalid("Description", "at most 256 printable characters", a.Description)
	}
	if a.Color != "" && !slices.Contains(Colors(), a.Color) {
		return invalid("Color Indicator", strings.Join(Colors(), ", "), a.Color)
	}
	if !IsSlug(a.Slug) {
		return invalid("SSO IdP URL", "1 to 64 letters, digits, dots, dashes or underscores after /saml2/", a.Slug)
	}
	switch {
	case a.IsBookmark() && !isWebURL(a.LoginURL):
		return invalid("Login URL", "an absolute http or https URL: a bookmark is nothing else", a.LoginURL)
	case a.LoginURL != "" && !isWebURL(a.LoginURL):
		return invalid("Login URL", "an absolute http or https URL, or empty", a.LoginURL)
	}
	return nil
}

// checkServiceProvider looks at whom assertions are for and where they go.
func checkServiceProvider(a Application) error {
	if err := checkIdentifier("SP Entity ID", a.SPEntityID); err != nil {
		return err
	}
	if len(a.ACSURLs) == 0 {
		return invalid("ACS URL", "at least one", "")
	}
	if len(a.ACSIndexes) != 0 && len(a.ACSIndexes) != len(a.ACSURLs) {
		return invalid("ACS URL", "listed with one index each", fmt.Sprint(a.ACSIndexes))
	}
	seen := map[int]bool{}
	for i, acs := range a.ACSURLs {
		index := a.ACSIndex(i)
		switch {
		case !isWebURL(acs):
			return invalid("ACS URL", "an absolute http or https URL", acs)
		case index < 0 || index > math.MaxUint16: // SAML Metadata 2.2.3: xs:unsignedShort
			return invalid("ACS URL", "listed under an index from 0 to 65535", strconv.Itoa(index))
		case seen[index]:
			return invalid("ACS URL", "the only one of its index", strconv.Itoa(index))
		}
		seen[index] = true
	}
	return checkCertificate("SP Certificate", a.SPCertificate)
}

// checkCertificate refuses what stands in the place of another company's certificate and has no RSA key; nil is none.
func checkCertificate(name string, der []byte) error {
	if len(der) == 0 {
		return nil
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return invalid(name, "one X.509 certificate in PEM or base64", err.Error())
	}
	if _, ok := c.PublicKey.(*rsa.PublicKey); !ok {
		return invalid(name, "one with an RSA key", fmt.Sprintf("%T", c.PublicKey))
	}
	return nil
}

func checkSigning(a Application) error {
	if !slices.Contains(signatureMethods(), a.SignatureMethod) {
		return invalid("Signature Algorithm", strings.Join(signatureMethods()[1:], " or "), a.SignatureMethod)
	}
	return nil
}

func checkEncryption(a Application) error {
	if a.EncryptionMethod != "" && !slices.Contains(xmlenc.Methods(), a.EncryptionMethod) {
		return invalid("Encryption Algorithm", strings.Join(xmlenc.Methods(), " or "), a.EncryptionMethod)
	}
	if a.EncryptAssertion && len(a.EncryptionCertificate) == 0 {
		return invalid("Encryption Certificate", "the service provider's, for which assertions are encrypted", "")
	}
	return checkCertificate("Encryption Certificate", a.EncryptionCertificate)
}

// signatureMethods are those that JumpCloud offers; "" is RSA-SHA256.
func signatureMethods() []string { return []string{"", xmldsig.RSASHA256, xmldsig.RSASHA1} }

// NameIDFormats are those that the connector panel offers.
func NameIDFormats() []string {
	return []string{wire.NameIDUnspecified10, wire.NameIDUnspecified, wire.NameIDEmailAddress, wire.NameIDPersistent,
		wire.NameIDTransient, wire.NameIDUnspecified20}
}

func checkAttributes(a Application) error {
	fields := UserFields()
	if !slices.Contains(NameIDFormats(), a.NameIDFormat) {
		return invalid("SAMLSubject NameID Format", strings.Join(NameIDFormats(), ", "), a.NameIDFormat)
	}
	if err := checkIdentifier("AuthnContext", a.ClassRef); err != nil {
		return err
	}
	if a.MFAClassRef != "" {
		if err := checkIdentifier("AuthnContext after a second factor", a.MFAClassRef); err != nil {
			return err
		}
	}
	if len(a.DefaultRelayState) > maxRelayState || strings.ContainsFunc(a.DefaultRelayState, unprintable) {
		return invalid("Default RelayState", fmt.Sprintf("at most %d printable characters", maxRelayState),
			a.DefaultRelayState)
	}
	if a.GroupsAttribute != "" {
		if err := checkIdentifier("group attribute", a.GroupsAttribute); err != nil {
			return err
		}
	}
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

// UserFields are the fields of a user that a NameID or an attribute can carry.
func UserFields() []string {
	return []string{SubjectImmutableID, "email", "username", "firstname", "lastname", "displayname", "description"}
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
	case "description":
		return u.Personal().Description
	}
	return ""
}
