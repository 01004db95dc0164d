package api

import (
	"strings"

	"samlharness/idp/api/insights"
	"samlharness/idp/api/rest"
	v1 "samlharness/idp/api/v1"
	v2 "samlharness/idp/api/v2"
	"samlharness/idp/org"
)

// route is one request that the API answers here.
type route struct {
	version  rest.Version
	method   string
	path     string // below the version's root; {} stands for any one segment
	segments []string
	serve    rest.Handle
	// harmless marks a request that changes nothing although it is not a GET.
	harmless bool
}

// table is everything that the API is here, one line a request.
func (h *Handler) table() []route {
	one, two := v1.Handler{Now: h.now}, v2.Handler{Now: h.now}
	user, group := v2.Source{Type: org.NodeUser}, v2.Source{Type: org.NodeGroup}
	app, office := v2.Source{Type: org.NodeApplication}, v2.Source{Type: org.NodeDirectory}
	const (
		u = "systemusers/{}"
		g = "usergroups/{}"
		o = "office365s/{}"
		s = "service-accounts/{}"
	)
	on := func(version rest.Version, method, path string, serve rest.Handle) route {
		return route{version: version, method: method, path: path, segments: strings.Split(path, "/"), serve: serve}
	}
	find := func(version rest.Version, path string, serve rest.Handle) route {
		r := on(version, "POST", path, serve)
		r.harmless = true
		return r
	}
	return []route{
		on(rest.V1, "GET", "systemusers", one.ListUsers),
		on(rest.V1, "POST", "systemusers", one.CreateUser),
		on(rest.V1, "GET", u, one.GetUser),
		on(rest.V1, "PUT", u, one.PutUser),
		on(rest.V1, "DELETE", u, one.DeleteUser),
		on(rest.V1, "POST", u+"/unlock", one.Unlock),
		on(rest.V1, "POST", u+"/expire", one.Expire),
		on(rest.V1, "POST", u+"/resetmfa", one.ResetMFA),
		on(rest.V1, "POST", u+"/mfasync", one.SyncMFA),
		on(rest.V1, "POST", u+"/state/activate", one.Activate),
		on(rest.V1, "GET", u+"/totpinfo", one.TOTPInfo),
		on(rest.V1, "GET", u+"/sshkeys", one.SSHKeys),
		find(rest.V1, "search/systemusers", one.SearchUsers),
		on(rest.V1, "GET", "organizations", one.ListOrganizations),
		find(rest.V1, "search/organizations", one.SearchOrganizations),
		on(rest.V1, "GET", "organizations/{}", one.GetOrganization),
		on(rest.V1, "PUT", "organizations/{}", one.PutOrganization),
		on(rest.V1, "GET", "organizations/{}/applications/{}/metadata.xml", one.Metadata),
		on(rest.V1, "GET", "applications", one.ListApplications),
		on(rest.V1, "POST", "applications", one.CreateApplication),
		on(rest.V1, "GET", "applications/{}", one.GetApplication),
		on(rest.V1, "PUT", "applications/{}", one.PutApplication),
		on(rest.V1, "DELETE", "applications/{}", one.DeleteApplication),
		on(rest.V1, "GET", "application-templates", one.ListTemplates),
		on(rest.V1, "GET", "application-templates/{}", one.GetTemplate),

		on(rest.V2, "GET", "groups", two.ListGroups),
		on(rest.V2, "GET", "usergroups", two.ListGroups),
		on(rest.V2, "POST", "usergroups", two.CreateGroup),
		on(rest.V2, "GET", g, two.GetGroup),
		on(rest.V2, "PUT", g, two.PutGroup),
		on(rest.V2, "DELETE", g, two.DeleteGroup),
		on(rest.V2, "GET", g+"/members", two.Members),
		on(rest.V2, "POST", g+"/members", two.ManageMembers),
		on(rest.V2, "GET", g+"/membership", two.Membership),
		on(rest.V2, "GET", g+"/associations", group.Associations),
		on(rest.V2, "POST", g+"/associations", group.Manage),
		on(rest.V2, "GET", g+"/applications", group.Traverse(org.NodeApplication)),
		on(rest.V2, "GET", g+"/office365s", group.Traverse(org.NodeDirectory)),
		on(rest.V2, "GET", g+"/directories", group.Traverse(org.NodeDirectory)),
		on(rest.V2, "GET", "users/{}/memberof", two.MemberOf),
		on(rest.V2, "GET", "users/{}/associations", user.Associations),
		on(rest.V2, "POST", "users/{}/associations", user.Manage),
		on(rest.V2, "GET", "users/{}/applications", user.Traverse(org.NodeApplication)),
		on(rest.V2, "GET", "users/{}/office365s", user.Traverse(org.NodeDirectory)),
		on(rest.V2, "GET", "users/{}/directories", user.Traverse(org.NodeDirectory)),
		on(rest.V2, "GET", "applications/{}/associations", app.Associations),
		on(rest.V2, "POST", "applications/{}/associations", app.Manage),
		on(rest.V2, "GET", "applications/{}/users", app.Traverse(org.NodeUser)),
		on(rest.V2, "GET", "applications/{}/usergroups", app.Traverse(org.NodeGroup)),
		on(rest.V2, "GET", "directories", two.ListDirectories),
		on(rest.V2, "GET", "office365s", two.ListOffice365),
		on(rest.V2, "GET", o, two.GetOffice365),
		on(rest.V2, "PATCH", o, two.PatchOffice365),
		on(rest.V2, "PUT", o, two.PatchOffice365),
		on(rest.V2, "GET", o+"/associations", office.Associations),
		on(rest.V2, "POST", o+"/associations", office.Manage),
		on(rest.V2, "GET", o+"/users", office.Traverse(org.NodeUser)),
		on(rest.V2, "GET", o+"/usergroups", office.Traverse(org.NodeGroup)),
		on(rest.V2, "GET", o+"/import/users", two.ImportUsers),
		on(rest.V2, "GET", o+"/translationrules", two.ListRules),
		on(rest.V2, "POST", o+"/translationrules", two.CreateRule),
		on(rest.V2, "GET", o+"/translationrules/{}", two.GetRule),
		on(rest.V2, "DELETE", o+"/translationrules/{}", two.DeleteRule),
		on(rest.V2, "GET", "authn/policies", two.ListPolicies),
		on(rest.V2, "POST", "authn/policies", two.CreatePolicy),
		on(rest.V2, "GET", "authn/policies/{}", two.GetPolicy),
		on(rest.V2, "PATCH", "authn/policies/{}", two.PatchPolicy),
		on(rest.V2, "PUT", "authn/policies/{}", two.PatchPolicy),
		on(rest.V2, "DELETE", "authn/policies/{}", two.DeletePolicy),
		on(rest.V2, "GET", "authn/policy/fallback/{}", two.GetFallback),
		on(rest.V2, "PUT", "authn/policy/fallback/{}", two.PutFallback),
		on(rest.V2, "GET", "iplists", two.ListIPLists),
		on(rest.V2, "POST", "iplists", two.CreateIPList),
		on(rest.V2, "GET", "iplists/{}", two.GetIPList),
		on(rest.V2, "PATCH", "iplists/{}", two.PatchIPList),
		on(rest.V2, "PUT", "iplists/{}", two.PutIPList),
		on(rest.V2, "DELETE", "iplists/{}", two.DeleteIPList),
		on(rest.V2, "GET", "identity-providers", two.ListIdentityProviders),
		on(rest.V2, "POST", "identity-providers", two.CreateIdentityProvider),
		on(rest.V2, "GET", "identity-providers/{}", two.GetIdentityProvider),
		on(rest.V2, "PUT", "identity-providers/{}", two.PutIdentityProvider),
		on(rest.V2, "DELETE", "identity-providers/{}", two.DeleteIdentityProvider),
		on(rest.V2, "GET", "roles", two.ListRoles),
		on(rest.V2, "GET", "service-accounts", two.ListServiceAccounts),
		on(rest.V2, "POST", "service-accounts", two.CreateServiceAccount),
		on(rest.V2, "GET", s, two.GetServiceAccount),
		on(rest.V2, "DELETE", s, two.DeleteServiceAccount),
		on(rest.V2, "POST", s+"/auth-config", two.AddAuthConfig),
		on(rest.V2, "DELETE", s+"/auth-config/{}", two.DeleteAuthConfig),

		find(rest.Insights, "events", insights.Events),
		find(rest.Insights, "events/count", insights.Count),
		find(rest.Insights, "events/distinct", insights.Distinct),
		find(rest.Insights, "events/interval", insights.Interval),
	}
}

// match is the captured segments; ok is false when the path is another one.
func (r route) match(segments []string) (captures []string, ok bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	for i, want := range r.segments {
		switch {
		case want == "{}" && segments[i] != "":
			captures = append(captures, segments[i])
		case want != segments[i]:
			return nil, false
		}
	}
	return captures, true
}
