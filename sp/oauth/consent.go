package oauth

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/oauth/token"
)

// userImpersonation is the one delegated permission of Azure Resource Manager.
const userImpersonation = "user_impersonation"

// needs are the permissions that a person must have agreed to for what an application wants; none for those of
// Microsoft's own that have them beforehand.
func needs(app directory.Application, w wanted) []string {
	if app.Preauthorized {
		return nil
	}
	names := slices.Clone(w.names)
	switch {
	case w.every && isGraph(w.resource):
		names = append(names, app.Scopes...)
	case w.every && isManagement(w.resource):
		names = append(names, userImpersonation)
	}
	for i, name := range names {
		names[i] = permission(w.resource, name)
	}
	if !app.FirstParty {
		names = append(names, w.openID...)
	}
	return names
}

// lacking are those of the needs that neither the person nor an administrator for them has agreed to.
func (h *Handler) lacking(
	ctx context.Context, app directory.Application, userID string, w wanted,
) ([]string, error) {
	consented, err := h.o.Tenant.Consented(ctx, userID, app.AppID)
	return slices.DeleteFunc(needs(app, w), func(name string) bool { return containsFold(consented, name) }), err
}

// granted are the delegated permissions that a token of the application holds for the person, in order: all that was
// agreed to for the resource, not only what was asked for now (Microsoft Learn: Scopes and permissions in the Microsoft
// identity platform).
func (h *Handler) granted(
	ctx context.Context, app directory.Application, userID string, w wanted,
) ([]string, error) {
	consented, err := h.o.Tenant.Consented(ctx, userID, app.AppID)
	if err != nil {
		return nil, err
	}
	var names []string
	switch {
	case isManagement(w.resource):
		return []string{userImpersonation}, nil
	case app.Preauthorized && len(app.Scopes) > 0 && isGraph(w.resource):
		names = append(slices.Clone(app.Scopes), "openid", "profile", "email")
	case app.Preauthorized:
		names = append(slices.Clone(w.names), "openid", "profile", "email")
	case isGraph(w.resource):
		names = slices.DeleteFunc(consented, func(name string) bool { return strings.Contains(name, "/") })
		if app.FirstParty {
			names = append(names, "openid", "profile", "email")
		}
	default:
		for _, name := range consented {
			if own, ok := strings.CutPrefix(name, w.resource+"/"); ok {
				names = append(names, own)
			}
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "offline_access" })
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	})
	return slices.CompactFunc(names, strings.EqualFold), nil
}

// mayAsk refuses what nobody can agree to: permissions that Microsoft's own application does not have for Graph.
func mayAsk(app directory.Application, w wanted) error {
	if !app.Preauthorized || len(app.Scopes) == 0 || !isGraph(w.resource) {
		return nil
	}
	for _, name := range w.names {
		if !containsFold(app.Scopes, name) {
			return problem.New("invalid_request", aadsts.NotPreauthorized, app.AppID, directory.AppGraph).Because(
				strings.Join(app.Scopes, ", "), name, "sign in with another application, such as Microsoft Graph Command "+
					"Line Tools ("+directory.AppGraphTools+") or a registration of your own")
		}
	}
	return nil
}

// forAdministrators tells whether only an administrator may agree to a permission: what reaches beyond the person's own
// data. Which ones a real tenant lets its users agree to is a policy of it; this is the default as far as it shows in
// the names.
func forAdministrators(permission string) bool {
	name := permission[strings.LastIndexByte(permission, '/')+1:]
	return name != "User.ReadBasic.All" && (strings.HasSuffix(name, ".All") || strings.Contains(name, ".All.") ||
		strings.HasPrefix(name, "Directory.") || strings.HasPrefix(name, "RoleManagement.") ||
		strings.HasPrefix(name, "Policy.") || strings.HasSuffix(name, ".Directory"))
}

// administrators are the roles whose holders may agree for everybody (Microsoft Learn: Grant tenant-wide admin consent
// to an application).
func administrators() []string {
	return []string{
		token.GlobalAdministrator,
		"e8611ab8-c189-46e8-94e1-60213ab1f814", // Privileged Role Administrator
		"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", // Application Administrator
		"158c047a-c907-4556-b7ef-446551a6b5f7", // Cloud Application Administrator
	}
}

func (h *Handler) isAdministrator(ctx context.Context, userID string) (bool, error) {
	roles, err := h.o.Tenant.UserRoles(ctx, userID)
	return slices.ContainsFunc(roles, func(role string) bool { return slices.Contains(administrators(), role) }), err
}

func containsFold(list []string, one string) bool {
	return slices.ContainsFunc(list, func(other string) bool { return strings.EqualFold(one, other) })
}
