package graph

import (
	"strings"
	"time"

	"samlharness/sp/directory"
)

// organizationEntity is the tenant as Graph shows it.
func organizationEntity(o directory.Organization) entity {
	var sync any
	if o.OnPremisesSyncEnabled != nil {
		sync = *o.OnPremisesSyncEnabled
	}
	var initial string
	verified := []entity{}
	for _, d := range o.VerifiedDomains {
		if d.Initial {
			initial = d.Name
		}
		verified = append(verified, entity{{"capabilities", strings.Join(d.SupportedServices, ", ")},
			{"isDefault", d.Default}, {"isInitial", d.Initial},
			{"name", d.Name}, {"type", d.AuthenticationType()}})
	}
	none := []string{}
	return entity{
		{"id", o.ID}, {"deletedDateTime", nil}, {"businessPhones", none}, {"city", nil}, {"country", nil},
		{"countryLetterCode", "US"},
		{"createdDateTime", o.CreatedAt.UTC().Format(time.RFC3339)}, {"defaultUsageLocation", nil},
		{"displayName", o.DisplayName},
		{"isMultipleDataLocationsForServicesEnabled", nil}, {"marketingNotificationEmails", none},
		{"onPremisesLastSyncDateTime", nil},
		{"onPremisesSyncEnabled", sync}, {"partnerTenantType", nil}, {"postalCode", nil}, {"preferredLanguage", "en"},
		{"securityComplianceNotificationMails", none}, {"securityComplianceNotificationPhones", none}, {"state", nil},
		{"street", nil},
		{"technicalNotificationMails", []string{"admin@" + initial}}, {"tenantType", "AAD"}, {"directorySizeQuota", entity{
			{"used", o.Users},
			{"total", 50000},
		}},
		{"assignedPlans", none}, {"provisionedPlans", none}, {"privacyProfile", entity{
			{"contactEmail", ""},
			{"statementUrl", ""},
		}}, {"verifiedDomains", verified},
	}
}

func (h *Handler) listOrganization(c *call) (reply, error) {
	o, err := h.Tenant.Organization(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	e := organizationEntity(o)
	selected := c.selected(e)
	return list(c.metadata("organization"+selected.suffix()), []entity{selected.of(e)}), nil
}

func (h *Handler) getOrganization(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	o, err := h.Tenant.Organization(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	e := organizationEntity(o)
	selected := c.selected(e)
	return c.single("organization"+selected.suffix(), selected.of(e)), nil
}

func (h *Handler) isOrganization(c *call) error {
	if !strings.EqualFold(c.captures[0], h.Tenant.ID()) {
		return directory.NotFound(c.captures[0])
	}
	return nil
}

// patchOrganization sets onPremisesSyncEnabled, in beta only.
func (h *Handler) patchOrganization(c *call) (reply, error) {
	if err := h.isOrganization(c); err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("Organization")
	if err != nil {
		return reply{}, err
	}
	if !p.has("onPremisesSyncEnabled") {
		c.ignored(p)
		return noContent(), nil
	}
	on, err := p.flag("onPremisesSyncEnabled")
	if err != nil {
		return reply{}, err
	}
	if c.version != "beta" {
		return reply{}, badRequest("Property 'onPremisesSyncEnabled' is read-only and cannot be set.")
	}
	c.ignored(p)
	return noContent(), h.Tenant.SetOnPremisesSync(c.r.Context(), on)
}
