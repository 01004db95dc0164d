package graph

import (
	"slices"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// organizationColumns are the properties of the tenant.
func organizationColumns() odata.Columns[directory.Organization] {
	type o = directory.Organization
	null := func(*o) odata.Value { return odata.Null() }
	none := func(*o) odata.Value { return odata.EmptyList() }
	text := func(s string) func(*o) odata.Value { return func(*o) odata.Value { return odata.Text(s) } }
	return odata.Columns[o]{
		{Name: "id", Of: func(t *o) odata.Value { return odata.Text(t.ID) }},
		{Name: "deletedDateTime", Of: null},
		{Name: "businessPhones", Of: none},
		{Name: "city", Of: null},
		{Name: "country", Of: null},
		{Name: "countryLetterCode", Of: text("US")},
		{Name: "createdDateTime", Of: func(t *o) odata.Value { return odata.Instant(t.CreatedAt) }},
		{Name: "defaultUsageLocation", Of: null},
		{Name: "displayName", Of: func(t *o) odata.Value { return odata.Text(t.DisplayName) }},
		{Name: "isMultipleDataLocationsForServicesEnabled", Of: null},
		{Name: "marketingNotificationEmails", Of: func(t *o) odata.Value { return odata.List(t.Contacts.MarketingMails) }},
		{Name: "onPremisesLastSyncDateTime", Of: null},
		{Name: "onPremisesSyncEnabled", Of: func(t *o) odata.Value { return odata.FlagOrNull(t.OnPremisesSyncEnabled) }},
		{Name: "partnerTenantType", Of: null},
		{Name: "postalCode", Of: null},
		{Name: "preferredLanguage", Of: text("en")},
		{Name: "securityComplianceNotificationMails", Of: func(t *o) odata.Value {
			return odata.List(t.Contacts.SecurityMails)
		}},
		{Name: "securityComplianceNotificationPhones", Of: func(t *o) odata.Value {
			return odata.List(t.Contacts.SecurityPhones)
		}},
		{Name: "state", Of: null},
		{Name: "street", Of: null},
		{Name: "technicalNotificationMails", Of: technicalMails},
		{Name: "tenantType", Of: text("AAD")},
		{Name: "directorySizeQuota", Of: func(t *o) odata.Value {
			return odata.Object(odata.Entity{odata.P("used", t.Users), odata.P("total", 50000)})
		}},
		{Name: "assignedPlans", Of: none},
		{Name: "provisionedPlans", Of: none},
		{Name: "privacyProfile", Of: func(t *o) odata.Value {
			return odata.Object(odata.Entity{
				odata.P("contactEmail", t.Contacts.PrivacyMail),
				odata.P("statementUrl", t.Contacts.PrivacyStatement),
			})
		}},
		{Name: "verifiedDomains", Of: func(t *o) odata.Value { return odata.Object(verifiedDomains(t)) }},
	}
}

// technicalMails are the administrator's in the initial domain, unless others were set.
func technicalMails(o *directory.Organization) odata.Value {
	if o.Contacts.TechnicalMails != nil {
		return odata.List(o.Contacts.TechnicalMails)
	}
	i := slices.IndexFunc(o.VerifiedDomains, func(d directory.Domain) bool { return d.Initial })
	if i < 0 {
		return odata.EmptyList()
	}
	return odata.List([]string{"admin@" + o.VerifiedDomains[i].Name})
}

func verifiedDomains(o *directory.Organization) []odata.Entity {
	verified := []odata.Entity{}
	for _, d := range o.VerifiedDomains {
		verified = append(verified, odata.Entity{
			odata.P("capabilities", strings.Join(d.SupportedServices, ", ")),
			odata.P("isDefault", d.Default),
			odata.P("isInitial", d.Initial),
			odata.P("name", d.Name),
			odata.P("type", d.AuthenticationType()),
		})
	}
	return verified
}

func organizationOffer(bool) odata.Offer {
	return odata.Offer{Type: "organization", Select: organizationColumns().Names()}
}

// visible are the properties that the token may see: with User.Read three of them, the others are null (Microsoft Graph
// REST v1.0: Get organization).
func (c *call) visible() odata.Columns[directory.Organization] {
	columns := organizationColumns()
	if c.may(fullOrganization()) {
		return columns
	}
	for i := range columns {
		if !slices.Contains([]string{"id", "displayName", "verifiedDomains"}, columns[i].Name) {
			columns[i].Of = func(*directory.Organization) odata.Value { return odata.Null() }
		}
	}
	return columns
}

func (h *Handler) listOrganization(c *call) (reply, error) {
	o, err := h.Tenant.Organization(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return collection(c, "organization", c.visible(), []directory.Organization{o}, 0), nil
}

func (h *Handler) getOrganization(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	o, err := h.Tenant.Organization(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return one(c, "organization", c.visible(), &o), nil
}

func (h *Handler) isOrganization(c *call) error {
	if !c.has(0, h.Tenant.ID()) {
		return directory.NotFound(c.captures[0])
	}
	return nil
}

// patchOrganization sets contacts, and in beta onPremisesSyncEnabled (microsoftgraph/microsoft-graph-docs#21601).
func (h *Handler) patchOrganization(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("Organization")
	if err != nil {
		return reply{}, err
	}
	contacts, err := contactsPatch(p)
	if err != nil {
		return reply{}, err
	}
	on, err := p.Flag("onPremisesSyncEnabled")
	if err != nil {
		return reply{}, err
	}
	if on != nil && c.version != "beta" {
		return reply{}, badRequest("Property 'onPremisesSyncEnabled' is read-only and cannot be set.")
	}
	for _, name := range organizationColumns().Names() {
		if settable := contactNames(); !slices.Contains(settable, name) && name != "onPremisesSyncEnabled" {
			if err := readOnly(p, name); err != nil {
				return reply{}, err
			}
		}
	}
	if err := c.changes(p); err != nil {
		return reply{}, err
	}
	if err := h.Tenant.SetContacts(c.context(), contacts); err != nil || on == nil {
		return noContent(), err
	}
	return noContent(), h.Tenant.SetOnPremisesSync(c.context(), on)
}

// contactNames are the properties that can be set in either version (Microsoft Graph REST v1.0: Update organization).
func contactNames() []string {
	return []string{"marketingNotificationEmails", "technicalNotificationMails", "securityComplianceNotificationMails",
		"securityComplianceNotificationPhones", "privacyProfile"}
}

func contactsPatch(p odata.Payload) (patch directory.ContactsPatch, err error) {
	for i, into := range []**[]string{&patch.MarketingMails, &patch.TechnicalMails, &patch.SecurityMails,
		&patch.SecurityPhones} {
		if *into, err = p.List(contactNames()[i]); err != nil {
			return patch, err
		}
	}
	profile, given, err := p.Object("privacyProfile")
	if err != nil || !given {
		return patch, err
	}
	if patch.PrivacyMail, err = profile.Text("contactEmail"); err != nil {
		return patch, err
	}
	patch.PrivacyStatement, err = profile.Text("statementUrl")
	return patch, err
}
