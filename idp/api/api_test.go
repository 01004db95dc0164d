package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/api"
	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

// client calls the API of a world.
type client struct {
	*idptest.World
	key string
}

func newClient(t *testing.T, change ...func(*org.Options)) *client {
	w := idptest.NewWorld(t, change...)
	return &client{w, w.APIKey()}
}

const root = "https://console.jumpcloud.com/api/"

// do sends a call; body is JSON, "" for none.
func (c *client) do(method, address, body string, headers ...string) *idptest.Answer {
	c.T.Helper()
	r, err := http.NewRequestWithContext(c.T.Context(), method, address, strings.NewReader(body))
	require.NoError(c.T, err)
	if c.key != "" {
		r.Header.Set("x-api-key", c.key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return c.Browser().Do(r)
}

// read demands a status and returns the answer's JSON.
func read[T any](c *client, status int, method, path, body string) (value T) {
	c.T.Helper()
	a := c.do(method, root+path, body)
	require.Equal(c.T, status, a.StatusCode, "%s %s: %s", method, path, a.Body)
	require.NoError(c.T, json.Unmarshal([]byte(a.Body), &value), a.Body)
	return value
}

type object = map[string]any

func (c *client) id(t *testing.T, ref string) string {
	u, err := c.User(t.Context(), ref)
	require.NoError(t, err)
	return u.ID
}

// Every route wants the key, and answers the same to whoever has none or a wrong one.
func TestEveryRouteWantsTheKey(t *testing.T) {
	c := newClient(t)
	for _, r := range api.Routes() {
		for _, key := range []string{"", "jca_WRONG"} {
			c.key = key
			a := c.do(r.Method, "https://"+r.Host+strings.ReplaceAll(r.Path, "{}", c.DirectoryID()), "")
			want := `{"message":"Unauthorized"}`
			if strings.HasPrefix(r.Path, "/api/") && !strings.HasPrefix(r.Path, "/api/v2/") {
				want = `{"code":401,"message":"Unauthorized","status":"Unauthorized"}`
			}
			assert.Equal(t, http.StatusUnauthorized, a.StatusCode, "%s %s", r.Method, r.Path)
			assert.Equal(t, want, a.Body, "%s %s", r.Method, r.Path)
		}
	}
	exchanges, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 1})
	require.Len(t, exchanges, 1)
	assert.Contains(t, exchanges[0].Refusal.Fix, "harness jumpcloud apikey show")
	assert.NotContains(t, mustJSON(t, exchanges), "jca_")
}

func mustJSON(t *testing.T, value any) string {
	raw, err := json.Marshal(value)
	require.NoError(t, err)
	return string(raw)
}

func TestErrorBodies(t *testing.T) {
	c := newClient(t)
	const id = "64b1f0c2a9d3e45f6a7b8c9d"
	for _, e := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"400 in 1.0", "GET", "systemusers?limit=many", "", 400,
			`{"code":400,"message":"Bad Request: limit must be a number from 0","status":"Bad Request"}`},
		{"400 in 2.0", "POST", "v2/usergroups", "{}", 400,
			`{"message":"Bad Request: name must be a text that is not empty"}`},
		{"wrong type", "POST", "systemusers", `{"email":7,"username":"x"}`, 400,
			`{"code":400,"message":"Bad Request: email must be a JSON string","status":"Bad Request"}`},
		{"404 in 1.0", "GET", "systemusers/" + id, "", 404, `{"code":404,"message":"Not Found","status":"Not Found"}`},
		{"404 of an application", "GET", "applications/" + id, "", 404, ``},
		{"404 in 2.0", "GET", "v2/usergroups/" + id, "", 404, `{"message":"Not Found"}`},
		{"unknown route", "GET", "v2/systemgroups", "", 404, `{"message":"Not Found"}`},
		{"405", "PATCH", "systemusers", "{}", 405,
			`{"code":405,"message":"Method Not Allowed","status":"Method Not Allowed"}`},
		{"409", "POST", "v2/usergroups", `{"name":"all users"}`, 409,
			`{"message":"Conflict: a group with the name \"all users\" already exists"}`},
	} {
		t.Run(e.name, func(t *testing.T) {
			a := c.do(e.method, root+e.path, e.body)
			assert.Equal(t, e.status, a.StatusCode, a.Body)
			assert.Equal(t, e.want, a.Body)
		})
	}
	assert.Equal(t, "GET, POST", c.do("PATCH", root+"systemusers", "{}").Header.Get("Allow"))
	assert.Equal(t, http.StatusOK, c.do("GET", root+"systemusers", "", "x-org-id", c.ID()).StatusCode)
	c.ThrottleAPI(1)
	assert.Equal(t, `{"code":429,"message":"Too Many Requests","status":"Too Many Requests"}`,
		c.do("GET", root+"systemusers", "").Body)
	assert.Equal(t, http.StatusOK, c.do("GET", root+"systemusers", "").StatusCode)
	c.do("GET", root+"v2/policies", "")
	last, _ := c.Log.Find(record.Query{Kind: record.APICall, Limit: 1})
	assert.Contains(t, last[0].Refusal.Message, "GET /api/v2/policies is not emulated")
}

func TestAnotherKeyStopsTheOld(t *testing.T) {
	c := newClient(t)
	fresh, err := c.RotateAPIKey(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, c.key, fresh)
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", root+"systemusers", "").StatusCode)
	c.key = fresh
	assert.Equal(t, http.StatusOK, c.do("GET", root+"systemusers", "").StatusCode)
}

