package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// domainColumns are the properties of a domain. A federated domain has no password properties.
func domainColumns() odata.Columns[directory.Domain] {
	type domain = directory.Domain
	flag := func(of func(*domain) bool) func(*domain) odata.Value {
		return func(d *domain) odata.Value { return odata.Flag(of(d)) }
	}
	managed := func(of func(*domain) int) func(*domain) odata.Value {
		return func(d *domain) odata.Value {
			if d.AuthenticationType() != directory.Managed {
				return odata.Absent()
			}
			return odata.Number(int64(of(d)))
		}
	}
	null := func(*domain) odata.Value { return odata.Null() }
	return odata.Columns[domain]{
		{Name: "authenticationType", Of: func(d *domain) odata.Value { return odata.Text(d.AuthenticationType()) }},
		{Name: "availabilityStatus", Of: null},
		{Name: "id", Of: func(d *domain) odata.Value { return odata.Text(d.Name) }},
		{Name: "isAdminManaged", Of: flag(func(d *domain) bool { return d.AdminManaged })},
		{Name: "isDefault", Of: flag(func(d *domain) bool { return d.Default })},
		{Name: "isInitial", Of: flag(func(d *domain) bool { return d.Initial })},
		{Name: "isRoot", Of: flag(func(d *domain) bool { return d.Root })},
		{Name: "isVerified", Of: flag(func(d *domain) bool { return d.Verified })},
		{Name: "supportedServices", Of: func(d *domain) odata.Value { return odata.List(d.SupportedServices) }},
		{Name: "passwordValidityPeriodInDays", Of: managed(func(d *domain) int { return d.PasswordValidityDays })},
		{Name: "passwordNotificationWindowInDays", Of: managed(func(d *domain) int { return d.PasswordNotificationDays })},
		{Name: "state", Of: null},
	}
}

// domainOffer: every option but $search; only rootDomain can be expanded (Microsoft Graph REST v1.0: List domains,
// domain resource type).
func domainOffer(bool) odata.Offer {
	names := domainColumns().Names()
	return odata.Offer{
		Type:   "domain",
		Select: names,
		Filter: names,
		Order:  names,
		Expand: []string{"rootDomain"},
		MaxTop: maxUserPage,
		Skip:   true,
		Count:  true,
	}
}

func oneDomainOffer(bool) odata.Offer {
	return odata.Offer{Type: "domain", Select: domainColumns().Names(), Expand: []string{"rootDomain"}}
}

// domainColumns are those of the request: with the root domain when it is expanded.
func (c *call) domainColumns(all []directory.Domain) odata.Columns[directory.Domain] {
	columns := domainColumns()
	if !c.expands("rootDomain") {
		return columns
	}
	root := func(d *directory.Domain) odata.Value {
		for i := range all {
			if all[i].Name == d.Parent {
				return odata.Object(domainColumns().Entity(&all[i]))
			}
		}
		return odata.Null()
	}
	return append(columns, odata.Column[directory.Domain]{Name: "rootDomain", Of: root})
}

func (h *Handler) listDomains(c *call) (reply, error) {
	all, err := h.Tenant.Domains(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	var found []directory.Domain
	for _, d := range all {
		if h.seen("domains", d.Name) {
			found = append(found, d)
		}
	}
	return collection(c, "domains", c.domainColumns(all), found, 0), nil
}

func (h *Handler) getDomain(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	var all []directory.Domain
	if c.expands("rootDomain") {
		if all, err = h.Tenant.Domains(c.r.Context()); err != nil {
			return reply{}, err
		}
	}
	return one(c, "domains", c.domainColumns(all), &d), nil
}

// rootDomain is the domain whose settings a subdomain inherits.
func (h *Handler) rootDomain(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	if d.Parent == "" {
		return reply{}, directory.NotFound("rootDomain")
	}
	root, err := h.Tenant.Domain(c.r.Context(), d.Parent)
	if err != nil {
		return reply{}, err
	}
	return one(c, "domains", domainColumns(), &root), nil
}

// createDomain takes the id alone.
func (h *Handler) createDomain(c *call) (reply, error) {
	p, err := c.readRecorded("Domain")
	if err != nil {
		return reply{}, err
	}
	kind, err := p.Text("authenticationType")
	if err != nil {
		return reply{}, err
	}
	if kind != nil && *kind == directory.Federated { // MicrosoftDocs/entra-docs#281
		return reply{}, badRequest("Creation of federated domain is not allowed.")
	}
	id, err := p.Text("id")
	if err != nil {
		return reply{}, err
	}
	if id == nil {
		return reply{}, odata.InvalidValue("id", p.Resource)
	}
	for _, name := range domainColumns().Names() {
		if name != "id" && p.Has(name) {
			return reply{}, badRequest("Property '%s' cannot be set when a domain is created; only 'id' can.", name)
		}
	}
	c.ignored(p)
	d, err := h.Tenant.AddDomain(c.context(), *id)
	if err != nil {
		return reply{}, err
	}
	h.created("domains", d.Name)
	return created(c.withContext("domains/$entity", domainColumns().Entity(&d)), c.root()+"/domains/"+d.Name), nil
}

func (h *Handler) deleteDomain(c *call) (reply, error) {
	return noContent(), h.Tenant.DeleteDomain(c.context(), c.captures[0])
}

// forceDelete renames what refers to the domain, and removes it.
func (h *Handler) forceDelete(c *call) (reply, error) {
	p, err := c.readRecorded("Domain")
	if err != nil {
		return reply{}, err
	}
	disable, err := p.Flag("disableUserAccounts")
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	return noContent(), h.Tenant.ForceDeleteDomain(c.context(), c.captures[0], disable == nil || *disable)
}

func (h *Handler) verifyDomain(c *call) (reply, error) {
	d, err := h.Tenant.VerifyDomain(c.context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	e := domainColumns().Entity(&d)
	for i := range e {
		if e[i].Name == "availabilityStatus" {
			e[i].Value = "AvailableImmediately"
		}
	}
	return c.single("domains", e), nil
}

func (h *Handler) promoteDomain(c *call) (reply, error) {
	if err := h.Tenant.PromoteDomain(c.context(), c.captures[0]); err != nil {
		return reply{}, err
	}
	return ok(odata.Entity{odata.P("@odata.context", c.metadata("Edm.Boolean")), odata.P("value", true)}), nil
}
