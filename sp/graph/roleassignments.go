package graph

import (
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

func assignmentColumns() odata.Columns[directory.RoleAssignment] {
	type a = directory.RoleAssignment
	whole := func(*a) odata.Value { return odata.Text("/") }
	return odata.Columns[a]{
		{Name: "id", Of: func(r *a) odata.Value { return odata.Text(assignmentID(r.RoleTemplateID, r.User.ID)) }},
		{Name: "principalId", Of: func(r *a) odata.Value { return odata.Text(r.User.ID) }},
		{Name: "resourceScope", Of: whole},
		{Name: "directoryScopeId", Of: whole},
		{Name: "roleDefinitionId", Of: func(r *a) odata.Value { return odata.Text(r.RoleTemplateID) }},
	}
}

func assignmentOffer(bool) odata.Offer {
	return odata.Offer{
		Type:   "unifiedRoleAssignment",
		Select: assignmentColumns().Names(),
		Filter: []string{"roleDefinitionId", "principalId"},
		Expand: []string{"principal", "roleDefinition"},
		MaxTop: maxUserPage,
		Count:  true,
	}
}

func oneAssignmentOffer(beta bool) odata.Offer {
	o := assignmentOffer(beta)
	return odata.Offer{Type: o.Type, Select: o.Select, Expand: o.Expand}
}

// assignmentColumns are those of the request, with what is expanded.
func (c *call) assignmentColumns() odata.Columns[directory.RoleAssignment] {
	columns := assignmentColumns()
	if c.expands("principal") {
		columns = append(columns, odata.Column[directory.RoleAssignment]{
			Name: "principal",
			Of: func(r *directory.RoleAssignment) odata.Value {
				return odata.Object(memberColumns().Entity(&r.User))
			},
		})
	}
	if c.expands("roleDefinition") {
		columns = append(columns, odata.Column[directory.RoleAssignment]{
			Name: "roleDefinition",
			Of: func(r *directory.RoleAssignment) odata.Value {
				for _, role := range directory.BuiltInRoles() {
					if role.TemplateID == r.RoleTemplateID {
						return odata.Object(definitionColumns().Entity(&role))
					}
				}
				return odata.Null()
			},
		})
	}
	return columns
}

// assignmentContext names what is expanded, as Graph does.
func (c *call) assignmentContext() string {
	context := "roleManagement/directory/roleAssignments"
	if len(c.query.Expand) > 0 {
		context += "(" + strings.Join(c.query.Expand, "(),") + "())"
	}
	return context
}

func (h *Handler) roleAssignments(c *call) (reply, error) {
	assignments, err := h.Tenant.RoleAssignments(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return collection(c, c.assignmentContext(), c.assignmentColumns(), assignments, 0), nil
}

func (h *Handler) getRoleAssignment(c *call) (reply, error) {
	a, err := h.assignment(c)
	if err != nil {
		return reply{}, err
	}
	return one(c, c.assignmentContext(), c.assignmentColumns(), &a), nil
}

func (h *Handler) assignment(c *call) (directory.RoleAssignment, error) {
	assignments, err := h.Tenant.RoleAssignments(c.r.Context())
	if err != nil {
		return directory.RoleAssignment{}, err
	}
	for _, a := range assignments {
		if assignmentID(a.RoleTemplateID, a.User.ID) == c.captures[0] {
			return a, nil
		}
	}
	return directory.RoleAssignment{}, directory.NotFound(c.captures[0])
}

// createRoleAssignment gives a role in the whole directory.
func (h *Handler) createRoleAssignment(c *call) (reply, error) {
	p, err := c.readRecorded("UnifiedRoleAssignment")
	if err != nil {
		return reply{}, err
	}
	var principal, definition, scope *string
	if err := p.Texts(map[string]**string{
		"principalId": &principal, "roleDefinitionId": &definition, "directoryScopeId": &scope,
	}); err != nil {
		return reply{}, err
	}
	c.ignored(p)
	switch {
	case principal == nil:
		return reply{}, odata.InvalidValue("principalId", p.Resource)
	case definition == nil || !known(*definition):
		return reply{}, odata.InvalidValue("roleDefinitionId", p.Resource)
	case scope == nil || *scope != "/":
		return reply{}, odata.InvalidValue("directoryScopeId", p.Resource)
	}
	u, err := h.Tenant.User(c.r.Context(), *principal)
	if err != nil {
		return reply{}, err
	}
	if err := h.Tenant.AssignRole(c.context(), *definition, u.ID); err != nil {
		return reply{}, err
	}
	a := directory.RoleAssignment{RoleTemplateID: strings.ToLower(*definition), User: u}
	const what = "roleManagement/directory/roleAssignments"
	return created(c.withContext(what+"/$entity", assignmentColumns().Entity(&a)),
		c.root()+"/"+what+"/"+assignmentID(a.RoleTemplateID, u.ID)), nil
}

func (h *Handler) deleteRoleAssignment(c *call) (reply, error) {
	a, err := h.assignment(c)
	if err != nil {
		return reply{}, err
	}
	return noContent(), h.Tenant.RemoveRole(c.context(), a.RoleTemplateID, a.User.ID)
}

func known(template string) bool {
	for _, r := range directory.BuiltInRoles() {
		if strings.EqualFold(r.TemplateID, template) {
			return true
		}
	}
	return false
}

// definitionColumns are those of a role definition; the id of a built-in one is that of its template.
func definitionColumns() odata.Columns[directory.BuiltInRole] {
	type role = directory.BuiltInRole
	on := func(*role) odata.Value { return odata.Flag(true) }
	return odata.Columns[role]{
		{Name: "id", Of: func(r *role) odata.Value { return odata.Text(r.TemplateID) }},
		{Name: "description", Of: func(r *role) odata.Value { return odata.Text(r.Description) }},
		{Name: "displayName", Of: func(r *role) odata.Value { return odata.Text(r.Name) }},
		{Name: "isBuiltIn", Of: on},
		{Name: "isEnabled", Of: on},
		{Name: "resourceScopes", Of: func(*role) odata.Value { return odata.List([]string{"/"}) }},
		{Name: "templateId", Of: func(r *role) odata.Value { return odata.Text(r.TemplateID) }},
		{Name: "version", Of: func(*role) odata.Value { return odata.Text("1") }},
	}
}

func definitionOffer(bool) odata.Offer {
	names := definitionColumns().Names()
	return odata.Offer{
		Type:   "unifiedRoleDefinition",
		Select: names,
		Filter: []string{"id", "displayName", "isBuiltIn", "templateId"},
		Order:  []string{"displayName"},
		MaxTop: maxUserPage,
		Count:  true,
	}
}

func oneDefinitionOffer(bool) odata.Offer {
	return odata.Offer{Type: "unifiedRoleDefinition", Select: definitionColumns().Names()}
}

func (h *Handler) roleDefinitions(c *call) (reply, error) {
	return collection(c, "roleManagement/directory/roleDefinitions", definitionColumns(), directory.BuiltInRoles(), 0), nil
}

func (h *Handler) getRoleDefinition(c *call) (reply, error) {
	for _, r := range directory.BuiltInRoles() {
		if c.has(0, r.TemplateID) {
			return one(c, "roleManagement/directory/roleDefinitions", definitionColumns(), &r), nil
		}
	}
	return reply{}, directory.NotFound(c.captures[0])
}

// assignmentID is base64url of template and principal, GUIDs in little-endian order, and "-1", as in the sample of
// Microsoft Graph REST v1.0: List unifiedRoleAssignments.
func assignmentID(template, principal string) string {
	return base64.RawURLEncoding.EncodeToString(append(littleEndian(template), littleEndian(principal)...)) + "-1"
}

func littleEndian(id string) []byte {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return []byte(id)
	}
	b := parsed[:]
	return []byte{b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]}
}
