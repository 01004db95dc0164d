package v1

import (
	"context"
	"time"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// userSchema is a systemuserreturn of the organization. What concerns devices has the value of a user without any.
func userSchema(organization string, now time.Time) rest.Schema[org.User] {
	f := func(name string, of func(org.User) any) rest.Field[org.User] {
		return rest.Field[org.User]{Name: name, Of: of}
	}
	always := func(name string, value any) rest.Field[org.User] { return f(name, func(org.User) any { return value }) }
	text := func(name string, of func(org.Profile) string) rest.Field[org.User] {
		return f(name, func(u org.User) any { return of(u.Personal()) })
	}
	return rest.Schema[org.User]{
		f("_id", func(u org.User) any { return u.ID }),
		f("id", func(u org.User) any { return u.ID }),
		f("account_locked", func(u org.User) any { return locked(u, now) }),
		f("account_locked_date", func(u org.User) any {
			if !locked(u, now) {
				return nil
			}
			return rest.Instant(u.LockedAt)
		}),
		f("activated", func(u org.User) any { return u.PasswordSet && u.State != org.Staged }),
		f("addresses", func(u org.User) any { return rest.List(u.Personal().Addresses) }),
		always("allow_public_key", true),
		text("alternateEmail", func(p org.Profile) string { return p.AlternateEmail }),
		f("attributes", func(u org.User) any { return rest.List(u.Personal().Attributes) }),
		f("badLoginAttempts", func(u org.User) any { return u.BadAttempts }),
		text("company", func(p org.Profile) string { return p.Company }),
		text("costCenter", func(p org.Profile) string { return p.CostCenter }),
		f("created", func(u org.User) any { return rest.Instant(u.Created) }),
		always("creationSource", "jumpcloud:manual"),
		text("department", func(p org.Profile) string { return p.Department }),
		text("description", func(p org.Profile) string { return p.Description }),
		always("disableDeviceMaxLoginAttempts", false),
		f("displayname", func(u org.User) any { return u.DisplayName }),
		f("email", func(u org.User) any { return u.Email }),
		text("employeeIdentifier", func(p org.Profile) string { return p.EmployeeIdentifier }),
		text("employeeType", func(p org.Profile) string { return p.EmployeeType }),
		always("enable_managed_uid", false),
		f("enable_user_portal_multifactor", func(u org.User) any { return u.MFA.Required }),
		always("external_dn", ""),
		always("external_source_type", ""),
		always("externally_managed", false),
		f("firstname", func(u org.User) any { return u.FirstName }),
		text("jobTitle", func(p org.Profile) string { return p.JobTitle }),
		f("lastname", func(u org.User) any { return u.LastName }),
		always("ldap_binding_user", false),
		text("location", func(p org.Profile) string { return p.Location }),
		text("managedAppleId", func(p org.Profile) string { return p.ManagedAppleID }),
		f("manager", func(u org.User) any { return orNull(u.Personal().Manager) }),
		f("mfa", func(u org.User) any { return mfa(u, now) }),
		f("mfaEnrollment", func(u org.User) any { return enrollment(u) }),
		text("middlename", func(p org.Profile) string { return p.MiddleName }),
		always("organization", organization),
		always("password_expiration_date", nil),
		f("password_expired", func(u org.User) any { return u.PasswordExpired }),
		always("password_never_expires", false),
		always("passwordless_sudo", false),
		f("phoneNumbers", func(u org.User) any { return rest.List(u.Personal().PhoneNumbers) }),
		always("public_key", ""),
		always("relationships", []any{}),
		always("restrictedFields", []any{}),
		always("samba_service_user", false),
		always("ssh_keys", []any{}),
		f("state", func(u org.User) any { return string(u.State) }),
		always("sudo", false),
		f("suspended", func(u org.User) any { return u.State == org.Suspended }),
		f("totp_enabled", func(u org.User) any { return u.Has(org.FactorTOTP) }),
		f("username", func(u org.User) any { return u.Username }),
	}
}

func locked(u org.User, now time.Time) bool {
	return u.PasswordStatus(now) == org.AccountLockedOut || u.Locked && !u.PasswordSet
}

// orNull is null for a text that is empty.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func mfa(u org.User, now time.Time) rest.Object {
	o := rest.Object{{Name: "configured", Value: len(u.MFA.Enrolled) > 0}, {
		Name:  "exclusion",
		Value: now.Before(u.MFA.ExcludedUntil),
	}}
	if now.Before(u.MFA.ExcludedUntil) {
		o = append(o, rest.Member{Name: "exclusionUntil", Value: rest.Instant(u.MFA.ExcludedUntil)})
	}
	return o
}

// enrollment is the state of each factor. Source: JumpCloud API 1.0, mfaEnrollmentStatus; TheJumpCloud/jc-cli for sms.
func enrollment(u org.User) rest.Object {
	status := func(enrolled bool) string {
		if enrolled {
			return "ENROLLED"
		}
		return "NOT_ENROLLED"
	}
	return rest.Object{
		{Name: "overallStatus", Value: status(len(u.MFA.Enrolled) > 0)},
		{Name: "totpStatus", Value: status(u.Has(org.FactorTOTP))},
		{Name: "pushStatus", Value: status(u.Has(org.FactorPush))},
		{Name: "webAuthnStatus", Value: status(u.Has(org.FactorWebAuthn))},
		{Name: "jcGoStatus", Value: status(false)},
		{Name: "smsStatus", Value: status(false)},
	}
}

// Users is the list of users.
func (h Handler) users(ctx context.Context, o *org.Organization) rest.Collection[org.User] {
	return rest.Collection[org.User]{
		Offer:    rest.Offer{Sort: true, Filter: true, Fields: true, Search: true},
		Schema:   userSchema(o.ID(), h.Now()),
		SearchIn: []string{"username", "email", "firstname", "lastname"},
		All:      o.EachUser(ctx),
	}
}

func (h Handler) show(c *rest.Call, u org.User) any {
	return userSchema(c.Organization.ID(), h.Now()).Object(u)
}
