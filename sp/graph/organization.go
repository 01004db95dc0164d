package graph

import (
	"strings"
	"time"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// organizationEntity is the tenant as Graph shows it.
func organizationEntity(o directory.Organization) odata.Entity {
	var sync any
	if o.OnPremisesSyncEnabled != nil {
		sync = *o.OnPremisesSyncEnabled
	}
	var initial string
	verified := []odata.Entity{}
	for _, d := range o.VerifiedDomains {
		if d.Initial {
			initial = d.Name
		}
		verified = append(verified, odata.Entity{
			odata.P("capabilities", strings.Join(d.SupportedServices, ", ")),
			odata.P("isDefault", d.Default),
			odata.P("isInitial", d.Initial),
			odata.P("name", d.Name),
			odata.P("type", d.AuthenticationType()),
		})
	}
	none := []string{}
	return odata.Entity{
		odata.P("id", o.ID),
		odata.P("deletedDateTime", nil),
		odata.P("businessPhones", none),
		odata.P("city", nil),
		odata.P("country", nil),
		odata.P("countryLetterCode", "US"),
		odata.P("createdDateTime", o.CreatedAt.UTC().Format(time.RFC3339)),
		odata.P("defaultUsageLocation", nil),
		odata.P("displayName", o.DisplayName),
		odata.P("isMultipleDataLocationsForServicesEnabled", nil),
		odata.P("marketingNotificationEmails", none),
		odata.P("onPremisesLastSyncDateTime", nil),
		odata.P("onPremisesSyncEnabled", sync),
		odata.P("partnerTenantType", nil),
		odata.P("postalCode", nil),
		odata.P("preferredLanguage", "en"),
		odata.P("securityComplianceNotificationMails", none),
		odata.P("securityComplianceNotificationPhones", none),
		odata.P("state", nil),
		odata.P("street", nil),
		odata.P("technicalNotificationMails", []string{"admin@" + initial}),
		odata.P("tenantType", "AAD"),
		odata.P("directorySizeQuota", odata.Entity{
			odata.P("used", o.Users),
			odata.P("total", 50000),
		}),
		odata.P("assignedPlans", none),
		odata.P("provisionedPlans", none),
		odata.P("privacyProfile", odata.Entity{
			odata.P("contactEmail", ""),
			odata.P("statementUrl", ""),
		}),
		odata.P("verifiedDomains", verified),
	}
}

func (h *Handler) listOrganization(c *call) (reply, error) {
	o, err := h.Tenant.Organization(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	e := organizationEntity(o)
	selected := c.selected(e)
	return list(c.metadata("organization"+selected.Suffix()), []odata.Entity{selected.Of(e)}), nil
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
	return c.single("organization"+selected.Suffix(), selected.Of(e)), nil
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
	if !p.Has("onPremisesSyncEnabled") {
		c.ignored(p)
		return noContent(), nil
	}
	on, err := p.Flag("onPremisesSyncEnabled")
	if err != nil {
		return reply{}, err
	}
	if c.version != "beta" {
		return reply{}, badRequest("Property 'onPremisesSyncEnabled' is read-only and cannot be set.")
	}
	c.ignored(p)
	return noContent(), h.Tenant.SetOnPremisesSync(c.r.Context(), on)
}
