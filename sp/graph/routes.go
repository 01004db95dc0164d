package graph

import (
	"maps"
	"slices"
	"strings"
)

type handle func(*call) (reply, error)

// route is a path with the methods it takes; {} stands for any one segment.
type route struct {
	path    []string
	methods map[string]handle
	// read and write are the permissions for GET and for all else; any one of them is enough.
	read, write permissions
}

// table is everything that Graph is here, one line a path.
func (s *server) table() []route {
	h := s.Handler
	at := func(path string, read, write permissions, methods map[string]handle) route {
		return route{strings.Split(path, "/"), methods, read, write}
	}
	return []route{
		at("$batch", nil, nil, map[string]handle{"POST": s.batch}),
		at("domains", readDomains(), writeDomains(), map[string]handle{"GET": h.listDomains, "POST": h.createDomain}),
		at("domains/{}", readDomains(), writeDomains(), map[string]handle{
			"GET":    h.getDomain,
			"PATCH":  h.patchDomain,
			"DELETE": h.deleteDomain,
		}),
		at("domains/{}/verify", readDomains(), writeDomains(), map[string]handle{"POST": h.verifyDomain}),
		at("domains/{}/promote", readDomains(), writeDomains(), map[string]handle{"POST": h.promoteDomain}),
		at("domains/{}/verificationDnsRecords", readDomains(), writeDomains(),
			map[string]handle{"GET": h.verificationRecords}),
		at("domains/{}/domainNameReferences", readDomains(), writeDomains(), map[string]handle{"GET": h.nameReferences}),
		at("domains/{}/federationConfiguration", readFederation(), writeFederation(), map[string]handle{
			"GET":  h.listFederation,
			"POST": h.createFederation,
		}),
		at("domains/{}/federationConfiguration/{}", readFederation(), writeFederation(), map[string]handle{
			"GET":    h.getFederation,
			"PATCH":  h.patchFederation,
			"DELETE": h.deleteFederation,
		}),
		at("organization", readOrganization(), writeOrganization(), map[string]handle{"GET": h.listOrganization}),
		at("organization/{}", readOrganization(), writeOrganization(), map[string]handle{
			"GET":   h.getOrganization,
			"PATCH": h.patchOrganization,
		}),
		at("users", readUsers(), writeUsers(), map[string]handle{"GET": h.listUsers, "POST": h.createUser}),
		at("users/{}", readUsers(), writeUsers(), map[string]handle{
			"GET":    h.getUser,
			"PATCH":  h.patchUser,
			"DELETE": h.deleteUser,
		}),
		at("directoryRoles", readRoles(), nil, map[string]handle{"GET": h.listRoles}),
		at("directoryRoles/{}", readRoles(), nil, map[string]handle{"GET": h.getRole}),
		at("directoryRoles/{}/members", readRoles(), nil, map[string]handle{"GET": h.roleMembers}),
		at("roleManagement/directory/roleAssignments", readRoles(), nil, map[string]handle{"GET": h.roleAssignments}),
		at("policies/identitySecurityDefaultsEnforcementPolicy", readPolicies(), writeSecurityDefaults(), map[string]handle{
			"GET":   h.getSecurityDefaults,
			"PATCH": h.patchSecurityDefaults,
		}),
		at("policies/federatedTokenValidationPolicy", readPolicies(), writeTokenPolicy(), map[string]handle{
			"GET":   h.getTokenPolicy,
			"PUT":   h.putTokenPolicy,
			"PATCH": h.putTokenPolicy,
		}),
	}
}

// find is the handler of a path and method. It leaves the captured segments in the call.
func (s *server) find(c *call, segments []string) (handle, error) {
	longest := 0
	for _, r := range s.routes {
		n, captures := r.match(segments)
		longest = max(longest, n)
		if n < len(segments) || n < len(r.path) {
			continue
		}
		c.captures = captures
		run, ok := r.methods[c.r.Method]
		if !ok {
			c.w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(r.methods)), ", "))
			return nil, wrongMethod()
		}
		return run, c.permitted(r)
	}
	if len(segments) == 0 {
		return nil, unknownSegment(c.version)
	}
	return nil, unknownSegment(segments[min(longest, len(segments)-1)])
}

// match counts how many segments agree with the route, without regard to case.
func (r route) match(segments []string) (int, []string) {
	var captures []string
	for i, want := range r.path {
		switch {
		case i == len(segments):
			return i, captures
		case want == "{}":
			captures = append(captures, segments[i])
		case !strings.EqualFold(want, segments[i]):
			return i, captures
		}
	}
	return len(r.path), captures
}
