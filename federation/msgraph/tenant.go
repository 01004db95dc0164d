package msgraph

import (
	"context"
	"net/url"

	"samlharness/internal/directoryrole"
)

// organization is the tenant of the token. Source: Microsoft Graph, organization resource type.
type organization struct {
	ID                    string `json:"id"`
	DisplayName           string `json:"displayName"`
	OnPremisesSyncEnabled bool   `json:"onPremisesSyncEnabled"` // null counts as false
}

func (c *Client) organization(ctx context.Context) (organization, error) {
	all, err := list[organization](ctx, c, "/v1.0/organization")
	if err != nil || len(all) == 0 {
		return organization{}, err
	}
	return all[0], nil
}

// TenantID is the id of the token's tenant.
func (c *Client) TenantID(ctx context.Context) (string, error) {
	o, err := c.organization(ctx)
	return o.ID, err
}

// Synchronized says whether users of the token's tenant come from a directory of its own.
func (c *Client) Synchronized(ctx context.Context) (bool, error) {
	o, err := c.organization(ctx)
	return o.OnPremisesSyncEnabled, err
}

// Administrator is a user with the role Global Administrator.
type Administrator struct {
	UserPrincipalName string `json:"userPrincipalName"`
	AccountEnabled    bool   `json:"accountEnabled"`
}

// GlobalAdministrators lists the users to whom the role Global Administrator is assigned directly, each with whether
// the account is enabled.
func (c *Client) GlobalAdministrators(ctx context.Context) ([]Administrator, error) {
	query := url.Values{
		"$filter": {"roleDefinitionId eq '" + directoryrole.GlobalAdministrator + "'"},
		"$expand": {"principal"},
	}
	holders, err := c.roleHolders(ctx, "/v1.0/roleManagement/directory/roleAssignments?"+query.Encode())
	var all []Administrator
	for _, h := range holders {
		all = append(all, h.Administrator)
	}
	return all, err
}
