package graph

import (
	"maps"
	"slices"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

const methodsPolicy = "policies/authenticationMethodsPolicy"

// getMethodsPolicy shows the preference of the system in beta alone, as the real one does (Microsoft Graph REST:
// authenticationMethodsPolicy resource type, v1.0 and beta).
func (h *Handler) getMethodsPolicy(c *call) (reply, error) {
	policy, err := h.Tenant.MethodsPolicy(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	e := odata.Entity{
		odata.P("id", "authenticationMethodsPolicy"),
		odata.P("displayName", "Authentication Methods Policy"),
		odata.P("description", "The tenant-wide policy that controls which authentication methods are allowed."),
		odata.P("lastModifiedDateTime", nil),
		odata.P("policyVersion", "1.5"),
		odata.P("policyMigrationState", "migrationComplete"),
	}
	if c.version == "beta" {
		e = append(e, odata.P("systemCredentialPreferences", odata.Entity{
			odata.P("state", policy.SystemPreference),
			odata.P("excludeTargets", []any{}),
			odata.P("includeTargets", everybody()),
		}))
	}
	configurations := []odata.Entity{}
	for _, id := range slices.Sorted(maps.Keys(policy.Enabled)) {
		configurations = append(configurations, configurationEntity(id, policy.Enabled[id]))
	}
	e = append(e, odata.P("authenticationMethodConfigurations", configurations))
	return ok(c.withContext("authenticationMethodsPolicy", e)), nil
}

func everybody() []odata.Entity {
	return []odata.Entity{{odata.P("id", "all_users"), odata.P("targetType", "group")}}
}

// configurationEntity is who may use one method.
func configurationEntity(id string, enabled bool) odata.Entity {
	state := "disabled"
	if enabled {
		state = "enabled"
	}
	return odata.Entity{
		odata.P("@odata.type", "#microsoft.graph."+strings.ToLower(id[:1])+id[1:]+"AuthenticationMethodConfiguration"),
		odata.P("id", id),
		odata.P("state", state),
		odata.P("excludeTargets", []any{}),
		odata.P("includeTargets", everybody()),
	}
}

// patchMethodsPolicy takes the preference of the system in beta.
func (h *Handler) patchMethodsPolicy(c *call) (reply, error) {
	p, err := c.readRecorded("AuthenticationMethodsPolicy")
	if err != nil {
		return reply{}, err
	}
	err = readOnly(p, "id", "description", "displayName", "lastModifiedDateTime", "policyVersion",
		"authenticationMethodConfigurations")
	if err != nil {
		return reply{}, err
	}
	var change directory.MethodsPolicy
	if c.version == "beta" {
		preference, given, err := p.Object("systemCredentialPreferences") // null changes nothing
		if err != nil {
			return reply{}, err
		}
		if given {
			change.SystemPreference, err = stateOf(preference)
		}
		if err != nil {
			return reply{}, err
		}
	}
	if err := c.changes(p); err != nil {
		return reply{}, err
	}
	return noContent(), h.Tenant.SetMethodsPolicy(c.context(), change)
}

// stateOf is a payload's state, which is needed.
func stateOf(p odata.Payload) (string, error) {
	state, err := p.Text("state")
	if err == nil && (state == nil || *state == "") {
		err = odata.InvalidValue("state", p.Resource)
	}
	if err != nil {
		return "", err
	}
	return *state, nil
}

// methodConfiguration is the configuration that the path names: its id in the proper case.
func (h *Handler) methodConfiguration(c *call) (id string, enabled bool, err error) {
	policy, err := h.Tenant.MethodsPolicy(c.r.Context())
	if err != nil {
		return "", false, err
	}
	for id, enabled := range policy.Enabled {
		if c.has(0, id) {
			return id, enabled, nil
		}
	}
	return "", false, directory.NotFound(c.captures[0])
}

func (h *Handler) getMethodConfiguration(c *call) (reply, error) {
	id, enabled, err := h.methodConfiguration(c)
	if err != nil {
		return reply{}, err
	}
	return c.single("authenticationMethodConfigurations", configurationEntity(id, enabled)), nil
}

// patchMethodConfiguration answers 204 (Microsoft Graph REST v1.0: Update fido2AuthenticationMethodConfiguration).
func (h *Handler) patchMethodConfiguration(c *call) (reply, error) {
	id, _, err := h.methodConfiguration(c)
	if err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("AuthenticationMethodConfiguration")
	if err != nil {
		return reply{}, err
	}
	if err := readOnly(p, "id"); err != nil {
		return reply{}, err
	}
	if !p.Has("state") {
		return noContent(), c.changes(p)
	}
	state, err := stateOf(p)
	if err == nil && state != "enabled" && state != "disabled" {
		err = odata.InvalidValue("state", p.Resource)
	}
	if err != nil {
		return reply{}, err
	}
	if err := c.changes(p); err != nil {
		return reply{}, err
	}
	change := directory.MethodsPolicy{Enabled: map[string]bool{id: state == "enabled"}}
	return noContent(), h.Tenant.SetMethodsPolicy(c.context(), change)
}
