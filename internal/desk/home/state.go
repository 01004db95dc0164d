package home

import (
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/idp/org"
	"samlharness/scenarios"
	"samlharness/sp/directory"
)

// state is what the page reads of a world, once for each answer.
type state struct {
	*population
	world   *scenarios.World
	sites   map[string]string // addresses by production host
	now     time.Time
	admins  []person // the Global Administrators at Microsoft
	domains []domain
	apps    []org.Application // of Microsoft 365
	groups  map[string][]string
}

func (h *Home) read(ctx context.Context) (*state, error) {
	s := &state{
		world: h.World, sites: h.Sites, now: h.World.Clock.Now(), groups: map[string][]string{},
	}
	var err error
	if s.population, err = h.people.read(ctx, h.World); err != nil {
		return nil, err
	}
	admins, err := h.World.Entra.RoleMembers(ctx, directory.GlobalAdministrator)
	if err != nil {
		return nil, err
	}
	isAdmin := make(map[string]bool, len(admins))
	for _, u := range admins {
		isAdmin[u.ID] = true
	}
	for _, p := range s.people {
		if p.microsoft != nil && isAdmin[p.microsoft.ID] {
			s.admins = append(s.admins, p)
		}
	}
	if err := s.readApplications(ctx); err != nil {
		return nil, err
	}
	return s, s.readDomains(ctx)
}

// readApplications reads the applications for Microsoft 365, and which groups may use them.
func (s *state) readApplications(ctx context.Context) error {
	apps, err := s.world.JumpCloud.Applications(ctx)
	if err != nil {
		return err
	}
	for _, a := range apps {
		if a.Name != org.TemplateOffice365 {
			continue
		}
		s.apps = append(s.apps, a)
		groups, err := s.world.JumpCloud.BoundGroups(ctx, a.ID)
		if err != nil {
			return err
		}
		for _, g := range groups {
			s.groups[a.ID] = append(s.groups[a.ID], g.Name)
		}
	}
	return nil
}

// application is JumpCloud's application for a domain; nil when there is none.
func (s *state) application(domain string) *org.Application {
	for i, a := range s.apps {
		if a.EntityID == "https://"+domain || a.EntityID == "urn:uri:"+domain {
			return &s.apps[i]
		}
	}
	return nil
}

// failsafe are the Global Administrators who sign in when single sign-on of a domain is broken: those outside it and
// outside every federated domain.
func (s *state) failsafe(except string) (list []person) {
	for _, p := range s.admins {
		if !p.microsoft.AccountEnabled || p.domain() == except {
			continue
		}
		federated := slices.ContainsFunc(s.domains, func(d domain) bool {
			return d.Name == p.domain() && d.AuthenticationType() == directory.Federated
		})
		if !federated {
			list = append(list, p)
		}
	}
	return list
}

// siteAt is the address of a path of a host in this world, "" when the host is not served here.
func siteAt(sites map[string]string, host, path string) string {
	if sites[host] == "" {
		return ""
	}
	return strings.TrimSuffix(sites[host], "/") + path
}
