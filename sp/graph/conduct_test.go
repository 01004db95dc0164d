package graph_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/graph"
)

func TestFaults(t *testing.T) {
	s := newSite(t)
	const fed = "/v1.0/domains/contoso.com/federationConfiguration"
	set := func(f graph.Fault) { require.NoError(t, s.graph.SetFault(f)) }
	set(graph.Fault{Name: graph.FaultThrottled, Count: 2, Path: "/domains"})
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/organization", "").status, "another path")
	for range 2 {
		a := s.do(t, "GET", "/v1.0/domains", "")
		a.refused(t, 429, "TooManyRequests", "Too many requests from Identifier:"+clientID+"+"+tenantID+
			" under category:throttle.aad.ags. Please try again later.")
		assert.Equal(t, "10", a.header.Get("Retry-After"))
	}
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/domains", "").status, "used up")
	set(graph.Fault{Name: graph.FaultThrottled, Count: 1, RetryAfter: -1})
	assert.Empty(t, s.do(t, "GET", "/v1.0/domains", "").header.Get("Retry-After"))
	set(graph.Fault{Name: graph.FaultDenied, Count: 1})
	s.do(t, "GET", "/v1.0/domains", "").refused(t, 403, "Authorization_RequestDenied", deniedText)
	set(graph.Fault{Name: graph.FaultBusy, Count: 1})
	assert.Equal(t, 503, s.do(t, "GET", "/v1.0/domains", "").status)

	set(graph.Fault{Name: graph.FaultHalf, Count: 1})
	s.do(t, "POST", fed, federation(t)).refused(t, 500, "InternalServerError", "")
	assert.Equal(t, "Federated", s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"])
	assert.Equal(t, 404, s.do(t, "GET", fed, "").status)
	require.NoError(t, s.tenant.SetManaged(t.Context(), "contoso.com"))

	set(graph.Fault{Name: graph.FaultAfterWrite, Count: 1})
	s.do(t, "POST", fed, federation(t)).refused(t, 500, "InternalServerError", "")
	made := s.do(t, "GET", fed, "").values(t)
	require.Len(t, made, 1, "it was written")
	set(graph.Fault{Name: graph.FaultBeta, Count: 1})
	s.do(t, "PATCH", "/beta/domains/contoso.com/federationConfiguration/"+made[0]["id"].(string),
		`{"displayName":"x"}`).refused(t, 500, "InternalServerError", "")

	set(graph.Fault{Name: graph.FaultLost, Count: 1, Method: "PATCH"})
	bearer := s.person(t, "Directory.AccessAsUser.All", directory.GlobalAdministrator)
	assert.Error(t, s.broken(t, bearer, "PATCH", "/v1.0/domains/contoso.com", `{"authenticationType":"Managed"}`))
	assert.Equal(t, "Managed", s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"], "it was done")

	assert.ErrorContains(t, s.graph.SetFault(graph.Fault{Name: "nosuch"}), `the fault "nosuch" is not one of 429, `)
	set(graph.Fault{Name: graph.FaultBusy})
	assert.Len(t, s.graph.Faults(), 1)
	s.graph.ClearFaults()
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/domains", "").status)
}

func TestThrottling(t *testing.T) {
	s := newSite(t)
	s.graph.Configure(graph.Settings{Throttling: true})
	for _, c := range []struct{ path, units string }{
		{"/v1.0/users", "2"}, {"/v1.0/users?$select=id", "1"}, {"/v1.0/users?$top=5", "1"}, {"/v1.0/domains", "1"},
		{"/v1.0/domains/fabrikam.com/domainNameReferences", "4"},
		{"/v1.0/roleManagement/directory/roleAssignments?$expand=principal", "2"},
	} {
		assert.Equal(t, c.units, s.do(t, "GET", c.path, "").header.Get("x-ms-resource-unit"), c.path)
	}
	for range 5 {
		require.Equal(t, 200, s.do(t, "GET", "/v1.0/auditLogs/signIns", "").status)
	}
	a := s.do(t, "GET", "/v1.0/auditLogs/signIns", "")
	assert.Equal(t, 429, a.status, "5 requests in 10 s")
	assert.Equal(t, "10", a.header.Get("Retry-After"))
	s.clock.Advance(10 * time.Second)
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/auditLogs/signIns", "").status)
	last := 0
	for i := 0; i < 900 && last != 429; i++ { // of 4 units each
		last = s.do(t, "GET", "/v1.0/domains/fabrikam.com/domainNameReferences", "").status
	}
	assert.Equal(t, 429, last, "3,500 units in 10 s")
}

func TestConsistencyDelay(t *testing.T) {
	s := newSite(t)
	s.graph.Configure(graph.Settings{ConsistencyDelay: 5 * time.Second})
	made := s.do(t, "POST", "/v1.0/users", alice)
	require.Equal(t, 201, made.status)
	for _, path := range []string{"/v1.0/users/alice@contoso.com", "/v1.0/users/" + made.body["id"].(string)} {
		assert.Equal(t, 404, s.do(t, "GET", path, "").status)
	}
	assert.Len(t, s.do(t, "GET", "/v1.0/users", "").values(t), 1)
	s.clock.Advance(5 * time.Second)
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/users/alice@contoso.com", "").status)
	assert.Len(t, s.do(t, "GET", "/v1.0/users", "").values(t), 2)
}

func TestSingleQuotes(t *testing.T) {
	s := newSite(t)
	on := true
	require.NoError(t, s.tenant.SetOnPremisesSync(t.Context(), &on))
	const body = `{'onPremisesSyncEnabled': 'false'}`
	assert.Equal(t, 204, s.do(t, "PATCH", "/beta/organization/"+tenantID, body).status)
	last, _ := s.log.Last(nil)
	assert.Contains(t, last.Checks[0].Warnings[0], "which is not JSON")
	assert.Equal(t, false, s.do(t, "GET", "/beta/organization/"+tenantID, "").body["onPremisesSyncEnabled"])
	s.graph.Configure(graph.Settings{StrictJSON: true})
	s.do(t, "PATCH", "/beta/organization/"+tenantID, body).refused(t, 400, "BadRequest",
		"Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
}

func TestAnswersAreCompressed(t *testing.T) {
	s := newSite(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1.0/domains", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+s.person(t, "Domain.Read.All"))
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := s.Client().Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, "gzip", response.Header.Get("Content-Encoding"))
	unpacked, err := gzip.NewReader(response.Body)
	require.NoError(t, err)
	raw, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "contoso.com")
}

func TestRoutesThatAreNotEmulatedAreNamedInTheRecord(t *testing.T) {
	s := newSite(t)
	for path, segment := range map[string]string{
		"/v1.0/$metadata": "$metadata", "/v1.0/groups": "groups", "/v1.0/auditLogs/provisioning": "provisioning",
	} {
		s.do(t, "GET", path, "").refused(t, 400, "BadRequest", "Resource not found for the segment '"+segment+"'.")
		last, _ := s.log.Last(nil)
		assert.Contains(t, last.Refusal.Got, "this emulation has no route")
	}
}

// broken sends a request whose answer does not come.
func (s *site) broken(t *testing.T, bearer, method, path, body string) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+bearer)
	r.Header.Set("Content-Type", "application/json")
	response, err := s.Client().Do(r)
	if err == nil {
		response.Body.Close()
	}
	return err
}
