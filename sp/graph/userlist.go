package graph

import (
	"slices"
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

// userOffer is what can be asked of a collection of users.
func userOffer(bool) odata.Offer {
	return odata.Offer{
		Type:      "user",
		Select:    userColumns().Names(),
		Filter:    filteredUser(),
		Order:     []string{"displayName", "userPrincipalName"},
		Search:    []string{"displayName", "givenName", "mail", "mailNickname", "surname", "userPrincipalName"},
		MaxTop:    maxUserPage,
		Count:     true,
		Pages:     true,
		Directory: true,
	}
}

// filteredUser are the properties that $filter compares.
func filteredUser() []string {
	return slices.Concat([]string{"accountEnabled", "createdDateTime", "displayName", "givenName", "id", "mail",
		"mailNickname", "onPremisesImmutableId", "onPremisesSyncEnabled", "surname", "userPrincipalName"},
		profileTexts(), profileLists())
}

func oneUserOffer(bool) odata.Offer { return odata.Offer{Type: "user", Select: userColumns().Names()} }

// countOffer is what /$count takes of an offer.
func countOffer(of func(bool) odata.Offer) func(bool) odata.Offer {
	return func(beta bool) odata.Offer {
		o := of(beta)
		return odata.Offer{Type: o.Type, Filter: o.Filter, Search: o.Search, Directory: o.Directory}
	}
}

func (h *Handler) listUsers(c *call) (reply, error) {
	if len(c.query.Order) > 0 || c.query.Search != nil {
		return h.sortedUsers(c)
	}
	limit := defaultUserPage
	if c.query.Top != nil {
		limit = *c.query.Top
	}
	q := h.userQuery(c)
	answer := odata.Rows[directory.User]{}
	if c.query.Count && c.query.Token == "" {
		n, err := h.countUsers(c, q)
		if err != nil {
			return reply{}, err
		}
		answer.Count = &n
	}
	q.After, q.Limit = c.query.Token, limit+1 // one more tells whether there is a next page
	users, err := h.Tenant.QueryUsers(c.r.Context(), q)
	if err != nil {
		return reply{}, err
	}
	if len(users) > limit {
		users = users[:limit]
		answer.NextLink = c.query.NextLink(c.address(), users[limit-1].UserPrincipalName)
	}
	shown := c.query.Select
	if shown == nil {
		shown = defaultUser()
	}
	answer.Context = c.metadata("users" + c.query.Select.Suffix())
	answer.Columns, answer.Objects = userColumns().Only(shown), users
	return ok(answer), nil
}

// sortedUsers looks at all users, puts those that are asked for in order, and gives a page of them.
func (h *Handler) sortedUsers(c *call) (reply, error) {
	users, err := h.Tenant.QueryUsers(c.r.Context(), h.userQuery(c))
	if err != nil {
		return reply{}, err
	}
	if _, err := strconv.Atoi(c.query.Token); err != nil && c.query.Token != "" {
		return reply{}, odata.ExpiredToken() // a token of a list without $orderby
	}
	return listed(c, "users", userColumns(), defaultUser(), users, defaultUserPage), nil
}

// userQuery is $filter as the directory takes it.
func (h *Handler) userQuery(c *call) (q directory.UserQuery) {
	filter := c.query.Filter
	if filter != nil {
		q.Match = userColumns().Matching(*filter)
		q.ImmutableID, _ = filter.Required("eq", "onpremisesimmutableid")
		for _, op := range []string{"eq", "startswith"} {
			if prefix, found := filter.Required(op, "userprincipalname"); found {
				q.Prefix = prefix
			}
		}
	}
	if c.settings.ConsistencyDelay > 0 {
		match := q.Match
		q.Match = func(u *directory.User) bool { return h.seen("users", u.ID) && (match == nil || match(u)) }
	}
	return q
}

func (h *Handler) countUsers(c *call, q directory.UserQuery) (int, error) {
	if q.Match == nil {
		o, err := h.Tenant.Organization(c.r.Context())
		return o.Users, err
	}
	users, err := h.Tenant.QueryUsers(c.r.Context(), q)
	return len(users), err
}

// usersCount is /users/$count.
func (h *Handler) usersCount(c *call) (reply, error) {
	if !strings.EqualFold(c.r.Header.Get("ConsistencyLevel"), "eventual") {
		// microsoftgraph/microsoft-graph-docs-contrib#4335
		return reply{}, badRequest("$count is not currently supported.")
	}
	users, err := h.Tenant.QueryUsers(c.r.Context(), h.userQuery(c))
	if err != nil {
		return reply{}, err
	}
	return countOf(c, userColumns(), users), nil
}
