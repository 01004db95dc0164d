package graph

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// roleID is the object id of a directory role in the tenant, the same at each question.
func roleID(tenant string, r directory.BuiltInRole) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(tenant+"/role/"+r.TemplateID)).String()
}

// roleColumns are the properties of a directory role, which is a built-in role that was activated: here all are.
func roleColumns(tenant string) odata.Columns[directory.BuiltInRole] {
	type role = directory.BuiltInRole
	return odata.Columns[role]{
		{Name: "id", Of: func(r *role) odata.Value { return odata.Text(roleID(tenant, *r)) }},
		{Name: "deletedDateTime", Of: func(*role) odata.Value { return odata.Null() }},
		{Name: "description", Of: func(r *role) odata.Value { return odata.Text(r.Description) }},
		{Name: "displayName", Of: func(r *role) odata.Value { return odata.Text(r.Name) }},
		{Name: "roleTemplateId", Of: func(r *role) odata.Value { return odata.Text(r.TemplateID) }},
	}
}

// templateColumns are those of a role template, whose id is that of the template.
func templateColumns() odata.Columns[directory.BuiltInRole] {
	type role = directory.BuiltInRole
	return odata.Columns[role]{
		{Name: "id", Of: func(r *role) odata.Value { return odata.Text(r.TemplateID) }},
		{Name: "deletedDateTime", Of: func(*role) odata.Value { return odata.Null() }},
		{Name: "description", Of: func(r *role) odata.Value { return odata.Text(r.Description) }},
		{Name: "displayName", Of: func(r *role) odata.Value { return odata.Text(r.Name) }},
	}
}

// roleOffer: directory roles do not page, and are not sorted (Microsoft Graph REST v1.0: List directoryRoles).
func roleOffer(bool) odata.Offer {
	names := roleColumns("").Names()
	return odata.Offer{Type: "directoryRole", Select: names, Filter: names, Count: true, Directory: true}
}

func templateOffer(bool) odata.Offer {
	return odata.Offer{Type: "directoryRoleTemplate", Select: templateColumns().Names()}
}

func oneRoleOffer(beta bool) odata.Offer {
	return odata.Offer{Type: "directoryRole", Select: roleOffer(beta).Select}
}

// role finds a role by its object id or by roleTemplateId=….
func (h *Handler) role(c *call) (directory.BuiltInRole, error) {
	ref := strings.ToLower(c.captures[0])
	template, byTemplate := strings.CutPrefix(ref, "roletemplateid=")
	for _, r := range directory.BuiltInRoles() {
		if byTemplate && r.TemplateID == strings.Trim(template, "'") || roleID(h.Tenant.ID(), r) == ref {
			return r, nil
		}
	}
	return directory.BuiltInRole{}, directory.NotFound(c.captures[0])
}

func (h *Handler) listRoles(c *call) (reply, error) {
	return collection(c, "directoryRoles", roleColumns(h.Tenant.ID()), directory.BuiltInRoles(), 0), nil
}

func (h *Handler) listRoleTemplates(c *call) (reply, error) {
	return collection(c, "directoryRoleTemplates", templateColumns(), directory.BuiltInRoles(), 0), nil
}

func (h *Handler) getRoleTemplate(c *call) (reply, error) {
	for _, r := range directory.BuiltInRoles() {
		if c.has(0, r.TemplateID) {
			return one(c, "directoryRoleTemplates", templateColumns(), &r), nil
		}
	}
	return reply{}, directory.NotFound(c.captures[0])
}

func (h *Handler) getRole(c *call) (reply, error) {
	r, err := h.role(c)
	if err != nil {
		return reply{}, err
	}
	return one(c, "directoryRoles", roleColumns(h.Tenant.ID()), &r), nil
}

// activateRole is refused: every role that there is here is active.
func (h *Handler) activateRole(c *call) (reply, error) {
	p, err := c.readRecorded("DirectoryRole")
	if err != nil {
		return reply{}, err
	}
	template, err := p.Text("roleTemplateId")
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	if template == nil || !slices.ContainsFunc(directory.BuiltInRoles(), func(r directory.BuiltInRole) bool {
		return strings.EqualFold(r.TemplateID, *template)
	}) {
		return reply{}, odata.InvalidValue("roleTemplateId", p.Resource)
	}
	return reply{}, &record.Refusal{
		Code:    directory.CodeConflict,
		Message: "A conflicting object with one or more of the specified property values is present in the directory.",
	}
}

func (h *Handler) roleMembers(c *call) (reply, error) {
	users, err := h.membersOf(c)
	if err != nil {
		return reply{}, err
	}
	return listed(c, "directoryObjects", memberColumns(), defaultUser(), users, 0), nil
}

// roleMembersCast are the members that are users: here all are.
func (h *Handler) roleMembersCast(c *call) (reply, error) {
	users, err := h.membersOf(c)
	if err != nil {
		return reply{}, err
	}
	return listed(c, "users", userColumns(), defaultUser(), users, 0), nil
}

func (h *Handler) roleMembersCount(c *call) (reply, error) {
	if !strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual") {
		return reply{}, badRequest("$count is not currently supported.")
	}
	users, err := h.membersOf(c)
	if err != nil {
		return reply{}, err
	}
	return countOf(c, userColumns(), users), nil
}

func (h *Handler) membersOf(c *call) ([]directory.User, error) {
	r, err := h.role(c)
	if err != nil {
		return nil, err
	}
	return h.Tenant.RoleMembers(c.r.Context(), r.TemplateID)
}

// addRoleMember takes a reference: {"@odata.id": "…/directoryObjects/{id}"}.
func (h *Handler) addRoleMember(c *call) (reply, error) {
	r, err := h.role(c)
	if err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("DirectoryRole")
	if err != nil {
		return reply{}, err
	}
	ref, err := p.Text("@odata.id")
	if err != nil || ref == nil || *ref == "" {
		return reply{}, odata.InvalidValue("@odata.id", p.Resource)
	}
	c.ignored(p)
	id := (*ref)[strings.LastIndexByte(*ref, '/')+1:]
	members, err := h.Tenant.RoleMembers(c.r.Context(), r.TemplateID)
	if err != nil {
		return reply{}, err
	}
	if slices.ContainsFunc(members, func(u directory.User) bool { return strings.EqualFold(u.ID, id) }) {
		return reply{}, badRequest("One or more added object references already exist for the following modified " +
			"properties: 'members'.")
	}
	return noContent(), h.Tenant.AssignRole(c.context(), r.TemplateID, id)
}

func (h *Handler) removeRoleMember(c *call) (reply, error) {
	users, err := h.membersOf(c)
	if err != nil {
		return reply{}, err
	}
	for _, u := range users {
		if c.has(1, u.ID) {
			r, err := h.role(c)
			if err != nil {
				return reply{}, err
			}
			return noContent(), h.Tenant.RemoveRole(c.context(), r.TemplateID, u.ID)
		}
	}
	return reply{}, directory.NotFound(c.captures[1])
}
