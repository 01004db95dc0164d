package graph

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// How many users a page holds.
const (
	defaultUserPage = 100
	maxUserPage     = 999
)

func (h *Handler) listUsers(c *call) (reply, error) {
	q, limit, err := c.userQuery()
	if err != nil {
		return reply{}, err
	}
	users, err := h.Tenant.QueryUsers(c.r.Context(), q)
	if err != nil {
		return reply{}, err
	}
	answer := odata.Rows[directory.User]{}
	if len(users) > limit {
		users = users[:limit]
		answer.NextLink = c.nextLink(users[limit-1].UserPrincipalName)
	}
	shown, suffix := c.userSelection()
	answer.Context = c.metadata("users" + suffix)
	answer.Columns, answer.Objects = userColumns().Only(shown), users
	return ok(answer), nil
}

// userQuery reads $top, $skiptoken and $filter. The query asks for one user more than the page holds, which tells
// whether there is a next page.
func (c *call) userQuery() (q directory.UserQuery, limit int, err error) {
	limit = defaultUserPage
	if raw := c.query.Get("$top"); raw != "" {
		if limit, err = strconv.Atoi(raw); err != nil || limit < 1 || limit > maxUserPage {
			return q, 0, invalidTop(raw)
		}
	}
	if raw := c.query.Get("$skiptoken"); raw != "" {
		after, err := base64.RawURLEncoding.DecodeString(raw)
		if err != nil {
			return q, 0, odata.Gateway("Invalid $skiptoken.")
		}
		q.After = string(after)
	}
	q.Limit = limit + 1
	filter, err := c.filter("userPrincipalName", "onPremisesImmutableId", "accountEnabled", "mail", "displayName", "id")
	if err != nil || filter == nil {
		return q, limit, err
	}
	q.Match = userColumns().Matching(*filter)
	q.ImmutableID, _ = filter.Required("eq", "onpremisesimmutableid")
	for _, op := range []string{"eq", "startswith"} {
		if prefix, found := filter.Required(op, "userprincipalname"); found {
			q.Prefix = prefix
		}
	}
	return q, limit, nil
}

// nextLink repeats the options of the request with the place where the next page begins.
func (c *call) nextLink(after string) string {
	options := url.Values{}
	for name, values := range c.query {
		options[name] = values
	}
	options.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte(after)))
	return c.root() + "/users?" + strings.ReplaceAll(options.Encode(), "%24", "$")
}
