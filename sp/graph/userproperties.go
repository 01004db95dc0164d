package graph

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// defaultUser is the properties that a user is shown with unless $select names others (Microsoft Graph REST v1.0: Get
// user).
func defaultUser() odata.Selection {
	return odata.Selection{"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone",
		"officeLocation", "preferredLanguage", "surname", "userPrincipalName"}
}

// profileTexts and profileLists are the properties of a user that Graph keeps and nothing here acts on.
func profileTexts() []string {
	return []string{"ageGroup", "city", "companyName", "consentProvidedForMinor", "country", "department", "employeeId",
		"employeeType", "faxNumber", "jobTitle", "mobilePhone", "officeLocation", "passwordPolicies", "postalCode",
		"preferredLanguage", "state", "streetAddress", "usageLocation", "userType"}
}

func profileLists() []string { return []string{"businessPhones", "otherMails"} }

// nullUser are properties of the real Graph that no user here has; a script that selects them gets null.
func nullUser() []string {
	return []string{"creationType", "employeeHireDate", "employeeLeaveDateTime", "externalUserState",
		"externalUserStateChangeDateTime", "isResourceAccount", "legalAgeGroupClassification",
		"onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesExtensionAttributes",
		"onPremisesLastSyncDateTime", "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled",
		"onPremisesUserPrincipalName", "preferredDataLocation", "securityIdentifier", "showInAddressList",
		"passwordProfile"}
}

// emptyUser are those that are empty lists.
func emptyUser() []string {
	return []string{"assignedLicenses", "assignedPlans", "identities", "imAddresses", "licenseAssignmentStates",
		"onPremisesProvisioningErrors", "provisionedPlans", "proxyAddresses", "serviceProvisioningErrors"}
}

// userColumns are the properties of a user, the default ones first.
func userColumns() odata.Columns[directory.User] {
	type user = directory.User
	columns := odata.Columns[user]{
		{Name: "displayName", Of: func(u *user) odata.Value { return odata.Text(u.DisplayName) }},
		{Name: "givenName", Of: func(u *user) odata.Value { return odata.TextOrNull(u.GivenName) }},
		{Name: "id", Of: func(u *user) odata.Value { return odata.Text(u.ID) }},
		{Name: "mail", Of: func(u *user) odata.Value { return odata.TextOrNull(u.Mail) }},
		{Name: "surname", Of: func(u *user) odata.Value { return odata.TextOrNull(u.Surname) }},
		{Name: "userPrincipalName", Of: func(u *user) odata.Value { return odata.Text(u.UserPrincipalName) }},
		{Name: "accountEnabled", Of: func(u *user) odata.Value { return odata.Flag(u.AccountEnabled) }},
		{Name: "createdDateTime", Of: func(u *user) odata.Value { return odata.Instant(u.CreatedAt) }},
		{Name: "deletedDateTime", Of: func(u *user) odata.Value { return odata.Instant(u.DeletedAt) }},
		{Name: "lastPasswordChangeDateTime", Of: passwordChanged},
		{Name: "mailNickname", Of: func(u *user) odata.Value { return odata.TextOrNull(u.MailNickname) }},
		{Name: "onPremisesImmutableId", Of: func(u *user) odata.Value { return odata.TextOrNull(u.ImmutableID) }},
		{Name: "refreshTokensValidFromDateTime", Of: passwordChanged},
		{Name: "signInSessionsValidFromDateTime", Of: passwordChanged},
	}
	add := func(name string, of func(*user) odata.Value) {
		columns = append(columns, odata.Column[user]{Name: name, Of: of})
	}
	for _, name := range profileTexts() {
		add(name, func(u *user) odata.Value { return profileText(u, name) })
	}
	for _, name := range profileLists() {
		add(name, func(u *user) odata.Value { return odata.List(u.Profile[name]) })
	}
	for _, name := range nullUser() {
		add(name, func(*user) odata.Value { return odata.Null() })
	}
	for _, name := range emptyUser() {
		add(name, func(*user) odata.Value { return odata.EmptyList() })
	}
	return inOrder(columns)
}

// inOrder puts the default properties first, as Graph does.
func inOrder(columns odata.Columns[directory.User]) odata.Columns[directory.User] {
	rank := func(c odata.Column[directory.User]) int {
		if i := slices.Index(defaultUser(), c.Name); i >= 0 {
			return i
		}
		return len(columns)
	}
	slices.SortStableFunc(columns, func(a, b odata.Column[directory.User]) int { return rank(a) - rank(b) })
	return columns
}

// passwordChanged is when the password was last set.
func passwordChanged(u *directory.User) odata.Value {
	if u.SignInSessionsValidFrom.IsZero() {
		return odata.Instant(u.CreatedAt)
	}
	return odata.Instant(u.SignInSessionsValidFrom)
}

func profileText(u *directory.User, name string) odata.Value {
	if values := u.Profile[name]; len(values) > 0 {
		return odata.Text(values[0])
	}
	if name == "userType" {
		return odata.Text("Member")
	}
	return odata.Null()
}

// readOnlyUser are properties that cannot be set.
func readOnlyUser() []string {
	return slices.Concat(nullUser()[:len(nullUser())-1], emptyUser(), []string{"id", "createdDateTime", "deletedDateTime",
		"lastPasswordChangeDateTime", "refreshTokensValidFromDateTime", "signInSessionsValidFromDateTime"})
}

// profilePatch reads the properties of a profile; null and "" clear one.
func profilePatch(p odata.Payload) (map[string][]string, error) {
	profile := map[string][]string{}
	for _, name := range profileTexts() {
		text, err := p.Text(name)
		switch {
		case err != nil:
			return nil, err
		case text == nil:
			continue
		case !mayBe(name, *text):
			return nil, odata.InvalidValue(name, p.Resource)
		}
		if profile[name] = nil; *text != "" {
			profile[name] = []string{*text}
		}
	}
	for _, name := range profileLists() {
		list, err := p.List(name)
		if err != nil {
			return nil, err
		}
		if list == nil {
			continue
		}
		if len(*list) > 250 || slices.ContainsFunc(*list, func(s string) bool { return !mayBe(name, s) }) {
			return nil, odata.InvalidValue(name, p.Resource)
		}
		profile[name] = *list
	}
	if len(profile) == 0 {
		return nil, nil
	}
	return profile, nil
}

// mayBe says whether a text can be the value of a property.
func mayBe(name, text string) bool {
	switch {
	case utf8.RuneCountInString(text) > 256 || strings.ContainsFunc(text, unicode.IsControl):
		return false
	case name == "usageLocation": // ISO 3166
		return text == "" || len(text) == 2 && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	case name == "userType":
		return text == "" || text == "Member" || text == "Guest"
	}
	return true
}
