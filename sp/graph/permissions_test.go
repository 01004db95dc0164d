package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/graph"
)

func TestPermissions(t *testing.T) {
	s := newSiteWith(t, []string{"Domain.Read.All"}, graph.Settings{})
	const text = "Insufficient privileges to complete the operation."
	assert.Equal(t, 200, s.do(t, "GET", "/v1.0/domains", "").status)
	for method, path := range map[string]string{
		"GET":   "/v1.0/users",
		"POST":  "/v1.0/domains/contoso.com/federationConfiguration",
		"PATCH": "/v1.0/domains/contoso.com",
		"PUT":   "/v1.0/policies/federatedTokenValidationPolicy",
	} {
		s.do(t, method, path, "{}").refused(t, 403, "Authorization_RequestDenied", text)
	}
	last, ok := s.log.Last(nil)
	require.True(t, ok)
	assert.Contains(t, last.Refusal.Fix, "give the app one of ", "the record names what the answer does not")
	answers := s.batch(t, `{"id":"1","method":"GET","url":"/domains"},{"id":"2","method":"GET","url":"/users"}`)
	assert.EqualValues(t, 200, answers["1"]["status"])
	assert.EqualValues(t, 403, answers["2"]["status"])

	unchecked := newSiteWith(t, []string{}, graph.Settings{PermissionsOff: true})
	assert.Equal(t, 200, unchecked.do(t, "GET", "/v1.0/users", "").status, "switched off")
}
