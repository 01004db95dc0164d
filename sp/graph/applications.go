package graph

import (
	"slices"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// applicationColumns are the properties of an app registration. Its permissions are left out: Graph names them by ids
// that are not known here.
func applicationColumns() odata.Columns[directory.Application] {
	type a = directory.Application
	return odata.Columns[a]{
		{Name: "id", Of: func(o *a) odata.Value { return odata.Text(o.ID) }},
		{Name: "deletedDateTime", Of: func(*a) odata.Value { return odata.Null() }},
		{Name: "appId", Of: func(o *a) odata.Value { return odata.Text(o.AppID) }},
		{Name: "createdDateTime", Of: func(o *a) odata.Value { return odata.Instant(o.CreatedAt) }},
		{Name: "displayName", Of: func(o *a) odata.Value { return odata.Text(o.DisplayName) }},
		{Name: "isFallbackPublicClient", Of: func(o *a) odata.Value { return odata.Flag(o.Public) }},
		{Name: "signInAudience", Of: func(*a) odata.Value { return odata.Text("AzureADMyOrg") }},
		{Name: "publicClient", Of: func(o *a) odata.Value {
			return odata.Object(odata.Entity{odata.P("redirectUris", redirects(o, o.Public))})
		}},
		{Name: "web", Of: func(o *a) odata.Value {
			return odata.Object(odata.Entity{
				odata.P("redirectUris", redirects(o, !o.Public)),
				odata.P("implicitGrantSettings", odata.Entity{
					odata.P("enableAccessTokenIssuance", o.Implicit),
					odata.P("enableIdTokenIssuance", o.Implicit),
				}),
			})
		}},
		{Name: "passwordCredentials", Of: func(o *a) odata.Value { return odata.Object(secretEntities(o)) }},
		{Name: "keyCredentials", Of: func(o *a) odata.Value { return odata.Object(keyEntities(o)) }},
	}
}

// redirects are the redirect URIs under the platform that the registration has.
func redirects(a *directory.Application, here bool) []string {
	if !here {
		return []string{}
	}
	return append([]string{}, a.RedirectURIs...)
}

func secretEntity(s directory.ApplicationSecret, value string) odata.Entity {
	return odata.Entity{
		odata.P("customKeyIdentifier", nil),
		odata.P("displayName", odata.Nullable(s.DisplayName)),
		odata.P("endDateTime", s.EndsAt),
		odata.P("hint", odata.Nullable(s.Hint)),
		odata.P("keyId", s.KeyID),
		odata.P("secretText", odata.Nullable(value)),
		odata.P("startDateTime", s.StartsAt),
	}
}

func secretEntities(a *directory.Application) []odata.Entity {
	list := []odata.Entity{}
	for _, s := range a.Secrets {
		list = append(list, secretEntity(s, ""))
	}
	return list
}

func keyEntities(a *directory.Application) []odata.Entity {
	list := []odata.Entity{}
	for _, c := range a.Certificates {
		list = append(list, odata.Entity{
			odata.P("displayName", odata.Nullable(c.DisplayName)),
			odata.P("endDateTime", c.EndsAt),
			odata.P("key", nil),
			odata.P("keyId", c.KeyID),
			odata.P("startDateTime", c.StartsAt),
			odata.P("type", "AsymmetricX509Cert"),
			odata.P("usage", "Verify"),
		})
	}
	return list
}

func applicationOffer(bool) odata.Offer {
	return odata.Offer{
		Type:      "application",
		Select:    applicationColumns().Names(),
		Filter:    []string{"id", "appId", "displayName", "createdDateTime", "signInAudience"},
		Order:     []string{"displayName", "createdDateTime"},
		Search:    []string{"displayName"},
		MaxTop:    maxUserPage,
		Count:     true,
		Pages:     true,
		Directory: true,
	}
}

func oneApplicationOffer(bool) odata.Offer {
	return odata.Offer{Type: "application", Select: applicationColumns().Names()}
}

func (h *Handler) listApplications(c *call) (reply, error) {
	all, err := h.Tenant.Applications(c.r.Context())
	if err != nil {
		return reply{}, err
	}
	return collection(c, "applications", applicationColumns(), all, defaultUserPage), nil
}

// application finds a registration by its object id or by appId=….
func (h *Handler) application(c *call) (directory.Application, error) {
	all, err := h.Tenant.Applications(c.r.Context())
	if err != nil {
		return directory.Application{}, err
	}
	appID, byAppID := strings.CutPrefix(strings.ToLower(c.captures[0]), "appid=")
	i := slices.IndexFunc(all, func(a directory.Application) bool {
		return byAppID && strings.EqualFold(a.AppID, strings.Trim(appID, "'")) || c.has(0, a.ID)
	})
	if i < 0 {
		return directory.Application{}, directory.NotFound(c.captures[0])
	}
	return all[i], nil
}

func (h *Handler) getApplication(c *call) (reply, error) {
	a, err := h.application(c)
	if err != nil {
		return reply{}, err
	}
	return one(c, "applications", applicationColumns(), &a), nil
}

func (h *Handler) deleteApplication(c *call) (reply, error) {
	a, err := h.application(c)
	if err != nil {
		return reply{}, err
	}
	return noContent(), h.Tenant.DeleteApplication(c.context(), a.AppID)
}
