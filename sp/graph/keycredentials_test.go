package graph_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// keyIDs are the key ids of a registration's certificates.
func (s *site) keyIDs(t *testing.T, path string) (ids []string) {
	t.Helper()
	for _, k := range s.do(t, "GET", path, "").body["keyCredentials"].([]any) {
		ids = append(ids, k.(map[string]any)["keyId"].(string))
	}
	return ids
}

// registers makes a registration with one certificate, and returns its path.
func (s *site) registers(t *testing.T, key string) string {
	t.Helper()
	made := s.do(t, "POST", "/v1.0/applications", `{"displayName":"Tools","keyCredentials":[{"key":"`+key+`",`+
		`"type":"AsymmetricX509Cert","usage":"Verify"}]}`)
	require.Equal(t, 201, made.status, "%v", made.body)
	return "/v1.0/applications/" + made.body["id"].(string)
}

// A PATCH of keyCredentials names those that stay and those that come; the others go.
func TestKeyCredentials(t *testing.T) {
	s := newSite(t)
	first, second := newCertificate(t), newCertificate(t)
	path := s.registers(t, first)
	old := s.keyIDs(t, path)
	require.Len(t, old, 1)
	const chosen = "0aaaaaaa-0000-4000-8000-000000000001"
	for _, c := range []struct {
		entries string
		want    []string
	}{
		{`{"keyId":"` + old[0] + `","key":null},{"keyId":"` + chosen + `","key":"` + second + `"}`,
			[]string{old[0], chosen}},
		{`{"key":"` + second + `"},{"keyId":"` + old[0] + `","key":"` + first + `"},{"keyId":"` + chosen + `"}`,
			[]string{old[0], chosen}},
		{`{"key":"` + second + `"}`, []string{chosen}},
		{"", nil},
	} {
		require.Equal(t, 204, s.do(t, "PATCH", path, `{"keyCredentials":[`+c.entries+`]}`).status, c.entries)
		assert.Equal(t, c.want, s.keyIDs(t, path), c.entries)
	}
}

// A registration is changed as a whole or not at all.
func TestKeyCredentialsThatAreRefused(t *testing.T) {
	s := newSite(t)
	first, second := newCertificate(t), newCertificate(t)
	path := s.registers(t, first)
	before := s.keyIDs(t, path)
	const unknown = "0aaaaaaa-0000-4000-8000-000000000001"
	const invalid = "Invalid value specified for property 'keyCredentials' of resource 'Application'."
	for _, entry := range []string{
		`null`,
		`{}`,
		`{"key":"%"}`,
		`{"keyId":"` + unknown + `"}`,
		`{"key":"` + second + `","usage":"Sign"}`,
		`{"keyId":"` + before[0] + `","key":"` + second + `"}`,
		`{"keyId":"not-a-guid","key":"` + second + `"}`,
		`{"key":"` + second + `"},{"keyId":"` + unknown + `"}`,
		`{"keyId":"` + unknown + `","key":"` + second + `"},{"keyId":"` + unknown + `","key":"` + newCertificate(t) + `"}`,
	} {
		body := `{"displayName":"Other","keyCredentials":[` + entry + `]}`
		s.do(t, "PATCH", path, body).refused(t, 400, "Request_BadRequest", invalid)
		assert.Equal(t, before, s.keyIDs(t, path), entry)
		assert.Equal(t, "Tools", s.do(t, "GET", path, "").body["displayName"], entry)
	}
	s.do(t, "PATCH", path, `{"keyCredentials":null}`).refused(t, 400, "Request_BadRequest", invalid)
	s.do(t, "PATCH", path, `{"keyCredentials":[{"key":"eA=="}]}`).refused(t, 400, "Request_BadRequest",
		"Key credential is invalid: expected an X.509 certificate in DER, and at most 100 of them.")
	s.do(t, "POST", "/v1.0/applications", `{"displayName":"Half","keyCredentials":[{"key":"`+first+`"},{"keyId":"`+
		unknown+`"}]}`).refused(t, 400, "Request_BadRequest", invalid)
	assert.Empty(t, s.do(t, "GET", "/v1.0/applications?$filter=displayName%20eq%20'Half'", "").values(t))
}
