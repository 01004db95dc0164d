package org

import (
	"maps"
	"slices"
)

// Account is a user as the directory integration addresses them at Microsoft.
type Account struct {
	// UserPrincipalName is the user's e-mail address, or the alternate one where a translation rule says so.
	UserPrincipalName string
	ImmutableID       string
	// Exported are the further properties of Graph's user that the translation rules write.
	Exported map[string]any
}

// ruleUPN takes the user principal name from the alternate e-mail address: the IDPEmail of an assertion then differs
// from it, while the immutable ID still matches.
const ruleUPN = "user_principal_name_from_alternate_email"

// BuiltInTranslations are the rules of export that JumpCloud offers. user_manager, which Graph takes as a reference and
// not as a property, is kept and writes nothing here. Source: JumpCloud API 2.0, Office365BuiltinTranslation.
func BuiltInTranslations() []string {
	return slices.Sorted(maps.Keys(translations(Profile{})))
}

// translations are the properties of Graph that each rule writes of a profile.
func translations(p Profile) map[string]map[string]any {
	work := p.address("work")
	phones := []string{}
	if n := p.phone("work"); n != "" {
		phones = append(phones, n)
	}
	mails := []string{}
	if p.AlternateEmail != "" {
		mails = append(mails, p.AlternateEmail)
	}
	return map[string]map[string]any{
		ruleUPN:                {},
		"user_manager":         {},
		"user_alternate_email": {"otherMails": mails},
		"user_business_phones": {"businessPhones": phones},
		"user_city":            {"city": work.Locality},
		"user_country":         {"country": work.Country},
		"user_department":      {"department": p.Department},
		"user_job_title":       {"jobTitle": p.JobTitle},
		"user_mobile_phone":    {"mobilePhone": p.phone("mobile")},
		"user_office_location": {"officeLocation": p.Location},
		"user_postal_code":     {"postalCode": work.PostalCode},
		"user_state":           {"state": work.Region},
		"user_street_address":  {"streetAddress": work.StreetAddress},
	}
}

// address is the first of a type.
func (p Profile) address(kind string) Address {
	if i := slices.IndexFunc(p.Addresses, func(a Address) bool { return a.Type == kind }); i >= 0 {
		return p.Addresses[i]
	}
	return Address{}
}

// phone is the first number of a type.
func (p Profile) phone(kind string) string {
	if i := slices.IndexFunc(p.PhoneNumbers, func(n PhoneNumber) bool { return n.Type == kind }); i >= 0 {
		return p.PhoneNumbers[i].Number
	}
	return ""
}

// account is a user as the directory's rules send them to Microsoft.
func (o *Organization) account(u User) Account {
	a := Account{UserPrincipalName: u.Email, ImmutableID: u.ImmutableID()}
	rules := o.settings.Load().Directory.Rules
	if len(rules) == 0 {
		return a
	}
	profile := u.Personal()
	writes := translations(profile)
	a.Exported = map[string]any{}
	for _, r := range rules {
		maps.Copy(a.Exported, writes[r.BuiltIn])
		if r.BuiltIn == ruleUPN && profile.AlternateEmail != "" {
			a.UserPrincipalName = profile.AlternateEmail
		}
	}
	return a
}

// accounts are many of them.
func (o *Organization) accounts(users []User) []Account {
	list := make([]Account, len(users))
	for i, u := range users {
		list[i] = o.account(u)
	}
	return list
}
