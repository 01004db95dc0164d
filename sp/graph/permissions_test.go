package graph_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/oauth/token"
)

const deniedText = "Insufficient privileges to complete the operation."

func TestPermissions(t *testing.T) {
	s := newSiteWith(t, []string{"Domain.Read.All"}, graph.Settings{})
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/domains", "").status)
	s.do(t, "GET", "/v1.0/users", "").refused(t, 403, "Authorization_RequestDenied", deniedText)
	last, ok := s.log.Last(nil)
	require.True(t, ok)
	assert.Contains(t, last.Refusal.Fix, "give the app one of ", "the record names what the answer does not")
	answers := s.batch(t, `{"id":"1","method":"GET","url":"/domains"},{"id":"2","method":"GET","url":"/users"}`)
	assert.EqualValues(t, 200, answers["1"]["status"])
	assert.EqualValues(t, 403, answers["2"]["status"])

	unchecked := newSiteWith(t, []string{}, graph.Settings{PermissionsOff: true})
	assert.Equal(t, 200, unchecked.do(t, "GET", "/v1.0/users", "").status, "switched off")
}

// A token without permissions gets the literal 403 on every route, people's and applications' alike.
func TestEveryRouteChecksPermissions(t *testing.T) {
	s := newSiteWith(t, []string{}, graph.Settings{})
	person := s.person(t, "openid", directory.GlobalAdministrator)
	for _, r := range graph.Requests() {
		method, path, _ := strings.Cut(r, " ")
		if path == "$batch" {
			continue // each request in it is checked
		}
		path = "/v1.0/" + strings.ReplaceAll(path, "{}", "x")
		s.do(t, method, path, "{}").refused(t, 403, "Authorization_RequestDenied", deniedText)
		s.as(t, person, method, path, "{}").refused(t, 403, "Authorization_RequestDenied", deniedText)
	}
}

func TestPeoplesPermissions(t *testing.T) {
	s := newSite(t)
	const contoso = "/v1.0/domains/contoso.com"
	writer := s.person(t, "Domain.ReadWrite.All", directory.GlobalAdministrator)
	assert.Equal(t, 200, s.as(t, writer, "GET", "/v1.0/domains", "").status)
	assert.Equal(t, 201, s.as(t, writer, "POST", contoso+"/federationConfiguration", federation(t)).status)
	s.as(t, writer, "PATCH", contoso, `{"authenticationType":"Managed"}`).refused(t, 403, "Authorization_RequestDenied",
		deniedText) // needs Domain-InternalFederation.ReadWrite.All besides
	both := s.person(t, "Domain.ReadWrite.All Domain-InternalFederation.ReadWrite.All", directory.DomainNameAdministrator)
	assert.Equal(t, 204, s.as(t, both, "PATCH", contoso, `{"authenticationType":"Managed"}`).status)
	asUser := s.person(t, "Directory.AccessAsUser.All", directory.GlobalAdministrator)
	assert.Equal(t, 204, s.as(t, asUser, "PATCH", contoso, `{"authenticationType":"Managed"}`).status)

	member := s.person(t, "Domain.ReadWrite.All Directory.AccessAsUser.All", token.MemberRole)
	assert.Equal(t, 200, s.as(t, member, "GET", "/v1.0/domains", "").status, "plain users read domains")
	s.as(t, member, "PATCH", contoso, `{"isDefault":true}`).refused(t, 403, "Authorization_RequestDenied", deniedText)
	last, _ := s.log.Last(nil)
	assert.Contains(t, last.Refusal.Fix, "Domain Name Administrator")

	plain := s.person(t, "User.Read", token.MemberRole)
	me := s.as(t, plain, "GET", "/v1.0/me", "")
	assert.Equal(t, "admin@contoso.onmicrosoft.com", me.body["userPrincipalName"])
	organization := s.as(t, plain, "GET", "/v1.0/organization", "").values(t)[0]
	assert.Equal(t, "Contoso", organization["displayName"])
	assert.Nil(t, organization["createdDateTime"], "User.Read shows three properties")
	s.do(t, "GET", "/v1.0/me", "").refused(t, 400, "BadRequest",
		"/me request is only valid with delegated authentication flow.")
	reader := s.person(t, "AuditLog.Read.All", directory.ReportsReader)
	s.as(t, reader, "GET", "/v1.0/auditLogs/signIns", "").refused(t, 403, "Authorization_RequestDenied", deniedText)
}

// person is a token that an application got for the administrator, with these scopes and these roles in wids.
func (s *site) person(t *testing.T, scopes string, roles ...string) string {
	t.Helper()
	now := s.clock.Now()
	signed, err := s.keys.Sign(t.Context(), now, token.Claims{
		Audience: "https://graph.microsoft.com", Issuer: cloud.Global.IssuerV1(tenantID), IssuedAt: now.Unix(),
		NotBefore: now.Unix(), Expiry: now.Add(time.Hour).Unix(), IDType: "user", ObjectID: adminID, AppID: clientID,
		UPN: "admin@contoso.onmicrosoft.com", Scopes: scopes, WIDs: roles, TenantID: tenantID,
	})
	require.NoError(t, err)
	return signed
}

// as sends a request with a token.
func (s *site) as(t *testing.T, bearer, method, path, body string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+bearer)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := s.Client().Do(r)
	require.NoError(t, err)
	return readAnswer(t, response)
}
