package graph

import (
	"encoding/base64"
	"strings"

	"github.com/google/uuid"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// A directory role that can be asked for.
type role struct{ template, name string }

// roles are the directory roles that this tenant knows.
func roles() []role {
	return []role{{directory.GlobalAdministrator, "Global Administrator"}}
}

// id is the role's object id, the same at each question.
func (r role) id(tenant string) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(tenant+"/role/"+r.template)).String()
}

func (r role) entity(tenant string) odata.Entity {
	return odata.Entity{
		odata.P("id", r.id(tenant)),
		odata.P("deletedDateTime", nil),
		odata.P("description", nil),
		odata.P("displayName", r.name),
		odata.P("roleTemplateId", r.template),
	}
}

// role finds a role by its object id or by roleTemplateId=….
func (h *Handler) role(c *call) (role, error) {
	ref := strings.ToLower(c.captures[0])
	template, byTemplate := strings.CutPrefix(ref, "roletemplateid=")
	for _, r := range roles() {
		if byTemplate && r.template == strings.Trim(template, "'") || r.id(h.Tenant.ID()) == ref {
			return r, nil
		}
	}
	return role{}, directory.NotFound(c.captures[0])
}

func (h *Handler) listRoles(c *call) (reply, error) {
	var entities []odata.Entity
	for _, r := range roles() {
		entities = append(entities, r.entity(h.Tenant.ID()))
	}
	return list(c.metadata("directoryRoles"), entities), nil
}

func (h *Handler) getRole(c *call) (reply, error) {
	r, err := h.role(c)
	if err != nil {
		return reply{}, err
	}
	return c.single("directoryRoles", r.entity(h.Tenant.ID())), nil
}

func (h *Handler) roleMembers(c *call) (reply, error) {
	r, err := h.role(c)
	if err != nil {
		return reply{}, err
	}
	users, err := h.Tenant.RoleMembers(c.r.Context(), r.template)
	if err != nil {
		return reply{}, err
	}
	shown, _ := c.userSelection()
	var entities []odata.Entity
	for _, u := range users {
		entities = append(entities, append(odata.Entity{odata.P("@odata.type", "#microsoft.graph.user")},
			shown.Of(userEntity(u))...))
	}
	return list(c.metadata("directoryObjects"), entities), nil
}

func (h *Handler) roleAssignments(c *call) (reply, error) {
	filter, err := c.filter("roleDefinitionId", "principalId")
	if err != nil {
		return reply{}, err
	}
	assignments, err := h.Tenant.RoleAssignments(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	expand := strings.EqualFold(c.query.Get("$expand"), "principal")
	context := "roleManagement/directory/roleAssignments"
	if expand {
		context += "(principal())"
	}
	var entities []odata.Entity
	for _, a := range assignments {
		e := odata.Entity{
			odata.P("id", assignmentID(a.RoleTemplateID, a.User.ID)),
			odata.P("principalId", a.User.ID),
			odata.P("resourceScope", "/"),
			odata.P("directoryScopeId", "/"),
			odata.P("roleDefinitionId", a.RoleTemplateID),
		}
		if expand {
			e = append(e, odata.P("principal", append(odata.Entity{odata.P("@odata.type", "#microsoft.graph.user")},
				userEntity(a.User)...)))
		}
		entities = append(entities, e)
	}
	return list(c.metadata(context), filter.Keep(entities)), nil
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
