package federation

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// globalAdministrator is the template id of the role Global Administrator, the same in every tenant.
const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// Domains lists the domains of the tenant.
func (g *Graph) Domains(ctx context.Context) ([]Domain, error) {
	return list[Domain](ctx, g, "/v1.0/domains")
}

// domain reads one domain.
func (g *Graph) domain(ctx context.Context, name string) (Domain, error) {
	var d Domain
	err := g.call(ctx, http.MethodGet, domainPath(name), nil, &d)
	return d, err
}

// configurations lists the federation configurations of a domain: one, or, since Graph answers 404 when there
// is none, an error for which [isNotFound] holds.
func (g *Graph) configurations(ctx context.Context, domain string) ([]Configuration, error) {
	return list[Configuration](ctx, g, configurationPath(domain))
}

// createConfiguration federates a domain. What Graph says it stored is not read, since it is no proof.
func (g *Graph) createConfiguration(ctx context.Context, domain string, c Configuration) error {
	return g.call(ctx, http.MethodPost, configurationPath(domain), c, nil)
}

// setManaged makes a domain Managed and drops its federation configuration, also a broken one.
func (g *Graph) setManaged(ctx context.Context, domain string) error {
	return g.call(ctx, http.MethodPatch, domainPath(domain), map[string]string{"authenticationType": Managed}, nil)
}

// synchronized says whether users of the token's tenant come from a directory of its own.
func (g *Graph) synchronized(ctx context.Context) (bool, error) {
	type organization struct {
		OnPremisesSyncEnabled bool `json:"onPremisesSyncEnabled"` // null counts as false
	}
	all, err := list[organization](ctx, g, "/v1.0/organization")
	return len(all) > 0 && all[0].OnPremisesSyncEnabled, err
}

// administrator is a user with the role Global Administrator.
type administrator struct {
	UserPrincipalName string `json:"userPrincipalName"`
	AccountEnabled    bool   `json:"accountEnabled"`
}

// globalAdministrators lists the users to whom the role Global Administrator is assigned directly, each with
// whether the account is enabled.
func (g *Graph) globalAdministrators(ctx context.Context) ([]administrator, error) {
	query := url.Values{"$filter": {"roleDefinitionId eq '" + globalAdministrator + "'"}, "$expand": {"principal"}}
	type assignment struct {
		Principal struct {
			Type string `json:"@odata.type"`
			administrator
		} `json:"principal"`
	}
	assignments, err := list[assignment](ctx, g, "/v1.0/roleManagement/directory/roleAssignments?"+query.Encode())
	if err != nil {
		return nil, err
	}
	var all []administrator
	for _, a := range assignments {
		if a.Principal.Type == "#microsoft.graph.user" {
			all = append(all, a.Principal.administrator)
		}
	}
	return all, nil
}

// raw reads any object as it is, for a snapshot.
func (g *Graph) raw(ctx context.Context, path string) (json.RawMessage, error) {
	var body json.RawMessage
	err := g.call(ctx, http.MethodGet, path, nil, &body)
	return body, err
}

func domainPath(domain string) string { return "/v1.0/domains/" + url.PathEscape(domain) }

func configurationPath(domain string) string { return domainPath(domain) + "/federationConfiguration" }