// Every option of a list is honoured or refused, on every collection.
func TestEveryOptionIsHonouredOrRefused(t *testing.T) {
	c := newClient(t)
	group, err := c.Group(t.Context(), org.AllUsers)
	require.NoError(t, err)
	app, err := c.Application(t.Context(), "office365")
	require.NoError(t, err)
	ids := map[string]string{"usergroups": group.ID, "users": c.id(t, "alice"), "applications": app.ID,
		"office365s": c.DirectoryID(), "systemusers": c.id(t, "alice"), "organizations": c.ID()}
	require.NoError(t, c.Associate(t.Context(), org.Node{Type: org.NodeGroup, ID: group.ID},
		org.Node{Type: org.NodeDirectory, ID: c.DirectoryID()}, true))
	read[object](c, 201, "POST", "v2/office365s/"+c.DirectoryID()+"/translationrules", `{"builtIn":"user_department"}`)
	read[object](c, 201, "POST", "v2/iplists", `{"name":"office","ips":["203.0.113.0/24"]}`)
	read[object](c, 201, "POST", "v2/authn/policies", `{"name":"everybody"}`)
	options := []string{"limit=1", "skip=1", "sort=-id", "sortIgnoreCase=id", "filter=id:eq:x", "filter=id:$eq:x",
		"fields=id", "search=alice", "targets=user", "syncStatus=true", "details=x", "limit=-1", "skip=x", "fields=nothing"}
	swept := 0
	for _, r := range api.Routes() {
		if r.Method != http.MethodGet || strings.Count(r.Path, "{}") > 1 || strings.HasSuffix(r.Path, "}") {
			continue
		}
		path := strings.TrimPrefix(r.Path, "/api/")
		collection, _, _ := strings.Cut(strings.TrimPrefix(path, "v2/"), "/")
		path = strings.Replace(path, "{}", ids[collection], 1)
		plain := c.do("GET", root+path, "").Body
		for _, option := range options {
			a := c.do("GET", root+path+"?"+option, "")
			switch {
			case a.StatusCode == http.StatusBadRequest:
				assert.Contains(t, a.Body, "Bad Request: ", "%s?%s", path, option)
			default:
				require.Equal(t, http.StatusOK, a.StatusCode, "%s?%s: %s", path, option, a.Body)
				assert.NotContains(t, []string{"limit=-1", "skip=x", "fields=nothing"}, option, "%s", path)
				if strings.HasPrefix(option, "filter=") {
					assert.NotEqual(t, plain, a.Body, "%s?%s changes nothing", path, option)
				}
			}
			swept++
		}
	}
	assert.Greater(t, swept, 300)
}

func TestPages(t *testing.T) {
	c := newClient(t)
	type page struct {
		TotalCount int      `json:"totalCount"`
		Results    []object `json:"results"`
	}
	names := func(query string) (list []any) {
		for _, u := range read[page](c, 200, "GET", "systemusers?"+query, "").Results {
			list = append(list, u["username"])
		}
		return list
	}
	assert.Equal(t, []any{"wang", "bob"}, names("sort=-username&limit=2"))
	assert.Equal(t, []any{"alice"}, names("sort=-username&limit=2&skip=2"))
	assert.Equal(t, []any{"bob"}, names("filter=email:$eq:bob@contoso.com"))
	assert.Equal(t, []any{"alice", "bob"}, names("filter=username:$in:alice|bob&sort=username"))
	assert.Equal(t, []any{"alice"}, names("filter=mfaEnrollment.overallStatus:$eq:NOT_ENROLLED&search=ADAMS"))
	assert.Empty(t, names("limit=0"))
	assert.Equal(t, 3, read[page](c, 200, "GET", "systemusers?limit=1", "").TotalCount)
	first := read[page](c, 200, "GET", "systemusers?fields=email&limit=1", "").Results[0]
	assert.Len(t, first, 3, "email and the ids")
	search := `{"searchFilter":{"searchTerm":["wang","BOB"],"fields":["username"]},` +
		`"filter":{"or":[{"state":"ACTIVATED"},` +
		`{"email":{"$in":["x","y"]}}]},"sort":"username","limit":5}`
	found := read[page](c, 200, "POST", "search/systemusers", search)
	assert.Equal(t, 2, found.TotalCount)
	for _, name := range []string{"b", "a", "C"} {
		read[object](c, 201, "POST", "v2/usergroups", `{"name":"`+name+`"}`)
	}
	a := c.do("GET", root+"v2/usergroups?limit=2&sortIgnoreCase=name", "", "x-total-count", "1")
	assert.Contains(t, a.Body, `"All Users"`)
	assert.Equal(t, "4", a.Header.Get("x-total-count"))
	link := a.Header.Get("Link")
	next, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	assert.True(t, strings.HasSuffix(link, `>; rel="next"`), link)
	u, err := url.Parse(next)
	require.NoError(t, err)
	assert.Equal(t, "2", u.Query().Get("skip"))
	last := c.do("GET", next, "")
	assert.Empty(t, last.Header.Get("Link"))
	assert.Contains(t, last.Body, `"name":"C"`)
	assert.Contains(t, c.do("GET", root+"v2/usergroups?filter=name:eq:All*", "").Body, `"All Users"`)
}
