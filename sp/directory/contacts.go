package directory

import (
	"context"
	"slices"
)

// Contacts are what the tenant says of whom to write to.
type Contacts struct {
	MarketingMails, TechnicalMails, SecurityMails, SecurityPhones []string
	// PrivacyMail and PrivacyStatement are the privacy profile.
	PrivacyMail, PrivacyStatement string
}

func (c Contacts) clone() Contacts {
	c.MarketingMails, c.TechnicalMails = slices.Clone(c.MarketingMails), slices.Clone(c.TechnicalMails)
	c.SecurityMails, c.SecurityPhones = slices.Clone(c.SecurityMails), slices.Clone(c.SecurityPhones)
	return c
}

// ContactsPatch is a change of some contacts; a nil field stays as it is.
type ContactsPatch struct {
	MarketingMails, TechnicalMails, SecurityMails, SecurityPhones *[]string
	PrivacyMail, PrivacyStatement                                 *string
}

// SetContacts changes contacts.
func (t *Tenant) SetContacts(ctx context.Context, p ContactsPatch) error {
	return t.changeTenant(ctx, func(row *tenantRow) {
		c := row.Contacts
		set(&c.MarketingMails, p.MarketingMails)
		set(&c.TechnicalMails, p.TechnicalMails)
		set(&c.SecurityMails, p.SecurityMails)
		set(&c.SecurityPhones, p.SecurityPhones)
		set(&c.PrivacyMail, p.PrivacyMail)
		set(&c.PrivacyStatement, p.PrivacyStatement)
		row.Contacts = c.clone()
	})
}
