package oauth

import (
	"context"
	"slices"
	"strings"

	"samlharness/internal/cloud"
	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
)

// wanted is what a request wants access to.
type wanted struct {
	// resource is the audience that its token will have.
	resource string
	// names are permissions that it names; every tells that it wants what the registration lists: <resource>/.default.
	names []string
	every bool
	// openID are the scopes of OpenID Connect, which belong to no resource.
	openID []string
	// asked are the scopes as they came; prefixed tells that they name their resource.
	asked    []string
	prefixed bool
}

// isOpenID tells a scope of OpenID Connect.
func isOpenID(scope string) bool {
	return slices.Contains([]string{"openid", "profile", "email", "offline_access"}, strings.ToLower(scope))
}

// offline tells whether a refresh token is wanted.
func (w wanted) offline() bool { return slices.Contains(w.openID, "offline_access") }

// parseScope reads a scope parameter: permissions of one resource, by name or with the resource before them.
func (h *Handler) parseScope(ctx context.Context, scope string) (wanted, error) {
	w := wanted{}
	for part := range strings.FieldsSeq(scope) {
		w.asked = append(w.asked, part)
		if isOpenID(part) {
			w.openID = append(w.openID, strings.ToLower(part))
			continue
		}
		resource, name := h.cloud().GraphResource(), part
		if i := strings.LastIndexByte(part, '/'); i >= 0 {
			resource, name, w.prefixed = part[:i], part[i+1:], true
		}
		audience, err := h.audience(ctx, resource)
		switch {
		case err != nil && w.resource == "":
			return w, err
		case err != nil, w.resource != "" && w.resource != audience:
			return w, problem.Scope(scope).Because("permissions of one resource", scope, "ask for them one after the other")
		case strings.EqualFold(name, ".default"):
			w.every = true
		case !directory.IsPermission(name):
			return w, problem.Scope(scope)
		default:
			w.names = append(w.names, name)
		}
		w.resource = audience
	}
	switch {
	case len(w.asked) == 0:
		return w, problem.Missing("scope")
	case w.resource == "":
		w.resource = h.cloud().GraphResource()
	}
	return w, nil
}

// parseResource reads the v1 parameters: a resource, of which everything that the registration lists is wanted, and
// scopes of OpenID Connect.
func (h *Handler) parseResource(ctx context.Context, resource, scope string) (wanted, error) {
	if resource == "" {
		return wanted{}, problem.Missing("resource")
	}
	audience, err := h.audience(ctx, resource)
	w := wanted{
		resource: audience,
		every:    true,
		openID:   []string{"openid", "profile", "offline_access"},
		asked:    strings.Fields(scope),
	}
	for part := range strings.FieldsSeq(scope) {
		if isOpenID(part) && !slices.Contains(w.openID, strings.ToLower(part)) {
			w.openID = append(w.openID, strings.ToLower(part))
		}
	}
	return w, err
}

// audience is the resource of a name, as its tokens name it: Graph, Azure Resource Manager, or an application of the
// tenant by api://<client id> or its client id.
func (h *Handler) audience(ctx context.Context, resource string) (string, error) {
	name := strings.ToLower(strings.TrimRight(resource, "/"))
	switch {
	case name == h.cloud().GraphResource(), name == directory.AppGraph:
		return name, nil
	case slices.Contains(h.cloud().ManagementResources(), name), name == directory.AppAzureManagement:
		return strings.ToLower(resource), nil
	}
	app, err := h.o.Tenant.Application(ctx, strings.TrimPrefix(name, "api://"))
	if err == nil && !app.FirstParty && strings.EqualFold(app.AppID, strings.TrimPrefix(name, "api://")) {
		return "api://" + app.AppID, nil
	}
	if err != nil && !directory.IsNotFound(err) {
		return "", err
	}
	return "", problem.New("invalid_resource", aadsts.ResourceUnknown, resource, h.o.Tenant.DisplayName())
}

func isGraph(audience string) bool {
	return cloud.IsGraph(audience) || audience == directory.AppGraph
}

func isManagement(audience string) bool {
	return strings.HasPrefix(audience, "https://management.") || audience == directory.AppAzureManagement
}

// permission is how consents name a permission of a resource: one of Graph's by its name alone.
func permission(resource, name string) string {
	if isGraph(resource) {
		return name
	}
	return strings.TrimRight(resource, "/") + "/" + name
}
