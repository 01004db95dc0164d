package graph

import (
	"slices"
	"strings"

	"samlharness/sp/graph/odata"
)

type handle func(*call) (reply, error)

// route is one request that Graph answers here.
type route struct {
	method   string
	path     string // {} stands for any one segment
	segments []string
	need     need
	serve    handle
	// offer is what it makes of query options, in v1.0 or beta; nil refuses all.
	offer func(beta bool) odata.Offer
	cost  int // resource units; 0 means 1
}

// table is everything that Graph is here, one line a request.
func (s *server) table() []route {
	h := s.Handler
	const (
		domain   = "domains/{}"
		fed      = domain + "/federationConfiguration"
		role     = "directoryRoles/{}"
		manage   = "roleManagement/directory/"
		defaults = "policies/identitySecurityDefaultsEnforcementPolicy"
		tokens   = "policies/federatedTokenValidationPolicy"
		deleted  = "directory/deletedItems/"
		syncing  = "directory/onPremisesSynchronization"
		app      = "applications/{}"

		registered = "reports/authenticationMethods/userRegistrationDetails"
		configured = methodsPolicy + "/authenticationMethodConfigurations/{}"
	)
	get := func(path string, n need, serve handle, offer func(bool) odata.Offer) route {
		return route{method: "GET", path: path, segments: strings.Split(path, "/"), need: n, serve: serve, offer: offer}
	}
	on := func(method, path string, n need, serve handle) route {
		return route{method: method, path: path, segments: strings.Split(path, "/"), need: n, serve: serve}
	}
	return slices.Concat([]route{
		on("POST", "$batch", nil, s.batch),
		get("domains", readDomains(), h.listDomains, domainOffer),
		on("POST", "domains", writeDomains(), h.createDomain),
		get(domain, readDomains(), h.getDomain, oneDomainOffer),
		on("PATCH", domain, writeDomains(), h.patchDomain),
		on("DELETE", domain, writeDomains(), h.deleteDomain),
		on("POST", domain+"/verify", writeDomains(), h.verifyDomain),
		on("POST", domain+"/promote", writeDomains(), h.promoteDomain),
		on("POST", domain+"/forceDelete", writeDomains(), h.forceDelete),
		get(domain+"/rootDomain", readDomains(), h.rootDomain, oneDomainOffer),
		get(domain+"/verificationDnsRecords", readDomains(), h.verificationRecords, dnsOffer),
		get(domain+"/serviceConfigurationRecords", readDomains(), h.serviceRecords, dnsOffer),
		get(domain+"/domainNameReferences", readDomains(), h.nameReferences, memberOffer).costs(4),
		get(fed, readFederation(), h.listFederation, nil),
		on("POST", fed, writeFederation(), h.createFederation),
		get(fed+"/{}", readFederation(), h.getFederation, nil),
		on("PATCH", fed+"/{}", writeFederation(), h.patchFederation),
		on("DELETE", fed+"/{}", writeFederation(), h.deleteFederation),
		get("organization", readOrganization(), h.listOrganization, organizationOffer),
		get("organization/{}", readOrganization(), h.getOrganization, organizationOffer),
		on("PATCH", "organization/{}", writeOrganization(), h.patchOrganization),
		get("me", readMe(), h.me, oneUserOffer),
		on("PATCH", "me", writeMe(), h.patchMe),
		get("me/memberOf", readMe(), h.memberOf, roleOffer),
		get("me/memberOf/microsoft.graph.directoryRole", readMe(), h.memberOf, roleOffer),
		get("users", readUsers(), h.listUsers, userOffer).costs(2),
		on("POST", "users", writeUsers(), h.createUser),
		get("users/$count", readUsers(), h.usersCount, countOffer(userOffer)),
		get("users/{}", readUsers(), h.getUser, oneUserOffer),
		on("PATCH", "users/{}", writeUsers(), h.patchUser),
		on("DELETE", "users/{}", writeUsers(), h.deleteUser),
		get("users/{}/memberOf", readUsers(), h.memberOf, roleOffer),
		get("users/{}/memberOf/microsoft.graph.directoryRole", readUsers(), h.memberOf, roleOffer),
		get(deleted+"microsoft.graph.user", readUsers(), h.listDeleted, deletedOffer),
		get(deleted+"{}", readUsers(), h.getDeleted, oneUserOffer),
		on("POST", deleted+"{}/restore", writeUsers(), h.restoreDeleted),
		on("DELETE", deleted+"{}", writeUsers(), h.purgeDeleted),
		get("directoryRoles", readRoles(), h.listRoles, roleOffer),
		on("POST", "directoryRoles", writeRoles(), h.activateRole),
		get(role, readRoles(), h.getRole, oneRoleOffer),
		get(role+"/members", readRoles(), h.roleMembers, memberOffer),
		get(role+"/members/$count", readRoles(), h.roleMembersCount, countOffer(memberOffer)),
		get(role+"/members/microsoft.graph.user", readRoles(), h.roleMembersCast, memberOffer),
		on("POST", role+"/members/$ref", writeRoles(), h.addRoleMember),
		on("DELETE", role+"/members/{}/$ref", writeRoles(), h.removeRoleMember),
		get("directoryRoleTemplates", readRoles(), h.listRoleTemplates, templateOffer),
		get("directoryRoleTemplates/{}", readRoles(), h.getRoleTemplate, templateOffer),
		get(manage+"roleDefinitions", readRoles(), h.roleDefinitions, definitionOffer),
		get(manage+"roleDefinitions/{}", readRoles(), h.getRoleDefinition, oneDefinitionOffer),
		get(manage+"roleAssignments", readRoles(), h.roleAssignments, assignmentOffer),
		on("POST", manage+"roleAssignments", writeRoles(), h.createRoleAssignment),
		get(manage+"roleAssignments/{}", readRoles(), h.getRoleAssignment, oneAssignmentOffer),
		on("DELETE", manage+"roleAssignments/{}", writeRoles(), h.deleteRoleAssignment),
		get(defaults, readPolicies(), h.getSecurityDefaults, nil),
		on("PATCH", defaults, writeSecurityDefaults(), h.patchSecurityDefaults),
		get(tokens, readPolicies(), h.getTokenPolicy, nil),
		on("PUT", tokens, writeTokenPolicy(), h.putTokenPolicy),
		on("PATCH", tokens, writeTokenPolicy(), h.putTokenPolicy),
		get(syncing, readSync(), h.listSync, syncOffer),
		get(syncing+"/{}", readSync(), h.getSync, syncOffer),
		get("applications", readApplications(), h.listApplications, applicationOffer),
		on("POST", "applications", writeApplications(), h.createApplication),
		get(app, readApplications(), h.getApplication, oneApplicationOffer),
		on("PATCH", app, writeApplications(), h.patchApplication),
		on("DELETE", app, writeApplications(), h.deleteApplication),
		on("POST", app+"/addPassword", writeApplications(), h.addPassword),
		on("POST", app+"/removePassword", writeApplications(), h.removePassword),
		get("auditLogs/signIns", readSignIns(), h.listSignIns, signInOffer),
		get("auditLogs/signIns/$count", readSignIns(), h.countSignIns, countOffer(signInOffer)),
		get("auditLogs/signIns/{}", readSignIns(), h.getSignIn, oneSignInOffer),
		get("auditLogs/directoryAudits", readAudits(), h.listAudits, auditOffer),
		get("auditLogs/directoryAudits/{}", readAudits(), h.getAudit, oneAuditOffer),
		get(registered, readRegistrations(), h.listRegistrations, registrationOffer),
		get(registered+"/{}", readRegistrations(), h.getRegistration, oneRegistrationOffer),
		get(methodsPolicy, readMethodsPolicy(), h.getMethodsPolicy, nil),
		on("PATCH", methodsPolicy, writeMethodsPolicy(), h.patchMethodsPolicy),
		get(configured, readMethodsPolicy(), h.getMethodConfiguration, nil),
		on("PATCH", configured, writeMethodsPolicy(), h.patchMethodConfiguration),
		get("policies/homeRealmDiscoveryPolicies", readPolicies(), noneOf("policies/homeRealmDiscoveryPolicies"), nil),
		get("policies/tokenIssuancePolicies", readPolicies(), noneOf("policies/tokenIssuancePolicies"), nil),
		get("organization/{}/certificateBasedAuthConfiguration", fullOrganization(), h.noCertificateAuthorities, nil),
	}, h.methodRoutes(get, on))
}

