package graph

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// domainEntity is a domain as Graph shows it. A federated domain has no password properties.
func domainEntity(d directory.Domain) odata.Entity {
	e := odata.Entity{
		odata.P("authenticationType", d.AuthenticationType()),
		odata.P("availabilityStatus", nil),
		odata.P("id", d.Name),
		odata.P("isAdminManaged", d.AdminManaged),
		odata.P("isDefault", d.Default),
		odata.P("isInitial", d.Initial),
		odata.P("isRoot", d.Root),
		odata.P("isVerified", d.Verified),
		odata.P("supportedServices", d.SupportedServices),
	}
	if d.AuthenticationType() == directory.Managed {
		e = append(e, odata.P("passwordValidityPeriodInDays", d.PasswordValidityDays),
			odata.P("passwordNotificationWindowInDays", d.PasswordNotificationDays))
	}
	return append(e, odata.P("state", nil))
}

func (h *Handler) listDomains(c *call) (reply, error) {
	if c.query.Has("$search") {
		return reply{}, unsupportedQuery("$search is not supported on domains.")
	}
	domains, err := h.Tenant.Domains(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	filter, err := c.filter("id", "authenticationType", "isDefault", "isInitial", "isRoot", "isVerified", "isAdminManaged")
	if err != nil {
		return reply{}, err
	}
	var entities []odata.Entity
	for _, d := range domains {
		entities = append(entities, domainEntity(d))
	}
	sample := domainEntity(directory.Domain{})
	entities = filter.Keep(entities)
	if raw := c.query.Get("$top"); raw != "" {
		top, err := strconv.Atoi(raw)
		if err != nil || top < 0 {
			return reply{}, invalidTop(raw)
		}
		entities = entities[:min(top, len(entities))]
	}
	selected := c.selected(sample)
	for i, e := range entities {
		entities[i] = selected.Of(e)
	}
	return list(c.metadata("domains"+selected.Suffix()), entities), nil
}

func invalidTop(raw string) error {
	return odata.Gateway("Invalid value '%s' for $top query option found. The $top query option requires a non-negative "+
		"integer value.", raw)
}

func (h *Handler) createDomain(c *call) (reply, error) {
	p, err := c.readRecorded("Domain")
	if err != nil {
		return reply{}, err
	}
	id, err := p.Text("id")
	if err != nil {
		return reply{}, err
	}
	kind, err := p.Text("authenticationType")
	if err != nil {
		return reply{}, err
	}
	if kind != nil && *kind == directory.Federated {
		return reply{}, badRequest("Creation of federated domain is not allowed.")
	}
	if id == nil {
		return reply{}, odata.InvalidValue("id", p.Resource)
	}
	c.ignored(p)
	d, err := h.Tenant.AddDomain(c.r.Context(), *id)
	if err != nil {
		return reply{}, err
	}
	return created(c.withContext("domains/$entity", domainEntity(d)), c.root()+"/domains('"+d.Name+"')"), nil
}

// oneDomain is the answer that shows a domain.
func (c *call) oneDomain(d directory.Domain) reply {
	e := domainEntity(d)
	selected := c.selected(domainEntity(directory.Domain{}))
	return c.single("domains"+selected.Suffix(), selected.Of(e))
}

func (h *Handler) getDomain(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	return c.oneDomain(d), nil
}

func (h *Handler) deleteDomain(c *call) (reply, error) {
	return noContent(), h.Tenant.DeleteDomain(c.r.Context(), c.captures[0])
}

func (h *Handler) verifyDomain(c *call) (reply, error) {
	d, err := h.Tenant.VerifyDomain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	e := domainEntity(d)
	for i := range e {
		if e[i].Name == "availabilityStatus" {
			e[i].Value = "AvailableImmediately"
		}
	}
	return c.single("domains", e), nil
}

func (h *Handler) promoteDomain(c *call) (reply, error) {
	if err := h.Tenant.PromoteDomain(c.r.Context(), c.captures[0]); err != nil {
		return reply{}, err
	}
	return ok(odata.Entity{odata.P("@odata.context", c.metadata("Edm.Boolean")), odata.P("value", true)}), nil
}

// domainPatch is a change of a domain; a nil field stays as it is.
type domainPatch struct {
	authenticationType *string
	isDefault          *bool
	supportedServices  []string
}

func (c *call) domainPatch() (d domainPatch, err error) {
	p, err := c.readRecorded("Domain")
	if err != nil {
		return d, err
	}
	if d.authenticationType, err = p.Text("authenticationType"); err != nil {
		return d, err
	}
	if d.isDefault, err = p.Flag("isDefault"); err != nil {
		return d, err
	}
	if raw, given := p.Value("supportedServices"); given && (odata.IsNull(raw) ||
		json.Unmarshal(raw, &d.supportedServices) != nil) {
		return d, odata.InvalidValue("supportedServices", p.Resource)
	}
	if p.Has("federationConfiguration") { // the real service fails so (microsoftgraph/microsoft-graph-explorer-v4#4003)
		return d, &record.Refusal{Code: directory.CodeInternal, Fix: "POST to /domains/{domain}/federationConfiguration"}
	}
	c.ignored(p)
	return d, nil
}

// patchDomain changes a verified domain. What can be refused comes first, so that a refused request changes nothing.
func (h *Handler) patchDomain(c *call) (reply, error) {
	patch, err := c.domainPatch()
	if err != nil {
		return reply{}, err
	}
	ctx, name := c.r.Context(), c.captures[0]
	if _, err := h.Tenant.Domain(ctx, name); err != nil {
		return reply{}, err
	}
	if patch.authenticationType != nil {
		switch *patch.authenticationType {
		case directory.Managed:
			err = h.Tenant.SetManaged(ctx, name)
		case directory.Federated:
			err = h.Tenant.ConfirmFederated(ctx, name)
		default:
			err = odata.InvalidValue("authenticationType", "Domain")
		}
	}
	if err == nil && patch.isDefault != nil && *patch.isDefault {
		err = h.Tenant.SetDefaultDomain(ctx, name)
	}
	if err == nil && patch.supportedServices != nil {
		err = h.Tenant.SetSupportedServices(ctx, name, patch.supportedServices)
	}
	return noContent(), err
}

// verificationRecords are the TXT and MX records either of which proves the ownership of a domain.
func (h *Handler) verificationRecords(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	base := func(kind, recordType string) odata.Entity {
		id := uuid.NewSHA1(uuid.NameSpaceDNS, []byte(d.Name+"/"+recordType)).String()
		return odata.Entity{
			odata.P("@odata.type", "#microsoft.graph."+kind),
			odata.P("id", id),
			odata.P("isOptional", false),
			odata.P("label", d.Name),
			odata.P("recordType", recordType),
			odata.P("supportedService", "Email"),
			odata.P("ttl", 3600),
		}
	}
	exchange := strings.TrimPrefix(d.VerificationText, "MS=") + ".msv1.invalid"
	return list(c.metadata("domains('"+d.Name+"')/verificationDnsRecords"), []odata.Entity{
		append(base("domainDnsTxtRecord", "Txt"), odata.P("text", d.VerificationText)),
		append(base("domainDnsMxRecord", "Mx"), odata.P("mailExchange", exchange), odata.P("preference", 32767)),
	}), nil
}

// nameReferences are the objects whose names lie in a domain: here its users.
func (h *Handler) nameReferences(c *call) (reply, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	if d.AuthenticationType() == directory.Federated {
		return reply{}, unsupportedQuery("This API is not supported for federated domains.")
	}
	users, err := h.Tenant.QueryUsers(c.r.Context(), directory.UserQuery{
		Match: func(u *directory.User) bool { return u.DomainName() == d.Name },
	})
	if err != nil {
		return reply{}, err
	}
	var entities []odata.Entity
	for _, u := range users {
		entities = append(entities, append(odata.Entity{odata.P("@odata.type", "#microsoft.graph.user")},
			defaultUser().Of(userEntity(u))...))
	}
	return list(c.metadata("directoryObjects"), entities), nil
}
