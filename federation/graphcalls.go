package federation

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// GlobalAdministrator is the template id of the role Global Administrator, the same in every tenant.
const GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// Domains lists the domains of the tenant.
func (g *Graph) Domains(ctx context.Context) ([]Domain, error) {
	return list[Domain](ctx, g, "/v1.0/domains")
}

// Domain reads one domain.
func (g *Graph) Domain(ctx context.Context, name string) (Domain, error) {
	var d Domain
	err := g.call(ctx, http.MethodGet, domainPath(name), nil, &d)
	return d, err
}

// Configurations lists the federation configurations of a domain: one, or, since Graph answers 404 when there
// is none, an error for which [IsNotFound] holds.
func (g *Graph) Configurations(ctx context.Context, domain string) ([]Configuration, error) {
	return list[Configuration](ctx, g, configurationPath(domain))
}

// CreateConfiguration federates a domain. It returns what Graph says it stored, which is no proof.
func (g *Graph) CreateConfiguration(ctx context.Context, domain string, c Configuration) (Configuration, error) {
	var created Configuration
	err := g.call(ctx, http.MethodPost, configurationPath(domain), c, &created)
	return created, err
}

// SetManaged makes a domain Managed and drops its federation configuration, also a broken one.
func (g *Graph) SetManaged(ctx context.Context, domain string) error {
	return g.call(ctx, http.MethodPatch, domainPath(domain), map[string]string{"authenticationType": Managed}, nil)
}

// Organization is the tenant, as far as the operator needs it.
type Organization struct {
	ID                    string `json:"id"`
	DisplayName           string `json:"displayName"`
	OnPremisesSyncEnabled *bool  `json:"onPremisesSyncEnabled"`
}

// Organization reads the tenant of the token.
func (g *Graph) Organization(ctx context.Context) (Organization, error) {
	all, err := list[Organization](ctx, g, "/v1.0/organization")
	if err != nil || len(all) == 0 {
		return Organization{}, err
	}
	return all[0], nil
}

// Administrator is a user with the role Global Administrator.
type Administrator struct {
	ID                string `json:"id"`
	UserPrincipalName string `json:"userPrincipalName"`
	AccountEnabled    bool   `json:"accountEnabled"`
}

// GlobalAdministrators lists the users to whom the role Global Administrator is assigned directly, each with
// whether the account is enabled.
func (g *Graph) GlobalAdministrators(ctx context.Context) ([]Administrator, error) {
	query := url.Values{"$filter": {"roleDefinitionId eq '" + GlobalAdministrator + "'"}, "$expand": {"principal"}}
	type assignment struct {
		Principal struct {
			Type string `json:"@odata.type"`
			Administrator
		} `json:"principal"`
	}
	assignments, err := list[assignment](ctx, g, "/v1.0/roleManagement/directory/roleAssignments?"+query.Encode())
	if err != nil {
		return nil, err
	}
	var all []Administrator
	for _, a := range assignments {
		if a.Principal.Type == "#microsoft.graph.user" {
			all = append(all, a.Principal.Administrator)
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