// costs is the route with other resource units than one (Microsoft Learn: Microsoft Graph service-specific throttling
// limits, identity and access).
func (r route) costs(units int) route {
	r.cost = units
	return r
}

// find is the route of a path and method; where two fit, the one that stands first. It leaves the captured segments in
// the call.
func (s *server) find(c *call, segments []string) (route, error) {
	longest, path, allowed := 0, "", []string{}
	for _, r := range s.routes {
		n, captures := r.match(segments)
		longest = max(longest, n)
		if n < len(segments) || n < len(r.segments) || path != "" && path != r.path {
			continue
		}
		path = r.path
		if r.method == c.r.Method {
			c.captures = captures
			return r, nil
		}
		allowed = append(allowed, r.method)
	}
	switch {
	case path != "":
		slices.Sort(allowed)
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		return route{}, wrongMethod()
	case len(segments) == 0:
		return route{}, unknownSegment(c.version)
	}
	return route{}, unknownSegment(segments[min(longest, len(segments)-1)])
}

// match counts how many segments agree with the route, without regard to case.
func (r route) match(segments []string) (int, []string) {
	var captures []string
	for i, want := range r.segments {
		switch {
		case i == len(segments):
			return i, captures
		case want == "{}":
			captures = append(captures, segments[i])
		case !strings.EqualFold(want, segments[i]):
			return i, captures
		}
	}
	return len(r.segments), captures
}
