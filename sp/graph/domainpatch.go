package graph

import (
	"slices"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// domainPatch is a change of a domain; a nil field stays as it is.
type domainPatch struct {
	authenticationType     *string
	isDefault              *bool
	supportedServices      *[]string
	validity, notification *int
}

// settableServices are the supportedServices that can be set (Microsoft Graph REST v1.0: Update domain).
func settableServices() []string { return []string{"Email", "OfficeCommunicationsOnline", "Yammer"} }

func (c *call) domainPatch() (d domainPatch, err error) {
	p, err := c.readRecorded("Domain")
	if err != nil {
		return d, err
	}
	if p.Has("federationConfiguration") { // the real service fails so (microsoftgraph/microsoft-graph-explorer-v4#4003)
		return d, &record.Refusal{Code: directory.CodeInternal, Fix: "POST to /domains/{domain}/federationConfiguration"}
	}
	if err := readOnly(p, "id", "isVerified", "isInitial", "isRoot", "isAdminManaged", "availabilityStatus",
		"state"); err != nil {
		return d, err
	}
	if d.authenticationType, err = p.Text("authenticationType"); err != nil {
		return d, err
	}
	if d.isDefault, err = p.Flag("isDefault"); err != nil {
		return d, err
	}
	if d.supportedServices, err = p.List("supportedServices"); err != nil {
		return d, err
	}
	if d.validity, err = p.Number("passwordValidityPeriodInDays"); err != nil {
		return d, err
	}
	if d.notification, err = p.Number("passwordNotificationWindowInDays"); err != nil {
		return d, err
	}
	if err := d.check(); err != nil {
		return d, err
	}
	return d, c.changes(p)
}

// check refuses values that no domain can have.
func (d domainPatch) check() error {
	if d.authenticationType != nil && *d.authenticationType != directory.Managed &&
		*d.authenticationType != directory.Federated {
		return odata.InvalidValue("authenticationType", "Domain")
	}
	if d.supportedServices != nil && slices.ContainsFunc(*d.supportedServices, func(s string) bool {
		return !slices.Contains(settableServices(), s)
	}) {
		return odata.InvalidValue("supportedServices", "Domain")
	}
	if d.validity != nil && *d.validity < 1 {
		return odata.InvalidValue("passwordValidityPeriodInDays", "Domain")
	}
	if d.notification != nil && *d.notification < 1 {
		return odata.InvalidValue("passwordNotificationWindowInDays", "Domain")
	}
	return nil
}

// patchDomain changes a verified domain. What can be refused comes first, so that a refused request changes nothing.
func (h *Handler) patchDomain(c *call) (reply, error) {
	patch, err := c.domainPatch()
	if err != nil {
		return reply{}, err
	}
	ctx, name := c.context(), c.captures[0]
	d, err := h.Tenant.Domain(ctx, name)
	if err != nil {
		return reply{}, err
	}
	if patch.isDefault != nil && !*patch.isDefault && d.Default {
		return reply{}, badRequest("Domain '%s' is the default domain; make another domain the default one instead.", d.Name)
	}
	if patch.authenticationType != nil {
		if err := c.permitted(changeAuthentication()); err != nil {
			return reply{}, err
		}
		if *patch.authenticationType == directory.Managed {
			err = h.Tenant.SetManaged(ctx, name)
		} else {
			err = h.Tenant.ConfirmFederated(ctx, name)
		}
	}
	if err == nil && patch.isDefault != nil && *patch.isDefault {
		err = h.Tenant.SetDefaultDomain(ctx, name)
	}
	if err == nil && (patch.validity != nil || patch.notification != nil) {
		err = h.Tenant.SetPasswordPeriods(ctx, name, patch.validity, patch.notification)
	}
	if err == nil && patch.supportedServices != nil {
		err = h.Tenant.SetSupportedServices(ctx, name, *patch.supportedServices)
	}
	return noContent(), err
}
